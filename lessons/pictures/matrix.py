"""The matrix crosses challenges and best practices: how many lessons speak to both, and with which result."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from base.reading.kept_lists import KeptLists
from lessons.counts.reading import tallies
from lessons.frame.models import Finding
from lessons.record.results import Band, Tally
from networks.record.permissions import Visitor

HEAD = 46  # of the picture's units: beside the rows, and above the columns
ABOVE = 47
CELL = 44
SMALLEST = 32
PITCH = CELL + 3

CROSSED = (Finding.Kind.CHALLENGE, Finding.Kind.BEST_PRACTICE)


def are_crossed(one: Finding, other: Finding) -> bool:
    return {one.kind, other.kind} == {*CROSSED}


def both(one: Finding, other: Finding) -> str:
    """Return the facet of the lessons that speak to a challenge and a best practice, given in any order."""
    challenge, practice = (one, other) if one.kind == Finding.Kind.CHALLENGE else (other, one)
    return f"both:{challenge.pk},{practice.pk}"


@dataclass(frozen=True)
class Crossing:
    """Holds a challenge, a best practice, and the lessons between them."""

    challenge: Finding
    practice: Finding
    tally: Tally

    @property
    def url(self) -> str:
        return reverse("lessons:lessons", query={"finding": [self.challenge.code, self.practice.code]})


@dataclass(frozen=True)
class Row:
    """Holds a finding's row, or column, of the matrix: what lessons tell of it and each of the other kind."""

    kind: Finding.Kind  # the other one
    others: list[tuple[Finding, Crossing]]

    @classmethod
    def of(cls, finding: Finding, tallies: Mapping[str, Tally]) -> "Row":
        """Return it with the results of `tallies`, by the facet of `both`."""
        is_challenge = finding.kind == Finding.Kind.CHALLENGE
        others = []
        for other in (row for row in KeptLists().of(Finding) if are_crossed(finding, row)):
            challenge, practice = (finding, other) if is_challenge else (other, finding)
            tally = tallies.get(both(finding, other), Tally.of([]))
            others.append((other, Crossing(challenge, practice, tally)))
        return cls(Finding.Kind.BEST_PRACTICE if is_challenge else Finding.Kind.CHALLENGE, others)

    @property
    def told(self) -> list[tuple[Finding, Crossing]]:
        """Return the crossings that have lessons, those with most first."""
        crossings = [(other, crossing) for other, crossing in self.others if crossing.tally.total]
        return sorted(crossings, key=lambda pair: -pair[1].tally.total)

    @property
    def most(self) -> int:
        return max(crossing.tally.total for _other, crossing in self.others)

    @property
    def silent(self) -> list[Finding]:
        return [other for other, crossing in self.others if not crossing.tally.total]


@dataclass(frozen=True)
class Cell(Crossing):
    left: int
    top: int
    side: int

    @property
    def inset(self) -> int:
        return (CELL - self.side) // 2

    @property
    def bands(self) -> list[Band]:
        return self.tally.bands(self.side)


@dataclass(frozen=True)
class Heading:
    finding: Finding
    start: int

    @property
    def middle(self) -> int:
        return self.start + CELL // 2


@dataclass(frozen=True)
class Matrix:
    """The matrix has challenges as columns, for there are fewer of them and a telephone is narrow."""

    challenges: list[Finding]
    practices: list[Finding]
    tallies: Mapping[str, Tally]

    @classmethod
    def of(cls, reader: Visitor | None) -> "Matrix":
        """Return the matrix of what they may read; of all lessons for None."""
        findings = KeptLists().of(Finding)
        challenges, practices = ([row for row in findings if row.kind == kind] for kind in CROSSED)
        return cls(challenges, practices, tallies(reader))

    @property
    def columns(self) -> list[Heading]:
        return [Heading(finding, HEAD + PITCH * place) for place, finding in enumerate(self.challenges)]

    @property
    def rows(self) -> list[Heading]:
        return [Heading(finding, ABOVE + PITCH * place) for place, finding in enumerate(self.practices)]

    @property
    def width(self) -> int:
        return HEAD + PITCH * len(self.challenges)

    @property
    def height(self) -> int:
        return ABOVE + PITCH * len(self.practices)

    @cached_property
    def cells(self) -> list[Cell]:
        """Return the cells row by row; the woven square grows with the number, up to the largest."""
        places = [(column, row) for row in self.rows for column in self.columns]
        crossing = [(column, row, self.tallies[both(column.finding, row.finding)]) for column, row in places]
        most = max((tally.total for _column, _row, tally in crossing), default=0)
        return [
            Cell(column.finding, row.finding, tally, column.start, row.start, _side(tally.total, most))
            for column, row, tally in crossing
        ]

    @property
    def fullest(self) -> Cell | None:
        """Return the crossing with most lessons; None if there are none."""
        fullest = max(self.cells, key=lambda cell: cell.tally.total, default=None)
        return fullest if fullest and fullest.tally.total else None

    @property
    def by_challenge(self) -> Iterator[tuple[Finding, list[Cell]]]:
        """Yield what the table says: each challenge with its crossings that have lessons."""
        for challenge in self.challenges:
            cells = [cell for cell in self.cells if cell.tally.total and cell.challenge == challenge]
            if cells:
                yield challenge, cells

    @property
    def silent(self) -> int:
        """Count the crossings without a lesson."""
        return sum(not cell.tally.total for cell in self.cells)


def _side(total: int, most: int) -> int:
    """Return an even side, so that the square sits in the middle; its surface grows with the number."""
    if not total:
        return CELL
    return SMALLEST + 2 * round((CELL - SMALLEST) / 2 * math.sqrt(total / most))
