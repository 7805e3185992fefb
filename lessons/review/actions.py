"""A lesson's way to publication, and each change of its words: what those hear of it whom it concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Min
from django.utils.timezone import localdate, now

from lessons.notices.actions import keepers_of, tell
from lessons.notices.models import Notice
from lessons.record import actions, bounds, life
from lessons.record.agreeing import agree, writers_left_behind
from lessons.record.models import Lesson, State, hold
from lessons.review.models import ReviewNote
from lessons.translations.actions import translators_of
from networks.bounds import a_day_ago, a_moment_ago, lock
from networks.models import Network, Role, User
from networks.people import answering_for

Told = Notice.Kind
TOLD_AS = {
    ReviewNote.Kind.COMMENT: Told.REVIEWED,
    ReviewNote.Kind.RETURNED: Told.RETURNED,
    ReviewNote.Kind.OBJECTION: Told.OBJECTED,
}


@transaction.atomic
def hand_in(lesson: Lesson, *, by: User) -> bool:
    """Like `life.hand_in`; the secretariat hears of it each time."""
    moved = life.hand_in(lesson, by=by)
    if moved and lesson.submitted_at:
        about = f"handed_in:{lesson.pk}.{lesson.submitted_at:%Y%m%d%H%M%S%f}"
        tell(Told.HANDED_IN, answering_for(lesson.network), lesson=lesson, about=about, by=by)
    return moved


@transaction.atomic
def give_back(lesson: Lesson, *, by: User, reason: str) -> bool:
    """Return it to its author, who reads why. False, and nothing said, if it is not in review any more."""
    moved = life.give_back(lesson)
    if moved:
        remark(lesson, by=by, text=reason, kind=ReviewNote.Kind.RETURNED)
    return moved


def why_returned(lesson: Lesson) -> ReviewNote | None:
    """The last reason that nobody settled."""
    notes = lesson.review_notes.waiting().filter(kind=ReviewNote.Kind.RETURNED)
    return notes.select_related("by").last()


@transaction.atomic
def publish(lesson: Lesson, *, by: User) -> bool:
    """Like `life.publish`; its author and who answers for it hear of it."""
    moved = life.publish(lesson, by=by)
    if moved:
        tell(Told.PUBLISHED, keepers_of(lesson), lesson=lesson, about=f"lesson:{lesson.pk}", by=by)
    return moved


@transaction.atomic
def rewrite(lesson: Lesson, *, by: User, with_mine: bool = False, **said: Any) -> None:
    """Like `actions.save`; of a change of the words those hear whom it concerns, and whose own words stay behind when
    more people read it. `with_mine`: what `by` said of it reaches those too."""
    before = actions.locked(lesson).wording if lesson.pk else None
    reached = Lesson.objects.circles_of(lesson) if lesson.pk else []
    actions.save(lesson, by=by, **said)
    if before and lesson.wording != before:
        _tell_of_the_change(lesson, by)
    if before and lesson.is_published and not hold(reached, Lesson.objects.circles_of(lesson)):
        _ask_who_spoke(lesson, by, with_mine=with_mine)


def _ask_who_spoke(lesson: Lesson, by: User, *, with_mine: bool) -> None:
    """Once for each new circle: whoever agreed, or was asked and did not, is asked anew when it is widened again."""
    if with_mine:
        agree(lesson, by=by)
    about = f"widened:{lesson.pk}:{now():%Y%m%d%H%M%S%f}"
    tell(Told.WIDENED, writers_left_behind(lesson), lesson=lesson, about=about, by=None if lesson.is_unnamed else by)


def _tell_of_the_change(lesson: Lesson, by: User) -> None:
    # The words of a draft are no version yet.
    version = None if lesson.state == State.DRAFT else lesson.revisions.order_by("-number").first()
    about = f"revision:{version.pk}" if version else f"wording:{lesson.pk}.{lesson.wording}"
    tell(Told.EDITED, keepers_of(lesson), lesson=lesson, about=about, by=by)
    if lesson.is_published and lesson.edit_changes_meaning:
        people = {person for person in whom_it_concerns(lesson) if person != by}
        # Who writes in a lesson shared without naming may be who shares it.
        tell(Told.MEANING_CHANGED, people, lesson=lesson, about=about, by=None if lesson.is_unnamed else by)


def whom_it_concerns(lesson: Lesson) -> Iterable[User]:
    """Who confirmed it, differed, or translated it: when its meaning changes they look again."""
    return {*User.objects.filter(pk__in=lesson.corroborations.values("by")), *translators_of(lesson)}


@transaction.atomic
def remark(
    lesson: Lesson,
    *,
    by: User,
    text: str,
    field: str = "",
    kind: ReviewNote.Kind = ReviewNote.Kind.COMMENT,
) -> ReviewNote:
    """Keep what somebody says of its words, and tell the other side: its keepers, or else the secretariat. Sent twice
    it is one remark.

    Raises ValidationError if they made very many remarks today.
    """
    lock(by)
    said = {"lesson": lesson, "by": by, "text": text, "field": field, "kind": kind}
    if again := ReviewNote.objects.waiting().filter(**said, at__gt=a_moment_ago()).first():
        return again
    bounds.REMARKS_OF_A_DAY.refuse_more(ReviewNote.objects.filter(by=by, at__gt=a_day_ago()))
    revision = lesson.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    note = ReviewNote.objects.create(**said, revision=revision)
    keepers = keepers_of(lesson)
    to_secretariat = kind == ReviewNote.Kind.OBJECTION or by in keepers
    people = list(answering_for(lesson.network)) if to_secretariat else keepers
    tell(TOLD_AS[kind], people, lesson=lesson, about=f"note:{note.pk}", by=by)
    return note


def settle(note: ReviewNote, *, by: User) -> None:
    """Settling it twice changes nothing."""
    ReviewNote.objects.waiting().filter(pk=note.pk).update(settled_at=now(), settled_by=by)


@dataclass(frozen=True)
class Queue:
    """How many lessons wait in a network, and the oldest of them for how many days: 0 since today."""

    network: Network
    count: int
    days: int


def review_queue(user: User) -> list[Queue]:
    """Of each open network in whose secretariat `user` is, if anything waits there; the longest wait comes first."""
    role = {"network__memberships__user": user, "network__memberships__role": Role.SECRETARIAT}
    waits = Lesson.objects.in_review().filter(**role, network__closed_on=None).values("network").order_by()
    rows = waits.annotate(count=Count("pk"), oldest=Min("submitted_at")).order_by("oldest")
    networks = Network.objects.in_bulk([row["network"] for row in rows])
    return [Queue(networks[row["network"]], row["count"], _days_since(row["oldest"])) for row in rows]


def _days_since(moment: datetime) -> int:
    return max((localdate() - localdate(moment)).days, 0)
