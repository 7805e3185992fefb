"""The quipu shows time as months in a young memory, as years in an older one, each as long as its knots need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from lessons.pictures.quipu_layout import LEAST, MOST, NEAR, month_of

STEPS = {1: (1, 2, 3, 6, 12), 12: (1, 2, 5, 10, 20)}  # between the months, or years, that are named
YOUNG = 24  # so many months are told as months
EMPTY = 0.75  # of the whole, for months or years in which nobody learned anything


@dataclass(frozen=True)
class Hung:
    """Describes what a knot asks of its cord: `height`, near its `day`, in the time from `since` until `until`."""

    day: date
    since: date
    until: date
    height: int


@dataclass(frozen=True)
class Tick:
    """A tick is a binding on the cord of time, where a month or a year begins."""

    y: int
    day: date
    months: bool  # whether the month is named
    year: bool


@dataclass(frozen=True)
class Scale:
    """Maps time to height: `starts` are where each month or year begins, and where the last one ends."""

    months: int  # in each: 1, or 12
    first: int
    starts: tuple[float, ...]

    @property
    def room(self) -> int:
        return round(self.starts[-1])

    def begins(self, day: date) -> float:
        return self.starts[month_of(day) // self.months - self.first]

    def ends(self, day: date) -> float:
        return self.starts[month_of(day) // self.months - self.first + 1]

    def y(self, day: date) -> float:
        passed = (month_of(day) % self.months + (day.day - 0.5) / 31) / self.months
        return self.begins(day) + (self.ends(day) - self.begins(day)) * passed

    @property
    def ticks(self) -> list[Tick]:
        """Return the bindings, at the smallest regular step at which each can be read."""
        step = next((step for step in STEPS[self.months] if self._is_legible(step)), len(self.starts))
        months = [(self.first + number) * self.months for number in range(0, len(self.starts) - 1, step)]
        days = [date(month // 12, month % 12 + 1, 1) for month in months]
        years = [day.year for day in days]
        return [
            Tick(round(self.begins(day)), day, self.months == 1, years.index(day.year) == number)
            for number, day in enumerate(days)
        ]

    def _is_legible(self, step: int) -> bool:
        return all(round(below) - round(above) >= NEAR for above, below in pairwise(self.starts[:-1:step]))


def scale(cords: Sequence[Sequence[Hung]]) -> Scale:
    """Return a scale on which every knot of every cord has its place in its own time."""
    knots = [knot for cord in cords for knot in cord]
    since, until = min(knot.since for knot in knots), max(knot.until for knot in knots)
    months = 1 if month_of(until) - month_of(since) < YOUNG else 12
    first, last = month_of(since) // months, month_of(until) // months
    asked = [
        [(month_of(knot.since) // months - first, month_of(knot.until) // months - first, knot.height) for knot in cord]
        for cord in cords
    ]
    starts = _starts(asked, last - first + 1)
    # Some air where there is room for it; more than the most only if the knots need it.
    room = max(LEAST, min(starts[-1] * 1.12, MOST), starts[-1])
    return Scale(months, first, tuple(start * room / starts[-1] for start in starts))


def _starts(cords: Sequence[Sequence[tuple[int, int, int]]], many: int) -> list[float]:
    least = min(NEAR, MOST * EMPTY / many)
    starts = [0.0]
    for end in range(many):
        starts.append(max([starts[-1] + least, *(_reach(cord, end, starts) for cord in cords)]))
    return starts


def _reach(cord: Sequence[tuple[int, int, int]], end: int, starts: Sequence[float]) -> float:
    """Return how far down those knots reach that belong above the end of a month or year, hung as high as can be.

    Each item of `cord` is the number of a knot's first and of its last month or year, and its height.
    """
    owed = max((turn for turn, (_, until, _) in enumerate(cord, start=1) if until <= end), default=0)
    bottom = 0.0
    for since, _, height in cord[:owed]:
        bottom = max(bottom, starts[since]) + height
    return bottom


def place(knots: Sequence[Hung], time: Scale) -> list[int]:
    """Return the middles of knots, in their order, none over another, each in its own time and near its day."""
    if not knots:
        return []
    heights = [knot.height for knot in knots]
    wanted = [time.y(knot.day) for knot in knots]
    first = [time.begins(knot.since) + knot.height / 2 for knot in knots]
    last = [time.ends(knot.until) - knot.height / 2 for knot in knots]
    down = _pushed(wanted, first, last, heights)
    up = _mirrored(_pushed(_mirrored(wanted), _mirrored(last), _mirrored(first), heights[::-1]))
    # Both keep every bound, so what is half-way between them does.
    return [round((a + b) / 2) for a, b in zip(down, up, strict=True)]


def _mirrored(places: list[float]) -> list[float]:
    return [-y for y in reversed(places)]


def _pushed(wanted: list[float], first: list[float], last: list[float], heights: list[int]) -> list[float]:
    """Place each where it is wanted, between its first and its last place or, where that is taken, as little after."""
    apart = [(one + other) / 2 for one, other in pairwise(heights)]
    latest = last[:]
    for turn in reversed(range(len(apart))):
        latest[turn] = min(latest[turn], latest[turn + 1] - apart[turn])
    placed: list[float] = []
    for turn, y in enumerate(wanted):
        earliest = max(first[turn], placed[-1] + apart[turn - 1] if placed else first[turn])
        placed.append(max(earliest, min(y, latest[turn])))
    return placed
