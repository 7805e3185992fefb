"""The handover pack tells somebody who takes over in a network what they have to know, as a page, a PDF and a mail.

It is made for one reader, and holds nothing that they may not see.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from base.alphabet import Alphabetical
from base.lines import one_line
from lessons.experience.strength import strength_line
from lessons.record.models import Lesson, LessonQuerySet
from networks.mail.letters import absolute_url, write_letter
from networks.mail.rules import TAKES_PART
from networks.models import Invitation, JoinRequest, Letter, Membership, Network, User
from networks.record.permissions import Permission, can

MOST_SHOWN = 20


@dataclass(frozen=True)
class Line:
    text: str
    about: str = ""
    url: str = ""  # absolute: it is read on paper and in mail too


@dataclass(frozen=True)
class Section:
    heading: str
    lines: list[Line]
    none: str  # what it says without lines


@dataclass(frozen=True)
class Pack:
    """Holds a handover pack in the language that was active when it was made."""

    network: str
    title: str
    reader: str
    made_on: date
    sections: list[Section]


def pack_of(network: Network, *, reader: User) -> Pack:
    lessons = Lesson.objects.readable_by(reader).filter(network=network)
    own = lessons.filter(steward=reader)
    runs = can(reader, Permission.RUN, network)
    return Pack(
        network=network.name,
        title=_("Handover of %(network)s") % {"network": network.name},
        reader=str(reader),
        made_on=localdate(),
        sections=[
            Section(_("What the network is"), _purpose(network), ""),
            Section(_("What you are responsible for"), _lines(own, reader), _("No lessons yet.")),
            Section(_("What is open"), _open(network, lessons, reader, runs=runs), _("Nothing is waiting.")),
            Section(_("What falls due"), _due(lessons, reader), _("No lessons are waiting to be looked at again.")),
            Section(_("Key lessons"), _key(lessons, reader), _("None is published yet.")),
            Section(_("Who is who"), _people(network, runs=runs), _("Nobody has a role yet.")),
        ],
    )


def _purpose(network: Network) -> list[Line]:
    since = [Line(_("since %(year)s") % {"year": network.since_year})] if network.since_year else []
    facts = [Line(fact.text, str(fact.get_topic_display())) for fact in network.facts.all()]
    purpose = [Line(network.purpose, _("Purpose"))] if network.purpose else []
    about = str(network.get_kind_display()).capitalize()
    return [Line(network.full_name, about, absolute_url(network.get_absolute_url())), *purpose, *since, *facts]


def _lines(lessons: "QuerySet[Lesson]", reader: User) -> list[Line]:
    shown = Lesson.objects.filter(pk__in=lessons.values("pk")).select_related("author", "steward")
    return [_line(lesson) for lesson in shown.newest_first().shown_to(reader)]


def _line(lesson: Lesson, *about: str) -> Line:
    if not lesson.is_in_force:
        about = (str(lesson.get_state_display()), *about)
    return Line(
        one_line(str(lesson)), " · ".join(text for text in about if text), absolute_url(lesson.get_absolute_url())
    )


def _open(network: Network, lessons: LessonQuerySet, reader: User, *, runs: bool) -> list[Line]:
    drafts = lessons.drafts().select_related("author").order_by("-updated_at", "-pk").shown_to(reader)
    lines = [_line(lesson, str(lesson.author or "")) for lesson in drafts]
    if not runs:
        return lines
    desk = absolute_url(reverse("networks:desk", args=[network.slug]))
    wishes = JoinRequest.objects.waiting().filter(network=network).select_related("user")
    invitations = Invitation.objects.open().filter(network=network)
    lines += [Line(one_line(wish.user.name), _("asks to join"), desk) for wish in wishes]
    return lines + [Line(invitation.email, _("is invited, and has not answered"), desk) for invitation in invitations]


def _due(lessons: LessonQuerySet, reader: User) -> list[Line]:
    shown = lessons.longest_due_first().select_related("steward")[:MOST_SHOWN].shown_to(reader)
    return [_line(lesson, _day(lesson), str(lesson.steward or "")) for lesson in shown]


def _day(lesson: Lesson) -> str:
    return date_format(lesson.review_on, "DATE_FORMAT") if lesson.review_on else ""


def _key(lessons: LessonQuerySet, reader: User) -> list[Line]:
    """Return the lessons with most organisations that confirm them and most uses; the newest first among equals."""
    strong = lessons.published().order_by(-(F("confirming") + F("used")), "-published_at", "-pk")
    return [_line(lesson, strength_line(lesson)) for lesson in strong[:MOST_SHOWN].shown_to(reader)]


def _people(network: Network, *, runs: bool) -> list[Line]:
    roles = network.memberships.filter(user__is_active=True).select_related("user", "organisation")
    return [_person(role, runs=runs) for role in roles.order_by("-role", Alphabetical("user__name"), "pk")]


def _person(role: Membership, *, runs: bool) -> Line:
    about = [str(role.get_role_display()), str(role.organisation or ""), role.user.email if runs else ""]
    return Line(one_line(role.user.name), " · ".join(text for text in about if text))


def write_pack_letter(pack: Pack, network: Network, *, to: User, by: User, pdf: bytes) -> Letter | None:
    """Write the letter in the active language; None if `write_letter` returns None.

    Without a `pdf` the letter itself says all that is in the pack.
    """
    url = absolute_url(reverse("lessons:pack", args=[network.slug]))
    context = {
        "pack": pack,
        "name": one_line(to.get_short_name()),
        "by": one_line(str(by)),
        "url": url,
        "is_attached": bool(pdf),
    }
    return write_letter(
        "pack",
        context,
        to=to.email,
        language=to.language,
        rule=TAKES_PART,
        about=network.pk,
        attachment=pdf,
        attachment_name=f"{file_name(network)}.pdf" if pdf else "",
    )


def file_name(network: Network) -> str:
    """Return the name without its ending."""
    name = _("handover")
    return f"{name}-{network.slug}"
