"""All that is stored about a person, for that person: found by asking each table that refers to people.

A table that nobody has decided on here fails a test, so that nothing is forgotten when the product grows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.db import models
from django.db.models import ForeignKey
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event

from config.privacy.own_words import OwnWords
from lessons.models import Attachment, Audience, Collection, CollectionItem, Lesson, Printout
from networks.models import SignIn, User

# What refers to a person, as "app.table.column", and what that says of them.
PERSONAL_DATA = {
    "account.emailaddress.user": _("Your addresses"),
    "admin.logentry.user": _("What you changed as an admin"),
    "digests.subscription.user": _("Your digest"),
    "lessons.application.by": _("Lessons you used"),
    "lessons.assessment.made_by": _("Positions of your network that you recorded"),
    "lessons.attachment.added_by": _("Files you added"),
    "lessons.attachment.removed_by": _("Files you removed"),
    "lessons.collection.by": _("Your collections"),
    "lessons.collectionitem.by": _("Lessons you put into collections, and why"),
    "lessons.comment.by": _("What you said in conversations"),
    "lessons.comment.hidden_by": _("Comments you hid"),
    "lessons.commentmention.person": _("Where you are mentioned"),
    "lessons.commentreport.answered_by": _("Reports of comments you answered"),
    "lessons.commentreport.by": _("Comments you reported"),
    "lessons.consideration.user": _("Lessons you considered"),
    "lessons.corroboration.by": _("What you confirmed or saw differently"),
    "lessons.lesson.ended_by": _("Lessons you marked as no longer in force"),
    "lessons.lesson.author": _("Lessons you wrote"),
    "lessons.lesson.edited_by": _("Lessons you were the last to change"),
    "lessons.lesson.published_by": _("Lessons you published"),
    "lessons.lesson.steward": _("Lessons you are responsible for"),
    "lessons.lesson.taken_down_by": _("Lessons you hid as an admin"),
    "lessons.notice.to": _("Notices you received about lessons"),
    "lessons.photo.added_by": _("Photographs you added"),
    "lessons.revision.by": _("Versions you wrote"),
    "lessons.printout.reader": _("Documents made for you"),
    "lessons.printout.mailed_by": _("Handover packs on their way, sent by you"),
    "lessons.verification.by": _("What you said about whether lessons are still true"),
    "lessons.workshop.facilitator": _("Workshops you opened"),
    "lessons.lessonimport.by": _("Files of lessons you imported"),
    "lessons.lessonimport.undone_by": _("Lesson imports you undid"),
    "lessons.upload.by": _("Files you started to send"),
    "lessons.talkpreference.user": _("E-mail about conversations"),
    "lessons.reviewnote.by": _("What you said about lessons in review"),
    "lessons.reviewnote.settled_by": _("Review notes that you settled"),
    "lessons.reviewask.person": _("When you were asked whether a lesson is still true"),
    "lessons.lessonrelation.by": _("Links between lessons that you made"),
    "lessons.lessonrelation.ended_by": _("Links between lessons that you ended"),
    "lessons.translation.by": _("Lessons you translated"),
    "lessons.translation.set_aside_by": _("Translations you set aside"),
    "mfa.authenticator.user": _("Your second factors"),
    "networks.affiliation.person": _("Networks you belong to as a person"),
    "networks.affiliationevent.person": _("History of your belonging to networks"),
    "networks.affiliationrequest.asked_by": _("What you asked organisations on behalf of your network"),
    "networks.affiliationrequest.answered_by": _("Requests of other networks that you answered"),
    "networks.relationrequest.asked_by": _("Relations between networks that you proposed"),
    "networks.relationrequest.answered_by": _("Proposals of other networks that you answered"),
    "networks.invitation.by": _("Invitations you sent"),
    "networks.invitation.taken_by": _("Invitations you accepted"),
    "networks.joinrequest.answered_by": _("Requests you answered"),
    "networks.joinrequest.user": _("Your requests to join"),
    "networks.joinrequestevent.user": _("History of your requests"),
    "networks.membership.user": _("Your roles in networks"),
    "networks.membershipevent.user": _("History of your roles"),
    "networks.organisationimport.by": _("Lists of organisations you imported"),
    "networks.organisationmerge.by": _("Organisations you merged"),
    "networks.refusedmail.user": _("E-mails of ours that your mail server rejected"),
    "networks.signin.user": _("When you signed in"),
    "networks.announcement.by": _("Announcements you wrote"),
    "networks.suspension.user": _("When your account was suspended"),
    "networks.suspension.by": _("Accounts you suspended"),
    "networks.suspension.lifted_by": _("Suspensions you lifted"),
    "networks.userevent.pgh_obj": _("History of your rights"),
}
# Not told, and why.
NOT_PERSONAL = {
    "lessons.lessonevent.author": "earlier versions of what stands under lessons",
    "lessons.lessonevent.ended_by": "as above",
    "lessons.lessonevent.steward": "as above",
    "lessons.lessonevent.edited_by": "as above",
    "lessons.lessonevent.taken_down_by": "as above",
    "lessons.notice.by": "told to somebody else",
    "lessons.lessonevent.published_by": "as above",
    "lessons.lessonrelationevent.by": "earlier versions of what stands under links",
    "lessons.lessonrelationevent.ended_by": "as above",
    "lessons.translationevent.by": "earlier versions of what stands under translations",
    "lessons.translationevent.set_aside_by": "as above",
    "lessons.corroborationevent.by": "earlier versions of what stands under voices",
    "lessons.applicationevent.by": "as above",
    "lessons.assessmentevent.made_by": "the network's own course, not the person's",
    "lessons.workshopevent.facilitator": "earlier versions of what stands under workshops",
    "lessons.collectionevent.by": "earlier versions of what stands under collections",
    "lessons.collectionitemevent.by": "as above",
    "lessons.commentevent.by": "what became of what stands under conversations",
    "lessons.commentevent.hidden_by": "as above",
    "lessons.commentreportevent.by": "as above",
    "lessons.commentreportevent.answered_by": "as above",
    "networks.affiliationrequestevent.asked_by": "earlier versions of what stands under requests",
    "networks.affiliationrequestevent.answered_by": "as above",
    "networks.relationrequestevent.asked_by": "as above",
    "networks.relationrequestevent.answered_by": "as above",
    "networks.invitationevent.by": "earlier versions of what stands under invitations",
    "networks.invitationevent.taken_by": "as above",
    "networks.joinrequestevent.answered_by": "of somebody else",
    "networks.announcementevent.by": "earlier versions of what stands under announcements",
    "networks.suspensionevent.user": "earlier versions of what stands under suspensions",
    "networks.suspensionevent.by": "as above",
    "networks.suspensionevent.lifted_by": "as above",
}
# Written about others, or by others too: told that it is there, without what it says.
NAMED_ONLY = {
    "lessons.comment.hidden_by",
    "lessons.commentreport.answered_by",
    "lessons.lesson.ended_by",
    "lessons.lesson.steward",
    "lessons.lesson.published_by",
    "lessons.lesson.edited_by",
    "lessons.lesson.taken_down_by",
    "lessons.revision.by",
    "lessons.verification.by",
    "lessons.assessment.made_by",
    "lessons.lessonimport.by",
    "lessons.lessonimport.undone_by",
    "lessons.printout.mailed_by",
    "lessons.attachment.removed_by",
    "lessons.reviewnote.settled_by",
    "lessons.translation.set_aside_by",
    "networks.invitation.by",
    "networks.suspension.by",
    "networks.suspension.lifted_by",
    "networks.affiliationrequest.answered_by",
    "networks.relationrequest.answered_by",
    "networks.joinrequest.answered_by",
    "networks.organisationmerge.by",
    "networks.organisationimport.by",
}
# Not of the person, but of the file; long.
LONG = {(Attachment, "text"), (Attachment, "content"), (Printout, "content")}
SECRET = {
    (User, "password"),
    (User, "sessions_ended"),
    (SignIn, "session_key"),
    (Authenticator, "data"),
    (Collection, "share_token"),
    # What it is called now, they may no longer be able to read.
    (Printout, "collection"),
    (CollectionItem, "collection"),
}
MOST_SHOWN = 20
EMPTY: tuple[Any, ...] = ("", None, [], {}, False)
NOT_SAID = (models.BinaryField,)


@dataclass(frozen=True)
class Group:
    """Rows of one table that refer to the person in one way; each row by the names of its fields."""

    name: str
    title: str
    rows: list[dict[str, Any]]
    model: type[models.Model]

    @property
    def shown(self) -> list[list[tuple[str, str]]]:
        """The first rows, for reading: each with what has a name that people know; the rest is for the file."""
        named = _labels(self.model)
        return [
            [(named[name], _in_words(value)) for name, value in row.items() if name in named and value not in EMPTY]
            for row in map(self._with_choices, self.rows[:MOST_SHOWN])
        ]

    @property
    def in_file(self) -> list[dict[str, Any]]:
        """All rows, with the names that people know; what has none, or shares one, goes by its column's."""
        return [self._headed(self._with_choices(row)) for row in self.rows]

    def _headed(self, row: dict[str, Any]) -> dict[str, Any]:
        named, headed = _labels(self.model), {}
        for name, value in row.items():
            label = named.get(name, name)
            headed[name if label in headed else label] = value
        return headed

    def _with_choices(self, row: dict[str, Any]) -> dict[str, Any]:
        """Each of one of a few values as it is called."""
        columns = {each.name: dict(each.flatchoices) for each in self.model._meta.concrete_fields if each.choices}
        return row | {name: str(columns[name].get(row[name], row[name])) for name in columns if row.get(name)}

    @property
    def more(self) -> int:
        return max(len(self.rows) - MOST_SHOWN, 0)


