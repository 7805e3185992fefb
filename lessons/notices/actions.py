"""People are told what happened to lessons that matter to them: once, and never of what they may not read."""

from collections.abc import Iterable

from lessons.notices.models import Notice
from lessons.record.models import Lesson
from networks.models import Network, User


def notify(
    kind: Notice.Kind,
    to: Iterable[User | None],
    *,
    lesson: Lesson,
    about: str,
    subject: int | None = None,
    by: User | None = None,
    network: Network | None = None,
) -> None:
    """Put a notice before each active person but `by`. Telling the same event again tells nobody twice.

    `about` (“use:12”) makes it the same event; `subject` is the key of the row that it tells of, in the table that its
    kind names. Whether they may still read the lesson is asked when they are shown the notice.
    """
    people = {person.pk for person in to if person is not None and person.is_active and person != by}
    rows = [
        Notice(to_id=pk, kind=kind, lesson=lesson, about=about, subject=subject, by=by, network=network)
        for pk in people
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def author_and_steward(lesson: Lesson) -> list[User]:
    """Return its author and its steward, each once."""
    return [person for person in {lesson.author, lesson.steward} if person is not None]
