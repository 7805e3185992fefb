"""Where things hang on the quipu, in pixels down from the main cord and aside from a cord's own place."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

LEAD = 40  # of bare cord above the first knot
FOOT = 30  # and below the last one
BARE = (138, 120, 164, 182, 148, 172, 130)  # cords without a knot
NAME = 140  # for the end of a cord and the name of its network, written downwards
LEAST, MOST = 190, 440  # between the first knot and the last one
ONE = 26  # for a knot of one lesson: a finger's target of 24 px, and a thread of air
MANY = 50  # from here on, five round knots and the number in figures
TURN, TEN = 5, 9  # a turn of a long knot stands for one lesson, a round knot above it for ten
TALLER = (1, 1.06, 1.12, 1.2)  # by its size; a knot grows more in width
NEAR = 30  # no two bindings of time are nearer
MONTH = 6  # of a month in which nobody learned anything

Bend = tuple[int, int, int]
BENDS: tuple[Bend, ...] = ((5, -6, 3), (-6, 4, -2), (3, 7, -4), (-4, -6, 5), (7, -3, -3), (-3, 6, 1), (6, 5, -5))
APART, ALIKE = 8, (2, -2, 1)  # so many cords have room for bends of their own


@dataclass(frozen=True)
class Tick:
    """A binding on the cord of time, where a month or a year begins."""

    y: int
    day: date
    months: bool  # whether the month is named
    year: bool


def tied(count: int) -> tuple[int, int]:
    """Of how many round knots and turns the knot of so many lessons is made."""
    return divmod(min(count, MANY), 10)


def height(count: int, size: int) -> int:
    """What the knot of so many lessons takes of its cord."""
    tens, turns = tied(count)
    return max(ONE, round((tens * TEN + turns * TURN) * TALLER[size]) + 8 if count > 1 else ONE)


def bend(number: int, of_all: int) -> Bend:
    """Many cords hang alike, or they would touch."""
    return ALIKE if of_all > APART else BENDS[number % len(BENDS)]


def path(bent: Bend, length: int) -> str:
    first, second, end = bent
    return f"M0 0C{first} {length // 3} {second} {length * 2 // 3} {end} {length}"


def aside(bent: Bend, length: int, y: float) -> int:
    """How far from its own place the cord is at `y`: its curve is drawn so that y grows evenly."""
    t = y / length
    first, second, end = bent
    return round(3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * end)


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def span(cords: Sequence[Sequence[int]]) -> int:
    """For the cord whose knots take most, and some air; `cords` are heights of knots."""
    return min(MOST, max(LEAST, *(round(sum(heights) * 1.12) for heights in cords)))


def scale(cords: Sequence[Sequence[tuple[date, int]]], room: int) -> Callable[[date], float]:
    """Time as a height from 0 to `room`: a month is as long as its knots take on the cord that has most of them."""
    taken: dict[int, int] = defaultdict(int)
    for knots in cords:
        own: dict[int, int] = defaultdict(int)
        for day, high in knots:
            own[month_of(day)] += high
        for month, high in own.items():
            taken[month] = max(taken[month], high)
    first = min(taken)
    starts = [0.0]
    for month in range(first, max(taken) + 1):
        starts.append(starts[-1] + max(taken[month], MONTH))
    factor = room / starts[-1]

    def y(day: date) -> float:
        month = min(max(month_of(day) - first, 0), len(starts) - 2)
        return factor * (starts[month] + (starts[month + 1] - starts[month]) * (day.day - 0.5) / 31)

    return y


def place(wanted: Sequence[float], heights: Sequence[int], room: int) -> list[int]:
    """The middles of knots, in their order, none over another, all between 0 and `room`, near where they are wanted.

    The heights together must fit into `room`.
    """
    down = _pushed(wanted, heights)
    up = [-y for y in _pushed([-y for y in reversed(wanted)], heights[::-1])][::-1]
    between = [(a + b) / 2 for a, b in zip(down, up, strict=True)]
    lowered = _pushed(between, heights, start=0)
    raised = _pushed([room - y for y in reversed(lowered)], heights[::-1], start=0)
    return [round(room - y) for y in reversed(raised)]


def _pushed(wanted: Sequence[float], heights: Sequence[int], start: float = float("-inf")) -> list[float]:
    """Each at its place or, where that is taken, as little after it as can be."""
    placed, end = [], start
    for y, high in zip(wanted, heights, strict=True):
        placed.append(max(y, end + high / 2))
        end = placed[-1] + high / 2
    return placed


def ticks(first: date, last: date, y: Callable[[date], float]) -> list[Tick]:
    """Beginnings of years or, in a young memory, of months; as many as can be read, the newest first of all."""
    by_month = month_of(last) - month_of(first) < 24
    step = 1 if by_month else 12
    months = [month_of(first), *range(month_of(first) // step * step + step, month_of(last) + 1, step)]
    found: list[tuple[int, date]] = []
    for month in reversed(months):
        day = date(month // 12, month % 12 + 1, 1)
        if not found or found[0][0] - y(day) >= NEAR:
            found.insert(0, (round(y(day)), day))
    years = [day.year for _, day in found]
    return [Tick(at, day, by_month, years.index(day.year) == number) for number, (at, day) in enumerate(found)]
