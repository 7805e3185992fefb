"""Networks log, give and take lessons. This module counts that, of the lessons that a reader may read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from lessons.counts.reading import tallies
from lessons.experience.models import Application, Corroboration
from lessons.record.models import LONG_TEXTS, Lesson, LessonQuerySet
from lessons.record.results import LABELS, Tally
from networks.mail.letters import absolute_url
from networks.models import Network
from networks.record.permissions import Visitor

FEW_KNOTS, MOST_KNOTS = 8, 24  # on the cord of a card: broad ones, and as many narrow ones as a telephone holds


@dataclass(frozen=True)
class Activity:
    """Counts a network's lessons by result, and tells when the newest was published."""

    tally: Tally = field(default_factory=lambda: Tally.of([]))
    last: datetime | None = None

    @property
    def results(self) -> list[tuple[str, str, int]]:
        """Return (result, its name, how many) for each result."""
        return [(result, str(LABELS[result]), number) for result, number in self.tally.told]

    @property
    def places(self) -> int:
        """Return how many places for knots the small cord has."""
        return FEW_KNOTS if self.tally.total <= FEW_KNOTS else MOST_KNOTS

    @property
    def more(self) -> int:
        """Return how many lessons have no knot of their own on the small cord."""
        return max(self.tally.total - MOST_KNOTS, 0)

    @property
    def knots(self) -> list[tuple[int, str]]:
        """Return place and result of each knot on the small cord. If lessons are too many, places show their shares."""
        if self.tally.total > MOST_KNOTS:
            numbers = [(band.result, band.size) for band in self.tally.bands(MOST_KNOTS, least=1)]
        else:
            numbers = self.tally.told
        return list(enumerate(result for result, number in numbers for _ in range(number)))


def activity_of(networks: Iterable[Network], reader: Visitor) -> list[tuple[Network, Activity]]:
    """Return each network with its activity, in the given order, of lessons that they may read. Takes two queries."""
    networks, told = list(networks), tallies(reader)
    active = [network.pk for network in networks if told[f"network:{network.pk}"].total]
    newest = Lesson.objects.readable_by(reader).published().filter(network=OuterRef("pk")).order_by("-published_at")
    dated = Network.objects.filter(pk__any=active).values_list("pk", Subquery(newest.values("published_at")[:1]))
    last = dict(dated) if active else {}
    return [(network, Activity(told[f"network:{network.pk}"], last.get(network.pk))) for network in networks]


@dataclass(frozen=True)
class Voiced:
    """Counts the lessons that were confirmed, that went differently, and that were used."""

    confirmed: int
    differed: int
    used: int

    @property
    def is_nothing(self) -> bool:
        return not (self.confirmed or self.differed or self.used)


# The lists of the page, by their name in the address.
LISTS = {
    "gave_confirms": _("Its lessons that others confirm"),
    "gave_differs": _("Its lessons that went differently for others"),
    "gave_used": _("Its lessons that others used"),
    "took_confirms": _("Others' lessons that it confirms"),
    "took_differs": _("Others' lessons that went differently for it"),
    "took_used": _("Others' lessons that it used"),
}


@dataclass(frozen=True)
class Exchange:
    """Counts lessons. `gave`: what others said of this network's; `took`: what it said of lessons not its own."""

    counts: dict[str, int]

    @property
    def gave(self) -> Voiced:
        return Voiced(*(self.counts[name] for name in LISTS if name.startswith("gave_")))

    @property
    def took(self) -> Voiced:
        return Voiced(*(self.counts[name] for name in LISTS if name.startswith("took_")))

    @property
    def lists(self) -> list[tuple[str, str, int]]:
        """Return (name, in words, how many lessons) for each list."""
        return [(name, str(words), self.counts[name]) for name, words in LISTS.items()]


def exchange_of(network: Network, lessons: LessonQuerySet, reader: Visitor | None) -> Exchange:
    """Count the voices that reach the reader (None: all), since a number under a network's name tells who spoke."""
    ways = {"gave": _gave(network), "took": _took(network)}
    either = ways["gave"] | ways["took"]
    stances = _said_to(reader, Corroboration.objects.filter(either, lesson__in=lessons))
    uses = _said_to(reader, Application.objects.standing().filter(either, lesson__in=lessons))
    stated = stances.aggregate(
        **{
            f"{way}_{stance}": Count("lesson", distinct=True, filter=only & Q(stance=stance))
            for way, only in ways.items()
            for stance in Corroboration.Stance.values
        }
    )
    used = {f"{way}_used": Count("lesson", distinct=True, filter=only) for way, only in ways.items()}
    return Exchange(stated | uses.aggregate(**used))


def _said_to(reader: Visitor | None, voices: Any) -> Any:
    return voices if reader is None else voices.said_to(reader)


def _gave(network: Network) -> Q:
    return Q(lesson__network=network) & ~Q(network=network)


def _took(network: Network) -> Q:
    return Q(network=network) & ~Q(lesson__network=network)


def said_in(name: str, network: Network, reader: Visitor | None) -> "QuerySet[Any]":
    """Return the voices in one of `LISTS` that reach the reader, the newest first."""
    way, what = name.split("_")
    rows: QuerySet[Any] = Application.objects.standing()
    if what != "used":
        rows = Corroboration.objects.filter(stance=what)
    only = _gave(network) if way == "gave" else _took(network)
    voices: QuerySet[Any] = _said_to(reader, rows.filter(only)).select_related("network", "organisation")
    return voices.order_by("-created_at", "-pk")


def lessons_in(name: str, network: Network, lessons: LessonQuerySet, reader: Visitor | None) -> LessonQuerySet:
    """Return those of `lessons` that a list is about: as many as `exchange_of` counts."""
    listed = lessons.filter(pk__in=said_in(name, network, reader).order_by().values("lesson")).newest_first()
    return listed.select_related("network").defer(*LONG_TEXTS)


def with_voices(
    name: str, network: Network, lessons: Sequence[Lesson], reader: Visitor
) -> list[tuple[Lesson, list[Any]]]:
    """Return each lesson with what was said of it in the list. Takes one query."""
    voices: dict[int, list[Any]] = defaultdict(list)
    for voice in said_in(name, network, reader).filter(lesson__in=[lesson.pk for lesson in lessons]):
        voices[voice.lesson_id].append(voice)
    return [(lesson, voices[lesson.pk]) for lesson in lessons]


HEADINGS = [
    *(_("List"), _("Lesson"), _("Address"), _("Network of the lesson"), _("Told by"), _("In which network")),
    *(_("Result"), _("Used for"), _("When")),
]


def as_rows(network: Network, lessons: LessonQuerySet, reader: Visitor) -> Iterator[list[str]]:
    """Yield each voice in each list as a row of a table, without people, in the language active at the call."""
    names = {name: str(words) for name, words in LISTS.items()}
    results = {result: str(words) for result, words in Application.Result.choices}
    return (
        _row(voice, words, results)
        for name, words in names.items()
        for voice in said_in(name, network, reader)
        .filter(lesson__in=lessons)
        .select_related("network", "organisation", "lesson__network")
        .iterator(chunk_size=500)
    )


def _row(voice: Any, words: str, results: dict[str, str]) -> list[str]:
    lesson = voice.lesson
    of_use = [results[voice.result], voice.for_what] if isinstance(voice, Application) else ["", ""]
    of = [lesson.title, absolute_url(lesson.get_absolute_url()), str(lesson.network or lesson.speaker)]
    by = [voice.speaker, str(voice.network)]
    return [words, *of, *by, *of_use, localtime(voice.created_at).date().isoformat()]