def references() -> Iterator[tuple[str, "ForeignKey[Any, Any]"]]:
    """All columns of all tables that refer to a person, by "app.table.column".

    Views and proxies are left out: they show what stands in other tables. So is the context of the history, which says
    beside each change by whom and at which address it was made: it has no key, and belongs to what was changed.
    """
    for relation in User._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if isinstance(field, ForeignKey) and field.model._meta.managed and not field.model._meta.proxy:
            yield f"{field.model._meta.label_lower}.{field.name}", field


def own_data(user: User) -> list[Group]:
    own = OwnWords(user)
    groups = [Group("account", gettext("Your account"), [_said(user, own)], User)]
    for name, field in references():
        if name not in NOT_PERSONAL:
            rows = field.model._base_manager.filter(**{field.name: user}).select_related(*_related(field.model))
            named_only = name in NAMED_ONLY
            told = [_named(row, own) if named_only else _said(row, own) for row in rows.order_by("pk")]
            groups.append(Group(name, str(PERSONAL_DATA[name]), told, field.model))
    return [group for group in groups if group.rows]


def _labels(model: type[models.Model]) -> dict[str, str]:
    """Of the columns that were given a name to be read, that name."""
    columns = {field.name: field.verbose_name for field in model._meta.concrete_fields if field.name != "id"}
    # A name that nobody gave is the column's own, as it stands: what was given is there to be translated.
    labels = {name: capfirst(str(given)) for name, given in columns.items() if isinstance(given, Promise)}
    moments = {"at", "created_at", "pgh_created_at", "action_time"} & set(columns)
    return labels | dict.fromkeys(moments, gettext("When"))


