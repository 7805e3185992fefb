"""The map writes names beside its knots, not over or under them, as far as there is room."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

LETTER, LINE = 10, 22  # in the units of the map, as wide and as high as its names are on a telephone
WORSE = 3  # a number covered is, than a name
ROUNDS = 3
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Name:
    text: str
    x: int
    y: int
    anchor: str

    @property
    def box(self) -> Box:
        wide = LETTER * len(self.text)
        left = self.x - {"start": 0, "middle": wide / 2, "end": wide}[self.anchor]
        return left, self.y - LINE + 6, left + wide, self.y + 4


@dataclass(frozen=True)
class Named:
    """Holds a department's name, its knot, and where its name is written if nothing is in the way."""

    text: str
    x: int
    y: int
    radius: int
    usual: Name

    @property
    def choices(self) -> Iterator[Name]:
        beside = self.radius + 4
        yield self.usual
        yield Name(self.text, self.x, self.y + self.radius + LINE - 6, "middle")
        yield Name(self.text, self.x, self.y - beside, "middle")
        yield Name(self.text, self.x + beside, self.y + 6, "start")
        yield Name(self.text, self.x - beside, self.y + 6, "end")

    @property
    def knot(self) -> Box:
        return self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius


@lru_cache(maxsize=32)
def written(departments: tuple[Named, ...], width: int) -> tuple[Name, ...]:
    """Place each name where it covers least of knots and of the other names; of equal places, the usual one is taken.

    The first names know of none that come after them, so all are asked more than once.
    """
    knots = [one.knot for one in departments if one.radius]
    names: dict[int, Name] = {}
    for turn, one in list(enumerate(departments)) * ROUNDS:
        others = [name.box for place, name in names.items() if place != turn]
        names[turn] = min(one.choices, key=lambda choice: _covered(choice.box, knots, others, width))
    return tuple(names.values())


def _covered(box: Box, knots: list[Box], others: list[Box], width: int) -> float:
    outside = max(0, -box[0]) + max(0, box[2] - width)
    return outside * LINE + WORSE * _common_to(box, knots) + _common_to(box, others)


def _common_to(box: Box, taken: Iterable[Box]) -> float:
    return sum(_common(box, other) for other in taken)


def _common(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0
