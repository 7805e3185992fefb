"""An admin takes a published lesson down: until it is put back, only admins and its author read it.

Nothing of it is deleted. `LessonQuerySet.readable_by` is the rule; docs/adr/0029 has the reasons.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.timezone import now

from base.lines import one_line
from lessons.exports.making import forget_those_with
from lessons.printouts.making import forget_all_made
from lessons.record.life import LIFECYCLE_FIELDS, locked
from lessons.record.models import Lesson
from networks.mail.letters import absolute_url, write_letter
from networks.mail.tasks import post
from networks.models import User
from networks.people.queries import answering_for


@transaction.atomic
def take_down(lesson: Lesson, *, by: User, reason: str) -> bool:
    """Hide the lesson at once from all but admins and its author, and tell its author and its secretariat.

    Returns False, and tells nobody, if it is not published or is down already. Raises PermissionDenied unless `by` is
    an admin.
    """
    moved = _move(lesson, by, is_taken_down=False, taken_down_at=now(), taken_down_by=by, take_down_reason=reason)
    if moved:
        forget_all_made()  # documents of collections may hold it
        forget_those_with(lesson)
        _tell(lesson, by=by)
    return moved


@transaction.atomic
def put_back(lesson: Lesson, *, by: User, reason: str) -> bool:
    """Show the lesson again to those whom it reached, as if nothing had happened. Return False if it is not down."""
    moved = _move(lesson, by, is_taken_down=True, taken_down_at=None, taken_down_by=None, take_down_reason=reason)
    if moved:
        _tell(lesson, by=by)
    return moved


def _move(lesson: Lesson, by: User, *, is_taken_down: bool, **columns: object) -> bool:
    if not by.is_admin or not by.is_active:
        raise PermissionDenied
    rows = Lesson.objects.filter(pk=lesson.pk, published_at__isnull=False, taken_down_at__isnull=not is_taken_down)
    moved = rows.update(**columns)
    lesson.refresh_from_db(fields=LIFECYCLE_FIELDS)
    return bool(moved)


def _tell(lesson: Lesson, *, by: User) -> None:
    """Write to the people concerned by mail: a notice would lead the secretariat to what it may not read."""
    stored = locked(lesson)
    if stored.network is None:
        return
    people = {stored.author, stored.steward, *answering_for(stored.network)} - {by, None}
    for person in sorted((person for person in people if person and person.is_active), key=lambda person: person.pk):
        _write(stored, person)


def _write(lesson: Lesson, to: User) -> None:
    with translation.override(to.language):
        reads = not lesson.is_taken_down or to.is_admin or to == lesson.author
        url = absolute_url(lesson.get_absolute_url()) if reads else ""
    context = {
        "name": one_line(to.get_short_name()),
        "title": one_line(lesson.title),
        "reason": lesson.take_down_reason,
        "is_taken_down": lesson.is_taken_down,
        "is_author": to == lesson.author,
        "url": url,
    }
    post(write_letter("taken_down", context, to=to.email, language=to.language))
