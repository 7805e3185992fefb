"""Tables and columns are called like this where no model says it: the desk shows an admin no code."""

from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lessons.record.models import LessonRegion, LessonSharing
from networks.models import User

MODELS: dict[type[models.Model], Any] = {
    LessonRegion: _("department of a lesson"),
    LessonSharing: _("reader of a lesson"),
    User: _("access of a person"),
}
FIELDS = {
    "answered_at": _("answered"),
    "answered_by": _("answered by"),
    "asked": _("times it was asked"),
    "audience": _("audience"),
    "by": _("person"),
    "collection": _("collection"),
    "collection_audience": _("whom the collection reaches"),
    "edit_changes_meaning": _("it changes the meaning"),
    "edited_by": _("last edited by"),
    "ended_at": _("ended"),
    "ended_by": _("ended by"),
    "expires_at": _("good until"),
    "first": _("network"),
    "hidden_by": _("hidden by"),
    "is_accepted": _("accepted"),
    "lesson": _("lesson"),
    "merged_into": _("merged into"),
    "network": _("network"),
    "published_by": _("published by"),
    "region": _("department"),
    "review_months": _("months until it is asked again"),
    "revoked_at": _("withdrawn"),
    "set_aside_by": _("set aside by"),
    "slug": _("address of the page"),
    "taken_at": _("accepted"),
    "taken_by": _("accepted by"),
    "taken_down_by": _("hidden by"),
    "user": _("person"),
}
TABLE_NAMES = {
    "account_emailaddress": _("E-mail addresses"),
    "account_emailconfirmation": _("Confirmations of e-mail addresses"),
    "auth_group": _("Groups of the admin pages"),
    "auth_group_permissions": _("Permissions of the groups"),
    "auth_permission": _("Permissions of the admin pages"),
    "digests_digestitem": _("Lessons of digests"),
    "django_admin_log": _("Changes in the admin pages"),
    "django_celery_beat_clockedschedule": _("Schedule: single moments"),
    "django_celery_beat_crontabschedule": _("Schedule: hours and days"),
    "django_celery_beat_intervalschedule": _("Schedule: intervals"),
    "django_celery_beat_periodictask": _("Schedule: tasks"),
    "django_celery_beat_periodictasks": _("Schedule: last change"),
    "django_celery_beat_solarschedule": _("Schedule: hours of the sun"),
    "django_content_type": _("Kinds of tables"),
    "django_migrations": _("Updates of the database"),
    "django_session": _("Sessions"),
    "lessons_corroboration_regions": _("Departments of confirmations"),
    "lessons_lesson_regions": _("Departments of lessons"),
    "lessons_lesson_shared_with": _("Networks that lessons are shared with"),
    "lessons_lessonimport": _("Files of lessons"),
    "lessons_lessonimport_lessons": _("Lessons of each file"),
    "lessons_lessonmention": _("Lessons that name others"),
    "lessons_libraryentry_useful_to": _("Networks to which published sources may be useful"),
    "lessons_printout": _("Documents"),
    "lessons_sourcelink": _("Links of sources"),
    "lessons_upload": _("Files on their way"),
    "lessons_uploadslice": _("Parts of files on their way"),
    "mfa_authenticator": _("Second factors"),
    "networks_letter": _("E-mails on their way"),
    "networks_organisation_regions": _("Departments of organisations"),
    "networks_organisationimport": _("Files of organisations"),
    "networks_organisationmerge": _("Merges of organisations"),
    "pghistory_context": _("History: who and from where"),
}


def model_name(model: type[models.Model]) -> str:
    return capfirst(str(MODELS.get(model, model._meta.verbose_name)))


def field_name(field: "models.Field[Any, Any]") -> str:
    name = field.verbose_name
    return capfirst(str(FIELDS.get(field.name, name) if isinstance(name, str) else name))


def table_name(model: Any) -> str:
    """Return the table's name in the plural; for a history, a name that says so."""
    tracked = getattr(model, "pgh_tracked_model", None)
    if tracked is not None:
        return gettext("History: %(of)s") % {"of": table_name(tracked).lower()}
    table = model._meta.db_table
    return str(TABLE_NAMES[table]) if table in TABLE_NAMES else capfirst(str(model._meta.verbose_name_plural))
