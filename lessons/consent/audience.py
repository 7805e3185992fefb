"""Whoever is about to change who reads a lesson is told who will, and what stays behind."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import ngettext

from lessons.consent.actions import VERSION, counts_in_words, staying_behind
from lessons.record.audience import Level, _source, _who, readers_of
from lessons.record.models import Lesson, circles_of, hold
from networks.models import Network, User


@dataclass(frozen=True)
class Readers:
    """Describes who will read a lesson. `who` and `source` are sentences; `count` is of people with an account.

    `stays` counts in words what was said to fewer; `mine`, what of it the asker said themselves, and may take along.
    """

    who: str
    count: int
    source: str
    stays: list[str] = field(default_factory=list)
    mine: list[str] = field(default_factory=list)

    @property
    def number(self) -> str:
        return ngettext("%(count)s person with an account", "%(count)s people with an account", self.count) % {
            "count": self.count
        }


def audience_of(lesson: Lesson, shared_with: Iterable[Network], *, asker: User | None = None) -> Readers | None:
    """Return the readers of a network's lesson, stored or not.

    None if it has no network, or is for an organisation that is not chosen yet. With an `asker`, who is about to
    change it, also returns what stays behind if a published lesson reaches more people than it does.
    """
    if lesson.network is None or (lesson.visibility == Level.OWN_ORGANISATION and lesson.organisation is None):
        return None
    shared_with = list(shared_with)
    stays, mine = _what_stays(lesson, shared_with, asker) if asker and lesson.is_published else ([], [])
    count = readers_of(lesson, shared_with).count()
    return Readers(_who(lesson, shared_with), count, _source(lesson), stays, mine)


def _what_stays(lesson: Lesson, shared_with: list[Network], asker: User) -> tuple[list[str], list[str]]:
    circles = circles_of(lesson, shared_with)
    if hold(Lesson.objects.circles_of(lesson), circles):
        return [], []
    mine = {kind: number for kind, number in staying_behind(lesson, circles, of=asker).items() if kind != VERSION}
    return counts_in_words(staying_behind(lesson, circles)), counts_in_words(mine)
