"""The desk begins with what waits for an admin."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from config.backup.state import guard
from config.desk import machine
from config.web.full_disk import LITTLE
from digests.models import Digest
from lessons.conversation.queries import reports_waiting
from lessons.models import Lesson, LessonImport
from networks.agreements.actions import requests_for_admins
from networks.models import (
    JoinRequest,
    Letter,
    Membership,
    Network,
    Organisation,
    OrganisationImport,
    RefusedMail,
    Role,
    TaskFailure,
)


@dataclass(frozen=True)
class Waiting:
    many: int
    what: str
    url: str
    is_grave: bool = False


def waiting() -> list[Waiting]:
    """Return what waits, and nothing of which there is none; the gravest first."""
    tasks, lessons = reverse("desk_tasks"), reverse("admin:lessons_lesson_changelist")
    mail = f"{reverse('desk_mail')}#bounces"
    found = [
        Waiting(not machine.is_alive(), _("Background work has stopped: no worker is responding"), tasks, True),
        Waiting(machine.room() < LITTLE, _("The disk is almost full"), reverse("desk_storage"), True),
        *_backups(),
        Waiting(_lost(), _("Lessons with nobody active responsible for them"), lessons, True),
        Waiting(TaskFailure.objects.unseen().count(), _("Background tasks that failed"), f"{tasks}#failures", True),
        Waiting(Digest.objects.in_trouble().count(), _("Digests that could not be sent"), f"{tasks}#digests"),
        Waiting(RefusedMail.objects.paused().count(), _("Mailboxes that reject our e-mails"), mail),
        Waiting(Letter.objects.in_trouble().count(), _("E-mails that could not be sent"), f"{tasks}#letters"),
        Waiting(JoinRequest.objects.waiting().count(), _("Unanswered requests to join"), "#networks"),
        Waiting(_stuck(), _("Imports that got stuck"), f"{tasks}#imports"),
        Waiting(_without_secretariat(), _("Networks without a secretariat: you are responsible for them"), "#networks"),
        *_reports(),
        *_asked(),
        Waiting(_doubles(), _("Organisations that seem to be duplicated"), "#doubles"),
    ]
    return [each for each in found if each.many]


def _backups() -> list[Waiting]:
    here, url = guard(), f"{reverse('desk_storage')}#backups"
    return [
        Waiting(here.state == "off", _("No nightly backup is made"), url, True),
        Waiting(here.state == "none", _("There is no backup yet"), url),
        Waiting(here.state == "stale", _("The last backup is old: those of the last nights failed"), url, True),
        Waiting(here.backup.missing if here.backup else 0, _("Files of lessons that are not on the disk"), url, True),
        Waiting(here.drill_is_due, _("Restoring a backup has not been tested for a long time"), url),
    ]


def _reports() -> list[Waiting]:
    """Return the reports of comments on lessons of the study, for which no secretariat answers.

    Their link leads to the one that waits longest.
    """
    waiting = list(reports_waiting(None))
    url = reverse("lessons:comment_moderate", args=[waiting[0].lesson_id, waiting[0].pk]) if waiting else ""
    return [Waiting(len(waiting), _("Reported comments on lessons of no network"), url)]


def _asked() -> list[Waiting]:
    """Return the requests to organisations that no network holds; their link leads to the one that waits longest."""
    asked = list(requests_for_admins())
    url = asked[0].organisation.get_absolute_url() if asked else ""
    return [Waiting(len(asked), _("Requests to organisations that belong to no network"), url)]


def _lost() -> int:
    return Lesson.objects.without_active_steward().count()


def _stuck() -> int:
    return OrganisationImport.objects.in_trouble().count() + LessonImport.objects.in_trouble().count()


def _without_secretariat() -> int:
    """Count those where somebody takes part; one that nobody has come to yet is marked in the list alone."""
    people = Membership.objects.filter(network=OuterRef("pk"), user__is_active=True)
    lone = Network.objects.filter(Exists(people), ~Exists(people.filter(role=Role.SECRETARIAT)), closed_on=None)
    return lone.count()


def _doubles() -> int:
    return len(Organisation.objects.doubles())
