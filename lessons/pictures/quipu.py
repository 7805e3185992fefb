"""In the quipu the main cord is time, a pendant cord a network, a knot a lesson or the lessons of some months."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from django.db.models import Q
from django.urls import reverse

from base.reading.kept_lists import KeptLists
from lessons.counts.reading import LIBRARY, STUDY, Told, counts_told
from lessons.pictures import quipu_layout as layout
from lessons.pictures import quipu_time as time
from lessons.pictures.quipu_knots import OTHERS, RESULTS, Knot, fit, hung, of_months, one_by_one
from lessons.pictures.quipu_layout import Bend
from lessons.pictures.quipu_time import Tick
from lessons.record.models import Lesson
from networks.models import Network
from networks.record.permissions import Visitor

MOST_CORDS = 11
MOST_KNOTS = 140  # on all cords together: the picture is sent to phones
MOST_ON_A_CORD = 16
LONG = 5  # years: a longer memory is counted by years, not by months


@dataclass(frozen=True)
class Cord:
    """A cord is a network's, the study's, the library's, or that of all `networks` without a cord of their own."""

    kind: Literal["network", "study", "library", "others"]
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
        pages = {"others": "networks:networks", "study": "lessons:findings", "library": "lessons:library"}
        return reverse(pages[self.kind])

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
    undated: int = 0  # lessons that hang on no cord, since nobody knows when they were told

    @property
    def total(self) -> int:
        return sum(cord.total for cord in self.cords) + self.undated

    @property
    def networks(self) -> int:
        return sum(cord.networks for cord in self.cords if cord.kind in {"network", "others"})

    @property
    def fullest(self) -> Cord | None:
        """Return the cord with most lessons, but not that of several networks; None if there are none."""
        cords = [cord for cord in self.cords if cord.kind != "others" and cord.knots]
        return max(cords, key=lambda cord: cord.total, default=None)

    @property
    def bare(self) -> int:
        """Count the networks without a lesson."""
        return sum(cord.networks for cord in self.cords if cord.kind in {"network", "others"} and not cord.knots)

    @property
    def height(self) -> int:
        return max([self.time, *(cord.length + layout.NAME for cord in self.cords)])


Cords = tuple[tuple[int, Cord], ...]


def of(user: Visitor) -> Quipu:
    """Return the quipu of what `user` may read. Takes two queries, however much there is."""
    told, undated = counts_told(user, months_of_years=LONG)
    totals = Counter[int]()
    for each in told:
        totals[each.network] += each.numbers.lessons
    cords = _cords(totals)
    on_cord = Counter[int]()
    for network, many in totals.items():
        on_cord[_cord_of(network, cords)] += many
    most = min(MOST_ON_A_CORD, MOST_KNOTS // max(len(cords), 1))
    # Study and library are not large. Their lessons are known by when they were published, which no count says.
    few = {network for network in totals if on_cord[_cord_of(network, cords)] <= most}
    singly = few | {STUDY, LIBRARY} & totals.keys()
    joined = [each for each in told if each.network not in singly]
    single: list[tuple[int, Knot]] = []
    if singly:
        dated = Q(from_source="") | Q(happened_on__isnull=False)
        its = Q(network__any=sorted(singly)) | (Q(network=None) & dated if singly & {STUDY, LIBRARY} else Q())
        single += one_by_one(Lesson.objects.readable_by(user).published().filter(its).order_by("pk"))
    picture = _with_knots(tuple(cords.items()), tuple(sorted(joined)), tuple(single), most)
    return replace(picture, undated=undated)


@lru_cache(maxsize=64)
def _with_knots(cords: Cords, joined: tuple[Told, ...], single: tuple[tuple[int, Knot], ...], most: int) -> Quipu:
    """Tie the knots of lessons that were counted together, and of single ones; once for all who are shown the same."""
    by_key = dict(cords)
    knots: dict[int, list[Knot]] = defaultdict(list)
    for each in joined:
        knots[_cord_of(each.network, by_key)].append(of_months(each))
    for network, knot in single:
        knots[_cord_of(network, by_key)].append(knot)
    fitted = fit(knots, most)
    return hang([replace(cord, knots=tuple(fitted.get(key, []))) for key, cord in cords])


def _cord_of(network: int, cords: Mapping[int, Cord]) -> int:
    return network if network in cords else OTHERS


def _cords(totals: Mapping[int, int]) -> dict[int, Cord]:
    """Return the cords of study and library, the networks' in their order, and one for those with fewest lessons."""
    networks = [(network.pk, network.name, network.slug) for network in KeptLists().of(Network)]
    cords = {STUDY: Cord("study")} if STUDY in totals else {}
    cords |= {LIBRARY: Cord("library")} if LIBRARY in totals else {}
    room = MOST_CORDS - len(cords)
    if len(networks) > room:
        room -= 1
    by_lessons = sorted(networks, key=lambda row: -totals[row[0]])
    kept = {pk for pk, _, _ in by_lessons[:room]}
    cords |= {pk: Cord("network", name, slug) for pk, name, slug in networks if pk in kept}
    rest = len(networks) - len(kept)
    return cords | ({OTHERS: Cord("others", networks=rest)} if rest else {})


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
