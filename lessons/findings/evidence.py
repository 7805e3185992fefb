"""Lessons answer on a challenge or a best practice: how often, where, in whose words, and what came of their use.

All of it comes from the records: counts, first sentences, and the lessons themselves. All of it is of the lessons in
force that the reader may read; nothing here looks at any other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import get_language

from base.alphabet import alphabetical
from base.reading.kept_lists import KeptLists
from lessons.counts.first import first_of_each
from lessons.counts.reading import Counts, Numbers, counts_within, keyed, tally_of
from lessons.experience.models import Application
from lessons.frame.models import Finding
from lessons.pictures.matrix import CROSSED, Crossing, Row, are_crossed, both
from lessons.record.models import LONG_TEXTS, Lesson, LessonQuerySet
from lessons.record.results import PHRASES
from lessons.texts.sentences import first_sentence
from lessons.translations.actions import in_language
from networks.models import Network, Region
from networks.record.permissions import Visitor

QUOTED = 3  # of what did not work
OTHERWISE = "otherwise"
STRONGEST = ("-confirming", "-used", "-published_at", "-pk")  # of those in force; an index has this order


@dataclass(frozen=True)
class Quote:
    """Holds the first sentence of what a lesson says."""

    lesson: Lesson
    text: str

    @property
    def source(self) -> str:
        return self.lesson.told_by


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


def evidence_of(finding: Finding, counts: Counts, reader: Visitor | None) -> Evidence:
    """Return what lessons tell of a challenge or a best practice; `counts` are those of `counts_of_finding` it."""
    row = Row.of(finding, {facet: tally_of(values) for facet, values in counts.items()})
    facets = {other.pk: both(finding, other) for other, _crossing in row.told}
    quoted, failures = _quotes(finding, facets, reader)
    beside = [
        Counterpart(other, crossing, *_spread(counts[facets[other.pk]]), quoted.get(other.pk))
        for other, crossing in row.told
    ]
    its = counts[facet_of(finding)]
    return Evidence(
        finding=finding,
        row=row,
        beside=beside,
        departments=places_of(Region, its, finding),
        failures=failures,
        failed=answers_of(finding, counts)["failed"],
        uses=uses_of(its),
    )


def counts_of_finding(finding: Finding, reader: Visitor | None) -> Counts:
    """Count the lessons that speak to it, contradict it, or speak to it and to one of the other kind."""
    facets = [facet_of(finding), f"contradicts:{finding.pk}"]
    if finding.kind in CROSSED:
        facets += [both(finding, other) for other in KeptLists().of(Finding) if are_crossed(finding, other)]
    return counts_within(reader, facets)


def facet_of(finding: Finding) -> str:
    return f"finding:{finding.pk}"


def answers_of(finding: Finding, counts: Counts) -> dict[str, int]:
    """Count the lessons that support the finding by result, "untold" too, and as "otherwise" those that contradict."""
    against, its = tally_of(counts[f"contradicts:{finding.pk}"]), tally_of(counts[facet_of(finding)])
    supporting = {result: many - against.numbers[result] for result, many in its.numbers.items()}
    return supporting | {OTHERWISE: against.total}


def places_of(table: type[Region] | type[Network], its: Mapping[str, Numbers], *findings: Finding) -> list[Place]:
    """Return the departments, or the networks, of lessons that were counted; those with most lessons first.

    Lessons of the study belong to no network.
    """
    name = table._meta.model_name or ""
    counts, codes = keyed(its, name), [finding.code for finding in findings]
    places = [
        Place(row, counts[row.pk], reverse("lessons:lessons", query={"finding": codes, name: row.slug}))
        for row in KeptLists().of(table)
        if row.pk in counts
    ]
    return sorted(places, key=lambda place: (-place.lessons, alphabetical(place.where.name)))


def uses_of(its: Mapping[str, Numbers]) -> Uses:
    """Return what came of using lessons that were counted."""
    uses = [(facet.removeprefix("use:").split("/"), many.lessons) for facet, many in its.items() if facet[:4] == "use:"]
    numbers = dict.fromkeys(Application.Result.values, 0)
    for (result, _network), many in uses:
        numbers[result] += many
    return Uses(networks=len({network for (_result, network), _many in uses}), numbers=numbers)


def _spread(its: Mapping[str, Numbers]) -> tuple[int, int]:
    """Return of how many departments and of how many networks the lessons are."""
    return len(keyed(its, "region")), len(keyed(its, "network"))


def in_force(reader: Visitor | None) -> LessonQuerySet:
    return (Lesson.objects.all() if reader is None else Lesson.objects.readable_by(reader)).published()


def _quotes(
    finding: Finding, facets: Mapping[int, str], reader: Visitor | None
) -> tuple[dict[int, Quote], list[Quote]]:
    """Return for each other finding what its strongest lesson that did not fail recommends; and what failures tell.

    Those quoted support the other finding, and failures this one.
    """
    lessons = in_force(reader).order_by(*STRONGEST)
    well = lessons.exclude(result=Lesson.Result.FAILED)
    supporting = well.filter(facets__contains=["{both}"]).exclude(facets__contains=["{contradicts}"])
    kinds = {other: {"{both}": facet, "{contradicts}": f"contradicts:{other}"} for other, facet in facets.items()}
    keys = first_of_each(supporting, kinds)
    failed = lessons.filter(facets__contains=[facet_of(finding), "result:failed"])
    failed = failed.exclude(facets__contains=[f"contradicts:{finding.pk}"])
    shown = Lesson.objects.filter(pk__any=[*keys.values(), *failed.values_list("pk", flat=True)[:QUOTED]])
    shown = shown.select_related("network").defer(*LONG_TEXTS).order_by(*STRONGEST)
    told: Any = in_language(shown, get_language() or "", reader or AnonymousUser())
    quoted = {lesson.pk: _quote(lesson, "recommendation") for lesson in told}
    failures = [_quote(lesson, "insight") for lesson in told if lesson.result == Lesson.Result.FAILED]
    return {other: quoted[pk] for other, pk in keys.items()}, failures


def _quote(lesson: Lesson, field: str) -> Quote:
    return Quote(lesson, first_sentence(getattr(lesson, field)))
