"""Pictures weave results: one band each, as wide as its share, always in the same order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from lessons.record.models import Lesson

UNTOLD = "untold"
LABELS = {**dict(Lesson.Result.choices), UNTOLD: _("Result not given")}
PHRASES = {
    "worked": ngettext_lazy("%(number)s worked", "%(number)s worked", "number"),
    "partly": ngettext_lazy("%(number)s worked in part", "%(number)s worked in part", "number"),
    "failed": ngettext_lazy("%(number)s did not work", "%(number)s did not work", "number"),
    UNTOLD: ngettext_lazy("%(number)s does not give the result", "%(number)s do not give the result", "number"),
}


@dataclass(frozen=True)
class Band:
    """Describes one result's band, in the picture's units: whole numbers, which no language writes with a comma."""

    result: str
    start: int
    size: int


@dataclass(frozen=True)
class Tally:
    """Counts how many lessons had which result."""

    numbers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, results: Iterable[tuple[str, int]]) -> "Tally":
        """Return a tally of rows of `Lesson.result` and how many; an empty result is one that was not told."""
        numbers = dict.fromkeys(LABELS, 0)
        for result, number in results:
            numbers[result or UNTOLD] += number
        return cls(numbers)

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def told(self) -> list[tuple[str, int]]:
        """Return the results with their numbers, without those that nobody had."""
        return [(result, number) for result, number in self.numbers.items() if number]

    @property
    def words(self) -> str:
        return gettext(", ").join(PHRASES[result] % {"number": number} for result, number in self.told)

    def bands(self, length: int, least: int = 3) -> list[Band]:
        """Return bands that fill `length` between them; the rarest result keeps `least`, so that it is seen."""
        free = length - least * len(self.told)
        so_far = accumulate(number for _result, number in self.told)
        ends = [least * place + free * sum_so_far // self.total for place, sum_so_far in enumerate(so_far, start=1)]
        edges = pairwise([0, *ends])
        return [
            Band(result, start, end - start) for (result, _number), (start, end) in zip(self.told, edges, strict=True)
        ]

    @property
    def percents(self) -> list[Band]:
        return self.bands(100)
