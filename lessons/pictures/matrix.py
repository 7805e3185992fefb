"""The matrix crosses challenges and best practices: how many lessons speak to both, and with which result."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from lessons.frame.models import Finding
from lessons.record.models import LessonQuerySet
from lessons.record.results import Band, Tally

HEAD = 46  # of the picture's units: beside the rows, and above the columns
ABOVE = 47
CELL = 44
SMALLEST = 32
PITCH = CELL + 3

Crossings = dict[tuple[int, int], Tally]


def crossings_of(lessons: LessonQuerySet) -> Crossings:
    """Map (challenge, best practice) to the results of those of `lessons` that speak to both. Takes one query."""
    rows_of = defaultdict(list)
    for challenge, practice, result, number in lessons.crossings():
        rows_of[challenge, practice].append((result, number))
    return {pair: Tally.of(rows) for pair, rows in rows_of.items()}


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
    def of(cls, finding: Finding, lessons: LessonQuerySet) -> "Row":
        is_challenge = finding.kind == Finding.Kind.CHALLENGE
        kind = Finding.Kind.BEST_PRACTICE if is_challenge else Finding.Kind.CHALLENGE
        crossings = crossings_of(lessons)
        others = []
        for other in Finding.objects.filter(kind=kind):
            challenge, practice = (finding, other) if is_challenge else (other, finding)
            tally = crossings.get((challenge.pk, practice.pk), Tally.of([]))
            others.append((other, Crossing(challenge, practice, tally)))
        return cls(kind, others)

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
    crossings: Crossings

    @classmethod
    def of(cls, lessons: LessonQuerySet) -> "Matrix":
        kinds = (Finding.Kind.CHALLENGE, Finding.Kind.BEST_PRACTICE)
        findings = Finding.objects.filter(kind__in=kinds).with_lesson_counts(lessons)
        challenges, practices = ([row for row in findings if row.kind == kind] for kind in kinds)
        return cls(challenges, practices, crossings_of(lessons))

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
        most = max((tally.total for tally in self.crossings.values()), default=0)
        return [
            Cell(column.finding, row.finding, tally, column.start, row.start, _side(tally.total, most))
            for row in self.rows
            for column in self.columns
            for tally in [self.crossings.get((column.finding.pk, row.finding.pk), Tally.of([]))]
        ]

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
