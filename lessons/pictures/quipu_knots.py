"""The knots of the quipu: lessons one by one where there are few, counted by result and time where there are many."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import Any

from django.db.models import Case, Count, DateField, F, Func, IntegerField, Max, Min, Sum, When
from django.db.models.functions import TruncMonth, TruncYear
from django.urls import reverse
from django.utils.timezone import localdate

from lessons.models import Lesson
from lessons.models.lesson import LessonQuerySet
from lessons.pictures import quipu_layout as layout

STUDY, OTHERS = 0, -1  # the cords that are no network's, where networks are known by their primary key
RESULTS = (*Lesson.Result.values, "")
# How many months a knot may stand for, from the finest to the coarsest: in the end, all of them.
MONTHS = (1, 3, 12, 60, 120_000)


@dataclass(frozen=True)
class Knot:
    """One lesson, or those of one result that were published from `since` until `until`."""

    result: str
    count: int
    confirmations: int
    uses: int
    since: date
    until: date
    lesson: int = 0  # and its title, if it is one
    title: str = ""
    network: str = ""
    x: int = 0
    y: int = 0

    @property
    def size(self) -> int:
        """0 to 3, by what came back: confirmations and uses."""
        return sum(self.confirmations + self.uses >= least for least in (1, 3, 6))

    @property
    def turns(self) -> int:
        return layout.tied(self.count)[1]

    @property
    def tens(self) -> list[float]:
        """Where its round knots are, from its middle."""
        tens, turns = layout.tied(self.count)
        top = -(tens * layout.TEN + turns * layout.TURN) / 2
        return [top + (number + 0.5) * layout.TEN for number in range(tens)]

    @property
    def turned(self) -> float:
        """Where the middle of its turns is, from its own."""
        return layout.tied(self.count)[0] * layout.TEN / 2

    @property
    def height(self) -> int:
        return layout.height(self.count, self.size)

    @property
    def half(self) -> int:
        return self.height // 2

    @property
    def middle(self) -> date:
        return self.since + (self.until - self.since) / 2

    @property
    def address(self) -> str:
        """The lesson itself, or the list of these lessons."""
        if self.count == 1:
            return reverse("lessons:lesson", args=[self.lesson])
        asked = {"result": self.result or "untold", "since": self.since.isoformat(), "until": self.until.isoformat()}
        return reverse("lessons:lessons", query={"network": self.network} | asked if self.network else asked)


def read(readable: LessonQuerySet, own: list[int], *, singly: list[int], by_year: bool) -> dict[int, list[Knot]]:
    """Knots by cord, in one query: a lesson each on the cords in `singly`, by month or year on the others.

    Networks that are not among `own` hang on the cord of the others.
    """
    trunc = TruncYear if by_year else TruncMonth
    cord = Case(
        When(network=None, then=STUDY),
        When(network__in=own, then=F("network")),
        default=OTHERS,
        output_field=IntegerField(),
    )
    grouped = (
        readable.order_by()
        .with_strength()
        .annotate(cord=cord)
        .values(
            "cord",
            "result",
            alone=Case(When(cord__in=singly, then=F("pk")), default=0),
            period=trunc("published_at", output_field=DateField()),
        )
    )
    counted = grouped.annotate(
        count=Count("pk"),
        confirmations=Sum(
            F("confirming") + Func("confirming_voices", function="cardinality", output_field=IntegerField())
        ),
        uses=Sum("used"),
        lesson=Min("pk"),
        name=Min("title"),
        since=Min("published_at"),
        until=Max("published_at"),
    )
    knots: dict[int, list[Knot]] = defaultdict(list)
    for row in counted:
        knots[row["cord"]].append(_knot(row))
    return knots


def _knot(row: Mapping[str, Any]) -> Knot:
    numbers = {name: row[name] for name in ("result", "count", "confirmations", "uses")}
    one = {"lesson": row["lesson"], "title": row["name"]} if row["count"] == 1 else {}
    return Knot(**numbers, **one, since=localdate(row["since"]), until=localdate(row["until"]))


def fit(knots: Iterable[Knot], most: int) -> list[Knot]:
    """At most `most` knots that fit on a cord, oldest first: those of some months joined if they are more.

    Four must be allowed at least: one for each result.
    """
    whole = sorted(knots, key=_order)
    joined = whole
    for months in MONTHS:
        if len(joined) <= most and sum(knot.height for knot in joined) <= layout.MOST:
            break
        joined = sorted(_joined(whole, months), key=_order)
    return joined


def _order(knot: Knot) -> tuple[date, int, int]:
    return knot.middle, RESULTS.index(knot.result), knot.lesson


def _joined(knots: Sequence[Knot], months: int) -> Iterable[Knot]:
    groups: dict[tuple[int, str], list[Knot]] = defaultdict(list)
    for knot in knots:
        groups[layout.month_of(knot.since) // months, knot.result].append(knot)
    return (reduce(_tied, group) for group in groups.values())


def _tied(one: Knot, other: Knot) -> Knot:
    return replace(
        one,
        count=one.count + other.count,
        confirmations=one.confirmations + other.confirmations,
        uses=one.uses + other.uses,
        since=min(one.since, other.since),
        until=max(one.until, other.until),
    )
