"""What networks log, give and take, counted of those lessons that a reader may read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Q

from lessons.models import Application, Corroboration
from lessons.models.lesson import LessonQuerySet
from lessons.pictures.weave import LABELS, Tally
from networks.models import Network

MOST_KNOTS = 8


@dataclass(frozen=True)
class Activity:
    """A network's lessons by result, and when the newest was published."""

    tally: Tally = field(default_factory=lambda: Tally.of([]))
    last: datetime | None = None

    @property
    def results(self) -> list[tuple[str, str, int]]:
        """(result, its name, how many)"""
        return [(result, str(LABELS[result]), number) for result, number in self.tally.told]

    @property
    def knots(self) -> list[tuple[int, str]]:
        """Of a small cord: place and result of each lesson; more than it holds are shared out among its places."""
        if self.tally.total > MOST_KNOTS:
            numbers = [(band.result, band.size) for band in self.tally.bands(MOST_KNOTS, least=1)]
        else:
            numbers = self.tally.told
        return list(enumerate(result for result, number in numbers for _ in range(number)))


def activity_of(networks: Iterable[Network], lessons: LessonQuerySet) -> list[tuple[Network, Activity]]:
    """Of each network in its order. One query."""
    networks = list(networks)
    rows = lessons.filter(network__in=networks).order_by().values_list("network_id", "result")
    results: dict[int, list[tuple[str, int]]] = defaultdict(list)
    last: dict[int, datetime] = {}
    for network, result, number, newest in rows.annotate(Count("pk"), Max("published_at")):
        results[network].append((result, number))
        last[network] = max(newest, last.get(network, newest))
    return [(row, Activity(Tally.of(results[row.pk]), last.get(row.pk))) for row in networks]


@dataclass(frozen=True)
class Voiced:
    """Of how many lessons it was said."""

    confirmed: int
    differed: int
    used: int

    @property
    def is_nothing(self) -> bool:
        return not (self.confirmed or self.differed or self.used)


@dataclass(frozen=True)
class Exchange:
    """`gave`: what other networks said of its lessons; `took`: what it said of lessons not its own."""

    gave: Voiced
    took: Voiced


def exchange_of(network: Network, lessons: LessonQuerySet) -> Exchange:
    gave = Q(lesson__network=network) & ~Q(network=network)
    took = Q(network=network) & ~Q(lesson__network=network)
    stances = Corroboration.objects.filter(gave | took, lesson__in=lessons)
    uses = Application.objects.filter(gave | took, lesson__in=lessons)
    confirms, differs = (Q(stance=stance) for stance in Corroboration.Stance)
    said = stances.aggregate(
        gave_confirmed=_lessons(gave & confirms),
        gave_differed=_lessons(gave & differs),
        took_confirmed=_lessons(took & confirms),
        took_differed=_lessons(took & differs),
    ) | uses.aggregate(gave_used=_lessons(gave), took_used=_lessons(took))
    gave_and_took = ((said[f"{way}_{what}"] for what in ("confirmed", "differed", "used")) for way in ("gave", "took"))
    return Exchange(*(Voiced(*numbers) for numbers in gave_and_took))


def _lessons(only: Q) -> Count:
    return Count("lesson", distinct=True, filter=only)
