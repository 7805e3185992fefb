"""The steward of a lesson is asked by mail whether it is still true, and answers by its link without signing in.

A link shows no more than the title, signs nobody in, is good for one answer and for `VALID_FOR`. The digest calls
`create_asks` when it is composed, and `asks_with_links` when it is written.
"""

from datetime import date, datetime, timedelta
from typing import cast

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import now

from lessons.notices.models import Notice
from lessons.record.life import locked
from lessons.record.models import Lesson, LessonQuerySet, Verification
from lessons.verification.actions import archive, supersede, verify
from lessons.verification.models import ReviewAsk
from networks.mail.letters import absolute_url
from networks.models import User
from networks.record.bounds import a_moment_ago

SIGNER = TimestampSigner(salt="lessons.review_ask")
VALID_FOR = timedelta(days=14)
REMIND_AFTER = timedelta(weeks=4)  # longer than a link is good: two that work are never about
MOST_ASKED = 10  # in one mail; the others wait for the next
VERDICTS = Verification.Outcome.values


class CannotAnswer(Exception):
    """`why` says: unknown · expired · answered · not_asked (no longer theirs, or no longer due)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def create_asks(user: User, at: datetime) -> list[ReviewAsk]:
    """Return what to ask a person in the mail of `at`, the longest due first. The same `at` gives the same.

    A lesson that stays due is asked about once in `REMIND_AFTER`, also after its answer that it needs a change.
    """
    asks = ReviewAsk.objects.filter(person=user)
    recent = asks.filter(lesson=OuterRef("pk"), due_on=OuterRef("review_on"), asked_at__gt=at - REMIND_AFTER)
    due = Lesson.objects.longest_due_first().filter(steward=user).exclude(Exists(recent)).only("review_on")
    room = MOST_ASKED - asks.filter(asked_at=at).count()
    rows = [
        ReviewAsk(person=user, lesson=lesson, due_on=cast("date", lesson.review_on), asked_at=at)
        for lesson in due[: max(room, 0)]
    ]
    once, again = ["person", "lesson", "due_on"], ["asked_at", "answered_at"]
    ReviewAsk.objects.bulk_create(rows, update_conflicts=True, unique_fields=once, update_fields=again)
    return _asked(user, at)


def newly_due() -> LessonQuerySet:
    """Return the lessons whose steward has not heard yet that this review is due."""
    notices = Notice.objects.filter(kind=Notice.Kind.DUE, lesson=OuterRef("pk"), to=OuterRef("steward"))
    heard = notices.filter(created_at__date__gte=OuterRef("review_on"))
    return Lesson.objects.due_for_review().filter(steward__isnull=False).exclude(Exists(heard))


def _asked(user: User, at: datetime) -> list[ReviewAsk]:
    rows = ReviewAsk.objects.open().filter(person=user, asked_at=at)
    return list(rows.select_related("lesson").order_by("due_on", "pk"))


def take_back(user: User, at: datetime) -> None:
    """Forget that the mail of `at` asked: it did not reach them, and the next one asks again."""
    ReviewAsk.objects.filter(person=user, asked_at=at).update(asked_at=None)


def asks_with_links(user: User, at: datetime) -> list[tuple[Lesson, dict[str, str]]]:
    """Return what the mail of `at` asks: each lesson still to be answered, with an address for each of `VERDICTS`."""
    return [(ask.lesson, links_of(ask)) for ask in _asked(user, at)]


def links_of(ask: ReviewAsk) -> dict[str, str]:
    """Map each answer to its address, in the active language; it is good from now on for `VALID_FOR`."""
    token = SIGNER.sign(str(ask.pk))
    return {
        answer: absolute_url(reverse("lessons:answer_by_mail", args=[token], query={"answer": answer}))
        for answer in VERDICTS
    }


def ask_by(token: str) -> ReviewAsk:
    """Return what the link asks. Raise CannotAnswer if the link is not, or no longer, good for an answer."""
    try:
        pk = SIGNER.unsign(token, max_age=VALID_FOR)
    except SignatureExpired:
        raise CannotAnswer("expired") from None
    except BadSignature:
        raise CannotAnswer("unknown") from None
    return _open(int(pk))


def _open(pk: int) -> ReviewAsk:
    asks = ReviewAsk.objects.filter(pk=pk)
    ask = asks.open().select_related("lesson", "person").first()
    if ask is None:
        raise CannotAnswer("answered" if asks.exclude(answered_at=None).exists() else "not_asked")
    return ask


@transaction.atomic
def answer_by_mail(ask: ReviewAsk, *, answer: str, note: str = "", successor: Lesson | None = None) -> None:
    """Answer for the person who was asked. Raises CannotAnswer, and changes nothing, if it was answered meanwhile."""
    list(ReviewAsk.objects.select_for_update().filter(pk=ask.pk))  # the second of two waits here
    ask = _open(ask.pk)
    if not record_verdict(ask.lesson, by=ask.person, answer=answer, note=note, successor=successor):
        raise CannotAnswer("not_asked")
    ReviewAsk.objects.filter(pk=ask.pk).update(answered_at=now())


def record_verdict(lesson: Lesson, *, by: User, answer: str, note: str = "", successor: Lesson | None = None) -> bool:
    """Keep whether a lesson is still true. `no_longer` supersedes it with `successor`, or archives it without one.

    Sent twice it is one answer. Returns False, and keeps nothing, if it is no longer in force. Raises ValidationError
    as `supersede` and `archive` do.
    """
    if answer != Verification.Outcome.NO_LONGER:
        return _verify_once(lesson, by=by, outcome=answer, note=note)
    if successor is not None:
        ended = supersede(lesson, by=by, successor=successor, reason=note)
    else:
        ended = archive(lesson, by=by, reason=note)
    return ended or _said_just_now(lesson, by, answer, note)


@transaction.atomic
def _verify_once(lesson: Lesson, *, by: User, outcome: str, note: str) -> bool:
    locked(lesson)  # the second of two waits here
    return _said_just_now(lesson, by, outcome, note) or verify(lesson, by=by, outcome=outcome, note=note)


def _said_just_now(lesson: Lesson, by: User, outcome: str, note: str) -> bool:
    """Return whether the last answer is the same form, sent before."""
    last = Verification.objects.filter(lesson=lesson, at__gt=a_moment_ago()).first()
    return last is not None and (last.by_id, last.outcome, last.note) == (by.pk, outcome, note.strip())
