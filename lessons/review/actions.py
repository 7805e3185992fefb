"""A lesson goes its way to publication, and its words are remarked on; those whom it concerns hear of each step."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min
from django.utils.timezone import localdate, now

from lessons.notices.actions import author_and_steward, notify
from lessons.notices.models import Notice
from lessons.record import bounds, life
from lessons.record.models import Lesson, State
from lessons.review.models import ReviewNote
from networks.models import Network, Role, User
from networks.people.queries import answering_for
from networks.record.bounds import a_day_ago, a_moment_ago, lock

Told = Notice.Kind
TOLD_AS = {
    ReviewNote.Kind.COMMENT: Told.REVIEWED,
    ReviewNote.Kind.RETURNED: Told.RETURNED,
    ReviewNote.Kind.OBJECTION: Told.OBJECTED,
}


@transaction.atomic
def hand_in(lesson: Lesson, *, by: User) -> bool:
    """Ask the secretariat to look at a draft. Return False, and change nothing, if it is no draft any more.

    Raises ValidationError, by field, if it does not say the essential yet.
    """
    life.say_the_essential(life.locked(lesson))
    columns = {"submitted_at": now(), "edited_by": lesson.edited_by or by}
    moved = life.move(lesson, State.DRAFT, State.IN_REVIEW, **columns)
    if moved and lesson.submitted_at:
        about = f"handed_in:{lesson.pk}.{lesson.submitted_at:%Y%m%d%H%M%S%f}"
        notify(Told.HANDED_IN, answering_for(lesson.network), lesson=lesson, about=about, by=by)
    return moved


@transaction.atomic
def give_back(lesson: Lesson, *, by: User, reason: str) -> bool:
    """Return it to its author, who reads why. Return False, and say nothing, if it is not in review any more."""
    moved = life.move(lesson, State.IN_REVIEW, State.DRAFT)
    if moved:
        remark(lesson, by=by, text=reason, kind=ReviewNote.Kind.RETURNED)
    return moved


def take_back(lesson: Lesson) -> bool:
    """Make it a draft again for its author to go on writing. Return False if it is not in review any more."""
    return life.move(lesson, State.IN_REVIEW, State.DRAFT)


def why_returned(lesson: Lesson) -> ReviewNote | None:
    """Return the last reason that nobody settled; None if there is none."""
    notes = lesson.review_notes.waiting().filter(kind=ReviewNote.Kind.RETURNED)
    return notes.select_related("by").last()


@transaction.atomic
def publish(lesson: Lesson, *, by: User) -> bool:
    """Show a draft to those its visibility names, and tell its author and steward.

    Returns False, and changes nothing, if it is published. Raises ValidationError, by field, if it does not say the
    essential yet.
    """
    stored = life.locked(lesson)
    life.say_the_essential(stored)
    if stored.is_published:
        return life.unmoved(lesson)
    life.come_in_force(stored, by=by)
    stored.save(update_fields=["state", "published_at", "published_by", "review_months", "review_on"])
    for column in life.LIFECYCLE_FIELDS:
        setattr(lesson, column, getattr(stored, column))
    notify(Told.PUBLISHED, author_and_steward(lesson), lesson=lesson, about=f"lesson:{lesson.pk}", by=by)
    return True


@transaction.atomic
def remark(
    lesson: Lesson,
    *,
    by: User,
    text: str,
    field: str = "",
    kind: ReviewNote.Kind = ReviewNote.Kind.COMMENT,
) -> ReviewNote:
    """Keep what somebody says of its words, and tell the other side: author and steward, or else the secretariat.

    Sent twice it is one remark. Raises ValidationError if they made very many remarks today.
    """
    lock(by)
    fields = {"lesson": lesson, "by": by, "text": text, "field": field, "kind": kind}
    if again := ReviewNote.objects.waiting().filter(**fields, at__gt=a_moment_ago()).first():
        return again
    bounds.REMARKS_OF_A_DAY.refuse_more(ReviewNote.objects.filter(by=by, at__gt=a_day_ago()))
    revision = lesson.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    note = ReviewNote.objects.create(**fields, revision=revision)
    keepers = author_and_steward(lesson)
    to_secretariat = kind == ReviewNote.Kind.OBJECTION or by in keepers
    people = list(answering_for(lesson.network)) if to_secretariat else keepers
    notify(TOLD_AS[kind], people, lesson=lesson, about=f"note:{note.pk}", subject=note.pk, by=by)
    return note


def settle(note: ReviewNote, *, by: User) -> None:
    """Settle the note. Settling it twice changes nothing."""
    ReviewNote.objects.waiting().filter(pk=note.pk).update(settled_at=now(), settled_by=by)


@dataclass(frozen=True)
class Queue:
    """Tells how many lessons wait in a network, and for how many days the oldest of them has: 0 since today."""

    network: Network
    count: int
    days: int


def review_queue(user: User) -> list[Queue]:
    """Return what waits in each open network in whose secretariat `user` is; the longest wait comes first."""
    role = {"network__memberships__user": user, "network__memberships__role": Role.SECRETARIAT}
    waits = Lesson.objects.in_review().filter(**role, network__closed_on=None).values("network").order_by()
    rows = waits.annotate(count=Count("pk"), oldest=Min("submitted_at")).order_by("oldest")
    networks = Network.objects.in_bulk([row["network"] for row in rows])
    return [Queue(networks[row["network"]], row["count"], _days_since(row["oldest"])) for row in rows]


def _days_since(moment: datetime) -> int:
    return max((localdate() - localdate(moment)).days, 0)
