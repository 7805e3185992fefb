"""This picture shows in which years what was found happened, as one bar for each year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

SLOT, BAR, HEIGHT, EDGE = 14, 10, 64, 4
MOST = 30  # years that are drawn: the table has all


@dataclass(frozen=True)
class Year:
    """Describes one year; `address` leads to its lessons, "" if there are none."""

    year: int
    lessons: int
    address: str
    x: int
    height: int

    @property
    def y(self) -> int:
        return HEIGHT - EDGE - self.height


@dataclass(frozen=True)
class Years:
    drawn: tuple[Year, ...]  # each of the last years, also those without lessons
    told: tuple[Year, ...]  # all that have lessons, newest first

    height, bar = HEIGHT, BAR

    @property
    def width(self) -> int:
        return SLOT * len(self.drawn)


def years_of(counts: Mapping[str, int], address_of: Callable[[str], str]) -> Years:
    """Draw how many lessons each year has, from the first that has one; of very many years, the last."""
    many = {int(year): number for year, number in counts.items() if number}
    last = max(many, default=0)
    first = max(min(many, default=1), last - MOST + 1)
    scale = (HEIGHT - 2 * EDGE) / max(many.values(), default=1)

    def drawn(year: int, place: int) -> Year:
        number = many.get(year, 0)
        address = address_of(f"{year:04}") if number else ""
        return Year(year, number, address, place * SLOT + (SLOT - BAR) // 2, max(round(number * scale), bool(number)))

    return Years(
        tuple(drawn(year, place) for place, year in enumerate(range(first, last + 1))),
        tuple(drawn(year, 0) for year in sorted(many, reverse=True)),
    )
