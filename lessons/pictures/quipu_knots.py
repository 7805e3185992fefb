"""A knot of the quipu is one lesson where there are few; where there are many, it counts by result and time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from django.db.models import Case, DateField, F, Func, IntegerField, When
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.timezone import localdate

from lessons.counts.reading import LIBRARY, STUDY, Told
from lessons.pictures import quipu_layout as layout
from lessons.pictures import quipu_time as time
from lessons.pictures.quipu_time import Hung
from lessons.record.models import Lesson, LessonQuerySet

OTHERS = -1  # the cord of many networks, where a network is known by its primary key
RESULTS = (*Lesson.Result.values, "")
# How many months a knot may stand for, from the finest to the coarsest: in the end, all of them.
MONTHS = (1, 3, 12, 60, 120_000)


@dataclass(frozen=True)
class Knot:
    """A knot is one lesson, or those of one result, told from `since` until `until`.

    Of one that was counted with others, and is alone in its months, it is not known which lesson it is.
    """

    result: str
    count: int
    confirmations: int
    uses: int
    since: date
    until: date
    lesson: int = 0  # and its title, if it is one that is known
    title: str = ""
    published: tuple[date, date] | None = None  # from and until, if that is not when it was told
    network: str = ""
    x: int = 0
    y: int = 0

    @property
    def size(self) -> int:
        """Return 0 to 3, by what came back: confirmations and uses."""
        return sum(self.confirmations + self.uses >= least for least in (1, 3, 6))

    @property
    def turns(self) -> int:
        return layout.tied(self.count)[1]

    @property
    def tens(self) -> list[float]:
        """Return where its round knots are, from its middle."""
        tens, turns = layout.tied(self.count)
        top = -(tens * layout.TEN + turns * layout.TURN) / 2
        return [top + (number + 0.5) * layout.TEN for number in range(tens)]

    @property
    def turned(self) -> float:
        """Return where the middle of its turns is, from its own middle."""
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
        """Return the address of the lesson itself, or of the list of these lessons."""
        if self.lesson:
            return reverse("lessons:lesson", args=[self.lesson])
        since, until = self.published or (self.since, self.until)
        asked = {"result": self.result or "untold", "since": since.isoformat(), "until": until.isoformat()}
        return reverse("lessons:lessons", query={"network": self.network} | asked if self.network else asked)


def told_on() -> Case:
    """Return the day on which a lesson hangs: its publication or, for the study's and the library's, its event.

    These were taken in on one day, long after. Where the event's day is not known, that day must do for the study.
    """
    event = When(network=None, happened_on__isnull=False, then=F("happened_on"))
    return Case(event, default=TruncDate("published_at"), output_field=DateField())


def of_months(told: Told) -> Knot:
    """Return the knot of the lessons of a network that were told in some months."""
    span = told.since, told.until
    return Knot(told.result, *told.numbers, *span, published=span)


def one_by_one(lessons: LessonQuerySet) -> Iterable[tuple[int, Knot]]:
    """Yield the network of each of the lessons, the study or the library, and its knot. Takes one query."""
    voices = Func("confirming_voices", function="cardinality", output_field=IntegerField())
    rows = lessons.values_list(
        "network", "from_source", "result", F("confirming") + voices, "used", told_on(), "published_at", "pk", "title"
    )
    for network, source, result, confirmations, uses, day, published_at, pk, title in rows:
        whose, published = network or (LIBRARY if source else STUDY), (localdate(published_at),) * 2
        yield whose, Knot(result, 1, confirmations, uses, day, day, pk, title, published)


def fit(cords: Mapping[int, Iterable[Knot]], most: int) -> dict[int, list[Knot]]:
    """Return at most `most` knots on each cord, oldest first; where there are more, those of some months are joined.

    They are joined further, on the fullest cord first, while each in its own time would make the cords too long. Four
    must be allowed at least: one for each result.
    """
    whole = {cord: sorted(knots, key=_order) for cord, knots in cords.items()}
    fitted = {cord: _joined(knots, 0, most) for cord, knots in whole.items()}
    finer = {cord: 1 for cord, knots in whole.items() if knots}
    while finer and time.scale([hung(knots) for knots in fitted.values()]).room > layout.LONGEST:
        fullest = max(finer, key=lambda cord: sum(knot.height for knot in fitted[cord]))
        fitted[fullest] = _joined(whole[fullest], finer[fullest], most)
        finer[fullest] += 1
        if finer[fullest] > len(MONTHS):
            del finer[fullest]
    return fitted


def hung(knots: Iterable[Knot]) -> list[Hung]:
    """Return what the knots ask of their cord."""
    return [Hung(knot.middle, knot.since, knot.until, knot.height) for knot in knots]


def _order(knot: Knot) -> tuple[date, int, int]:
    return knot.middle, RESULTS.index(knot.result), knot.lesson


def _joined(knots: list[Knot], at_least: int, most: int) -> list[Knot]:
    """Join the knots by as few steps of `MONTHS` as will do, but by `at_least` so many."""
    joined = knots
    for step, months in enumerate(MONTHS):
        if step >= at_least and len(joined) <= most and sum(knot.height for knot in joined) <= layout.MOST:
            break
        joined = sorted(_by_months(knots, months), key=_order)
    return joined


def _by_months(knots: Sequence[Knot], months: int) -> Iterable[Knot]:
    groups: dict[tuple[int, str], list[Knot]] = defaultdict(list)
    for knot in knots:
        groups[layout.month_of(knot.since) // months, knot.result].append(knot)
    return (reduce(_tied, group) for group in groups.values())


def _tied(one: Knot, other: Knot) -> Knot:
    return replace(
        one,
        lesson=0,
        title="",
        count=one.count + other.count,
        confirmations=one.confirmations + other.confirmations,
        uses=one.uses + other.uses,
        since=min(one.since, other.since),
        until=max(one.until, other.until),
        published=_both(one.published, other.published),
    )


def _both(one: tuple[date, date] | None, other: tuple[date, date] | None) -> tuple[date, date] | None:
    return (min(one[0], other[0]), max(one[1], other[1])) if one and other else None
