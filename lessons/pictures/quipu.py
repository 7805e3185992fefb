"""In the quipu the main cord is time, a pendant cord a network, a knot a lesson or the lessons of some months."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from django.db.models import Count, Max, Min, QuerySet
from django.urls import reverse

from base.reading.kept_lists import KeptLists
from lessons.pictures import quipu_layout as layout
from lessons.pictures import quipu_time as time
from lessons.pictures.quipu_knots import OTHERS, RESULTS, STUDY, Knot, fit, hung, read, titled, told_on
from lessons.pictures.quipu_layout import Bend
from lessons.pictures.quipu_time import Tick
from lessons.record.models import Lesson, LessonQuerySet
from networks.models import Network
from networks.record.permissions import Visitor

MOST_CORDS = 11
MOST_KNOTS = 140  # on all cords together: the picture is sent to phones
MOST_ON_A_CORD = 16
LONG = timedelta(days=5 * 366)  # a memory that the database counts by years, not by months


@dataclass(frozen=True)
class Cord:
    """A cord is a network's, the study's, or that of all `networks` without a cord of their own."""

    kind: Literal["network", "study", "others"]
    name: str = ""
    slug: str = ""
    networks: int = 1
    knots: tuple[Knot, ...] = ()
    across: float = 0  # per cent of the width
    bend: Bend = (0, 0, 0)
    length: int = 0

    @property
    def address(self) -> str:
        if self.kind == "network":
            return reverse("networks:network", args=[self.slug])
        return reverse("networks:networks" if self.kind == "others" else "lessons:findings")

    @property
    def path(self) -> str:
        return layout.path(self.bend, self.length)

    @property
    def total(self) -> int:
        return sum(knot.count for knot in self.knots)

    @property
    def newest(self) -> date | None:
        return max((knot.until for knot in self.knots), default=None)

    @property
    def by_result(self) -> list[int]:
        """Count its lessons by result, in the order of `RESULTS`."""
        return [sum(knot.count for knot in self.knots if knot.result == result) for result in RESULTS]

    @property
    def confirmations(self) -> int:
        return sum(knot.confirmations for knot in self.knots)

    @property
    def uses(self) -> int:
        return sum(knot.uses for knot in self.knots)


@dataclass(frozen=True)
class Quipu:
    cords: tuple[Cord, ...]
    ticks: tuple[Tick, ...] = ()
    time: int = 0  # the length of the cord of time

    @property
    def total(self) -> int:
        return sum(cord.total for cord in self.cords)

    @property
    def networks(self) -> int:
        return sum(cord.networks for cord in self.cords if cord.kind != "study")

    @property
    def height(self) -> int:
        return max([self.time, *(cord.length + layout.NAME for cord in self.cords)])


def of(user: Visitor) -> Quipu:
    """Return the quipu of what `user` may read. Takes four queries at most, however much there is."""
    readable = Lesson.objects.readable_by(user).published()
    totals = _totals(readable)
    cords = _cords(totals)
    most = min(MOST_ON_A_CORD, MOST_KNOTS // max(len(cords), 1))
    knots = titled(fit(_knots(readable, cords, totals, most), most))
    return hang([replace(cord, knots=tuple(knots.get(key, []))) for key, cord in cords.items()])


@dataclass(frozen=True)
class _Total:
    lessons: int
    first: date
    last: date


def _totals(readable: QuerySet[Lesson]) -> dict[int, _Total]:
    dated = readable.order_by().annotate(told_on=told_on()).values_list("network")
    rows = dated.annotate(Count("pk"), Min("told_on"), Max("told_on"))
    return {pk or STUDY: _Total(many, first, last) for pk, many, first, last in rows}


def _cords(totals: dict[int, _Total]) -> dict[int, Cord]:
    """Return the study's cord, the networks' in their order, and one for the networks with the fewest lessons."""
    networks = [(network.pk, network.name, network.slug) for network in KeptLists().of(Network)]
    cords = {STUDY: Cord("study")} if STUDY in totals else {}
    room = MOST_CORDS - len(cords)
    if len(networks) > room:
        room -= 1
    by_lessons = sorted(networks, key=lambda row: -totals[row[0]].lessons if row[0] in totals else 0)
    kept = {pk for pk, _, _ in by_lessons[:room]}
    cords |= {pk: Cord("network", name, slug) for pk, name, slug in networks if pk in kept}
    rest = len(networks) - len(kept)
    return cords | ({OTHERS: Cord("others", networks=rest)} if rest else {})


def _knots(
    readable: LessonQuerySet, cords: dict[int, Cord], totals: dict[int, _Total], most: int
) -> dict[int, list[Knot]]:
    if not totals:
        return {}
    on_cord: Counter[int] = Counter()
    for pk, total in totals.items():
        on_cord[pk if pk in cords else OTHERS] += total.lessons
    age = max(total.last for total in totals.values()) - min(total.first for total in totals.values())
    singly = [cord for cord, many in on_cord.items() if many <= most]
    return read(readable, [pk for pk in cords if pk > 0], singly=singly, by_year=age > LONG)


def hang(cords: Sequence[Cord]) -> Quipu:
    """Give each cord its place, its curve and its length, and each knot its place on it."""
    tied = [hung(cord.knots) for cord in cords]
    if not any(tied):
        return Quipu(tuple(_hung(cord, number, len(cords), []) for number, cord in enumerate(cords)))
    scale = time.scale(tied)
    placed = [_hung(cord, number, len(cords), time.place(tied[number], scale)) for number, cord in enumerate(cords)]
    return Quipu(tuple(placed), tuple(scale.ticks), layout.LEAD + scale.room + layout.FOOT)


def _hung(cord: Cord, number: int, of_all: int, places: Sequence[int]) -> Cord:
    bend = layout.bend(number, of_all)
    length = layout.BARE[number % len(layout.BARE)]
    if places:
        length = layout.LEAD + places[-1] + cord.knots[-1].height // 2 + layout.FOOT
    middles = [layout.LEAD + place for place in places]
    knots = (
        replace(knot, network=cord.slug, x=layout.aside(bend, length, y), y=y)
        for knot, y in zip(cord.knots, middles, strict=True)
    )
    across = round((number + 0.5) * 100 / of_all, 2)
    return replace(cord, knots=tuple(knots), across=across, bend=bend, length=length)
