"""Lessons answer on a challenge or a best practice: how often, where, in whose words, and what came of their use.

All of it comes from the records: counts, first sentences, and the lessons themselves. The `lessons` given are those
that the reader may read; nothing here looks at any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import get_language

from base.alphabet import alphabetical
from lessons.experience.models import Application
from lessons.frame.models import Finding
from lessons.pictures.matrix import Crossing, Row
from lessons.record.models import LONG_TEXTS, Lesson, LessonFinding, LessonQuerySet
from lessons.record.results import PHRASES
from lessons.texts.sentences import first_sentence
from lessons.translations.actions import in_language
from networks.models import Network, Region
from networks.record.permissions import Visitor

CROSSED = (Finding.Kind.CHALLENGE, Finding.Kind.BEST_PRACTICE)
QUOTED = 3  # of what did not work
SUPPORTS = LessonFinding.Stance.SUPPORTS
STRONGEST = ("-confirming", "-used", F("published_at").desc(nulls_last=True), "-pk")


@dataclass(frozen=True)
class Quote:
    """Holds the first sentence of what a lesson says."""

    lesson: Lesson
    text: str

    @property
    def source(self) -> str:
        return self.lesson.network.name if self.lesson.network else self.lesson.speaker


@dataclass(frozen=True)
class Counted:
    """Says in words how many lessons there are, with the address of the list that shows exactly those."""

    words: str
    url: str


@dataclass(frozen=True)
class Counterpart:
    """Describes the lessons that speak to both the finding and this other one; the matrix has the same number."""

    finding: Finding
    crossing: Crossing
    departments: int
    networks: int
    quote: Quote | None

    @property
    def results(self) -> list[Counted]:
        url = self.crossing.url
        return [
            Counted(PHRASES[result] % {"number": number}, f"{url}&result={result}")
            for result, number in self.crossing.tally.told
        ]


@dataclass(frozen=True)
class Place:
    """Counts the lessons from one department, or from one network."""

    where: Region | Network
    lessons: int
    url: str


@dataclass(frozen=True)
class Uses:
    """Counts what came of using the lessons: `numbers` maps each result, in their order, to how many uses had it."""

    numbers: dict[str, int]
    networks: int

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def told(self) -> Iterator[tuple[str, str, int]]:
        """Yield each result, its name, and how many uses had it, without those that had none."""
        for result, number in self.numbers.items():
            if number:
                yield result, str(Application.Result(result).label), number


@dataclass(frozen=True)
class Evidence:
    finding: Finding
    row: Row
    beside: list[Counterpart]
    departments: list[Place]
    failures: list[Quote]
    failed: int
    uses: Uses


def evidence_of(finding: Finding, lessons: LessonQuerySet, reader: Visitor) -> Evidence:
    """Return what `lessons` tell of a challenge or a best practice, in words that reach the reader."""
    speaking = lessons.filter(findings=finding)
    row = Row.of(finding, lessons)
    spread, quotes = _counts_by_counterpart(speaking, row.kind), _quotes(speaking, row.kind, reader)
    beside = [
        Counterpart(other, crossing, *spread.get(other.pk, (0, 0)), quotes.get(other.pk))
        for other, crossing in row.told
    ]
    failed = failures_of(finding, lessons)
    strongest = _by_strength(failed)[:QUOTED]
    return Evidence(
        finding=finding,
        row=row,
        beside=beside,
        departments=departments_of(finding, speaking),
        failures=[_quote(lesson, "insight") for lesson in in_language(strongest, get_language() or "", reader)],
        failed=failed.count(),
        uses=uses_of(speaking),
    )


def failures_of(finding: Finding, lessons: LessonQuerySet) -> LessonQuerySet:
    """Return the lessons that support the finding and say that it did not work, as the finding's page groups them."""
    stances = LessonFinding.objects.filter(finding=finding, stance=SUPPORTS)
    return lessons.filter(pk__in=stances.values("lesson"), result=Lesson.Result.FAILED)


def departments_of(finding: Finding, speaking: LessonQuerySet, *also: Finding) -> list[Place]:
    """Return the departments that the lessons name, those with most lessons first."""
    named = Lesson.regions.through.objects.filter(lesson__in=speaking).order_by()
    counts = dict(named.values_list("region").annotate(Count("lesson")))
    return _places(Region.objects.filter(pk__in=counts), counts, "region", finding, *also)


def networks_of(finding: Finding, speaking: LessonQuerySet, *also: Finding) -> list[Place]:
    """Return the networks of the lessons, those with most lessons first. Lessons of the study belong to none."""
    of_networks = speaking.exclude(network=None).order_by()
    counts = dict(of_networks.values_list("network").annotate(Count("pk")))
    return _places(Network.objects.filter(pk__in=counts), counts, "network", finding, *also)


def _places(rows: Any, counts: dict[int, int], name: str, *findings: Finding) -> list[Place]:
    codes = [finding.code for finding in findings]
    places = [
        Place(row, counts[row.pk], reverse("lessons:lessons", query={"finding": codes, name: row.slug})) for row in rows
    ]
    return sorted(places, key=lambda place: (-place.lessons, alphabetical(place.where.name)))


def uses_of(speaking: LessonQuerySet) -> Uses:
    uses = Application.objects.standing().filter(lesson__in=speaking).order_by()
    counted = uses.aggregate(
        networks=Count("network", distinct=True),
        **{result.value: Count("pk", filter=Q(result=result)) for result in Application.Result},
    )
    return Uses(networks=counted.pop("networks"), numbers=counted)


def _counts_by_counterpart(speaking: LessonQuerySet, kind: Finding.Kind) -> dict[int, tuple[int, int]]:
    """Map each finding of that kind to the numbers of departments and of networks whose lessons speak to it too."""
    stances = LessonFinding.objects.filter(lesson__in=speaking, finding__kind=kind).order_by().values_list("finding")
    counted = stances.annotate(Count("lesson__regions", distinct=True), Count("lesson__network", distinct=True))
    return {finding: (departments, networks) for finding, departments, networks in counted}


def _quotes(speaking: LessonQuerySet, kind: Finding.Kind, reader: Visitor) -> dict[int, Quote]:
    """Map each finding of that kind to the recommendation of the strongest lesson that supports it and did not fail."""
    lessons = Lesson.objects.filter(pk__in=speaking.values("pk")).exclude(result=Lesson.Result.FAILED)
    lessons = lessons.filter(stances__finding__kind=kind, stances__stance=SUPPORTS)
    ranked: Any = _by_strength(lessons.annotate(beside=F("stances__finding")), "beside")
    strongest: Any = in_language(ranked.distinct("beside"), get_language() or "", reader)
    return {lesson.beside: _quote(lesson, "recommendation") for lesson in strongest}


def _by_strength(lessons: LessonQuerySet, *first: str) -> LessonQuerySet:
    shown = lessons.select_related("network").defer(*LONG_TEXTS)
    return shown.order_by(*first, *STRONGEST)


def _quote(lesson: Lesson, field: str) -> Quote:
    return Quote(lesson, first_sentence(getattr(lesson, field)))
