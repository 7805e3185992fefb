"""Networks log, give and take lessons. This module counts that, of the lessons that a reader may read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from lessons.counts.reading import counts_within, tally_of
from lessons.experience.models import Application, Corroboration
from lessons.record.models import LONG_TEXTS, Lesson, LessonQuerySet
from lessons.record.models.audience import everyone
from lessons.record.results import LABELS, Tally
from networks.mail.letters import absolute_url
from networks.models import Network
from networks.record.permissions import Visitor
from networks.record.prepared import PreparedSQL

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
    networks = list(networks)
    counts = counts_within(reader, [f"network:{network.pk}" for network in networks])
    told = {network.pk: tally_of(counts[f"network:{network.pk}"]) for network in networks}
    active = [network for network, tally in told.items() if tally.total]
    last = dict(_newest(reader, networks=active)) if active else {}
    return [(network, Activity(told[network.pk], last.get(network.pk))) for network in networks]


def _ask_newest(reader: Visitor, networks: list[int]) -> tuple[str, tuple[Any, ...]]:
    newest = Lesson.objects.readable_by(reader).published().filter(network=OuterRef("pk")).order_by("-published_at")
    dated = Network.objects.order_by().filter(pk__any=networks)
    return dated.values_list("pk", Subquery(newest.values("published_at")[:1])).query.sql_with_params()


_newest = PreparedSQL(_ask_newest, everyone)


@dataclass(frozen=True)
class Voiced:
    """Counts the lessons that were confirmed, that went differently, and that were used."""

    confirmed: int
    differed: int
    used: int

    @property
    def is_nothing(self) -> bool:
        return not (self.confirmed or self.differed or self.used)

    @property
    def helped(self) -> int:
        """Count what helped somebody: confirmed, and used."""
        return self.confirmed + self.used


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
    def balance(self) -> str:
        """Return "gave" or "took" for what is more, "even", or "" if nothing went either way."""
        gave, took = self.gave.helped, self.took.helped
        if gave == took:
            return "even" if gave else ""
        return "gave" if gave > took else "took"

    @property
    def lists(self) -> list[tuple[str, str, int]]:
        """Return (name, in words, how many lessons) for each list."""
        return [(name, str(words), self.counts[name]) for name, words in LISTS.items()]


def exchange_for(network: Network, reader: Visitor) -> Exchange:
    """Count the voices that reach the reader on lessons that they may read."""
    return _exchange(_counted_for(reader, network=network.pk))


def exchange_of(network: Network, lessons: LessonQuerySet, reader: Visitor | None) -> Exchange:
    """Count the voices that reach the reader (None: all), since a number under a network's name tells who spoke."""
    return _exchange(_counted(network.pk, lessons, reader))


def _exchange(rows: Iterable[tuple[Any, ...]]) -> Exchange:
    counts = dict.fromkeys(LISTS, 0)
    for what, gave, took in rows:
        counts[f"gave_{what}"], counts[f"took_{what}"] = gave, took
    return Exchange(counts)


def _counted(network: int, lessons: LessonQuerySet, reader: Visitor | None) -> "QuerySet[Any, tuple[Any, ...]]":
    """Return rows: what was said, of how many lessons of the network, and of how many of others by it."""
    either, many = _gave(network) | _took(network), partial(Count, "lesson", distinct=True)
    counts = {"gave": many(filter=_gave(network)), "took": many(filter=_took(network))}
    voices: list[QuerySet[Any]] = [
        Corroboration.objects.annotate(what=F("stance")),
        Application.objects.standing().annotate(what=Value("used", CharField())),
    ]
    stances, uses = (
        _said_to(reader, rows.filter(either, lesson__in=lessons)).order_by().values_list("what").annotate(**counts)
        for rows in voices
    )
    counted: QuerySet[Any, tuple[Any, ...]] = stances.union(uses, all=True)
    return counted


def _ask_counted(reader: Visitor, network: int) -> tuple[str, tuple[Any, ...]]:
    counted = _counted(network, Lesson.objects.readable_by(reader).standing(), reader)
    sql, parameters = counted.query.sql_with_params()
    return f"SELECT * FROM ({sql}) AS counted", parameters  # noqa: S608 -- what Django made


_counted_for = PreparedSQL(_ask_counted, everyone)


def _said_to(reader: Visitor | None, voices: Any) -> Any:
    return voices if reader is None else voices.said_to(reader)


def _gave(network: int) -> Q:
    return Q(lesson__network=network) & ~Q(network=network)


def _took(network: int) -> Q:
    return Q(network=network) & ~Q(lesson__network=network)


def said_in(name: str, network: Network, reader: Visitor | None) -> "QuerySet[Any]":
    """Return the voices in one of `LISTS` that reach the reader, the newest first."""
    way, what = name.split("_")
    rows: QuerySet[Any] = Application.objects.standing()
    if what != "used":
        rows = Corroboration.objects.filter(stance=what)
    only = _gave(network.pk) if way == "gave" else _took(network.pk)
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
    of = [lesson.title, absolute_url(lesson.get_absolute_url()), lesson.told_by]
    by = [voice.speaker, str(voice.network)]
    return [words, *of, *by, *of_use, localtime(voice.created_at).date().isoformat()]
