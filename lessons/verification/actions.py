"""Somebody looks whether a lesson is still true; if it is not, the lesson ends."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from lessons.experience.models import Application, Corroboration
from lessons.notices.actions import author_and_steward, notify
from lessons.notices.models import Notice
from lessons.record.life import LIFECYCLE_FIELDS, MOST_MONTHS, in_months, locked, move, unmoved
from lessons.record.models import Lesson, State, Verification
from networks.models import User


@transaction.atomic
def supersede(lesson: Lesson, *, by: User, successor: Lesson, reason: str = "") -> bool:
    """Point from a lesson in force to the one that takes its place. Return False if it is no longer in force.

    Raises ValidationError if the successor is not in force, or is the lesson itself.
    """
    first, second = sorted((lesson, successor), key=lambda row: row.pk)
    locked(first), locked(second)  # in one order, so that two people who do it crosswise do not wait for each other
    if successor == lesson or not Lesson.objects.published().filter(pk=successor.pk).exists():
        raise ValidationError(_("Choose another lesson that is in force."))
    return _end(lesson, State.SUPERSEDED, by=by, superseded_by=successor, end_reason=reason.strip())


@transaction.atomic
def archive(lesson: Lesson, *, by: User, reason: str) -> bool:
    """Say that a lesson is no longer true, and why. Return False if it is not in force.

    Raises ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError(_("Say why: whoever finds the lesson wants to know."))
    return _end(lesson, State.ARCHIVED, by=by, end_reason=reason.strip())


@transaction.atomic
def put_in_force_again(lesson: Lesson, *, by: User) -> bool:
    """Take an end back, and keep a verification that it is true again. Return False if it has not ended."""
    stored = locked(lesson)
    if not stored.is_ended:
        return unmoved(lesson)
    verdict = {"superseded_by": None, "ended_at": None, "ended_by": None, "end_reason": ""}
    due = in_months(stored.review_months) if stored.network_id else None
    moved = move(lesson, stored.state, State.PUBLISHED, review_on=due, **verdict)
    _note(lesson, by, Verification.Outcome.STILL_TRUE)
    return moved


@transaction.atomic
def verify(lesson: Lesson, *, by: User, outcome: str, note: str = "") -> bool:
    """Keep what somebody says of a lesson in force. Return False, and keep nothing, if it is no longer in force.

    If it is still true it is trusted twice as long, 36 months at most, but not again on the same day, however many say
    so. The other answers leave its day as it is: it stays due until it is verified, superseded or archived.
    """
    stored = locked(lesson)
    if not stored.is_in_force:
        return unmoved(lesson)
    moves = stored.is_due_for_review or not _verified_today(stored)
    if outcome == Verification.Outcome.STILL_TRUE and stored.network_id and moves:
        months = min(stored.review_months * 2, MOST_MONTHS)
        Lesson.objects.filter(pk=lesson.pk).update(review_months=months, review_on=in_months(months))
    _note(lesson, by, outcome, note)
    lesson.refresh_from_db(fields=LIFECYCLE_FIELDS)
    return True


def _verified_today(lesson: Lesson) -> bool:
    return lesson.verifications.filter(outcome=Verification.Outcome.STILL_TRUE, at__date=localdate()).exists()


def _note(lesson: Lesson, by: User, outcome: str, note: str = "") -> Verification:
    newest = lesson.revisions.order_by("-number").values_list("number", flat=True).first()
    return Verification.objects.create(lesson=lesson, by=by, outcome=outcome, note=note.strip(), revision=newest or 0)


def _end(lesson: Lesson, state: State, *, by: User, end_reason: str, **columns: Any) -> bool:
    end = {"review_on": None, "ended_at": now(), "ended_by": by, "end_reason": end_reason}
    if not move(lesson, State.PUBLISHED, state, **end, **columns):
        return False
    verdict = _note(lesson, by, Verification.Outcome.NO_LONGER, end_reason)
    _tell_of_the_end(lesson, verdict)
    return True


def _tell_of_the_end(lesson: Lesson, verdict: Verification) -> None:
    """Notify its author, its steward, and those who confirmed it, differed or used it.

    Who ended an unnamed lesson is not named.
    """
    said, used = Corroboration.objects.filter(lesson=lesson), Application.objects.filter(lesson=lesson)
    voices = User.objects.filter(Q(pk__in=said.values("by")) | Q(pk__in=used.values("by")))
    people = {*author_and_steward(locked(lesson)), *voices} - {verdict.by}
    by = None if lesson.is_unnamed else verdict.by
    notify(Notice.Kind.ENDED, people, lesson=lesson, about=f"ended:{verdict.pk}", subject=verdict.pk, by=by)