def _in_words(value: Any) -> str:
    if value is True:
        return gettext("yes")
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _related(kind: type[models.Model]) -> list[str]:
    return [each.name for each in kind._meta.concrete_fields if isinstance(each, ForeignKey) and _is_said(kind, each)]


def _named(row: models.Model, own: OwnWords) -> dict[str, Any]:
    return {"id": row.pk} | ({"title": row.title} if isinstance(row, Lesson) and own.may_read(row) else {})


def _said(row: models.Model, own: OwnWords) -> dict[str, Any]:
    """Without secrets, without other people, and without what these said that does not reach the person."""
    if not own.may_read(row):
        return _named(row, own) | own.of(row)
    kind = row._meta.model
    fields = [field for field in row._meta.concrete_fields if _is_said(kind, field)]
    return {field.name: _value(row, field, own) for field in fields if not own.is_of_another(row, field.name)}


def _is_said(kind: type[models.Model], field: Any) -> bool:
    if (kind, field.name) in SECRET | LONG or isinstance(field, (*NOT_SAID, models.GeneratedField)):
        return False
    refers_to_a_person = isinstance(field, ForeignKey) and field.related_model is User
    if getattr(field, "related_model", None) is Audience:  # of an unnamed lesson it tells the organisation
        return False
    is_internal = issubclass(kind, Event) and field.name.startswith("pgh_") and field.name != "pgh_created_at"
    return (not refers_to_a_person and not is_internal and kind is not LogEntry) or field.name in {"id", "action_time"}


def _value(row: models.Model, field: Any, own: OwnWords) -> Any:
    if isinstance(field, ForeignKey):
        related = getattr(row, field.name)
        if isinstance(related, Lesson) and not own.may_read(related):
            return f"#{related.pk}"
        return None if related is None else str(related)
    return getattr(row, field.attname)
