"""Counts the numbers on the pages of challenges and best practices once more, lesson by lesson.

What differs from what the database counted is a fault of ours, or of the data.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lessons.findings.evidence import Evidence, counts_of_finding, evidence_of, facet_of, places_of
from lessons.frame.models import Finding
from lessons.pictures.matrix import CROSSED
from lessons.record.models import Lesson, LessonFinding, LessonQuerySet
from networks.models import Network

Numbers = dict[str, dict[str, int]]


@dataclass
class Recount:
    """Counts what one finding's page counts: each counter maps a name (a code, a department, …) to how many."""

    besides: Counter[str] = field(default_factory=Counter)
    results: Counter[str] = field(default_factory=Counter)
    departments: Counter[str] = field(default_factory=Counter)
    networks: Counter[str] = field(default_factory=Counter)
    spread: dict[str, set[str]] = field(default_factory=dict)
    uses: Counter[str] = field(default_factory=Counter)
    failed: int = 0

    def add(self, lesson: Lesson, finding: Finding) -> None:
        stances = {stance.finding: stance.stance for stance in lesson.stances.all()}
        regions = {region.slug for region in lesson.regions.all()}
        for other in stances:
            if other.kind in CROSSED and other.kind != finding.kind:
                self.besides[other.code] += 1
                self.results[f"{other.code} {lesson.result or 'untold'}"] += 1
                self.spread.setdefault(other.code, set()).update(regions)
                if lesson.network:
                    self.spread.setdefault(f"{other.code} networks", set()).add(lesson.network.slug)
        self.departments.update(regions)
        self.networks.update([lesson.network.slug] if lesson.network else [])
        self.uses.update(use.result for use in lesson.applications.all() if use.withdrawn_at is None)
        self.failed += lesson.result == "failed" and stances[finding] == LessonFinding.Stance.SUPPORTS

    @property
    def numbers(self) -> Numbers:
        codes = {code.removesuffix(" networks") for code in self.spread}
        return {
            "besides": dict(self.besides),
            "results": dict(self.results),
            "departments": dict(self.departments),
            "networks": dict(self.networks),
            "departments beside": {code: len(self.spread.get(code, ())) for code in codes},
            "networks beside": {code: len(self.spread.get(f"{code} networks", ())) for code in codes},
            "uses": dict(self.uses),
            "failed": {"failed": self.failed},
        }


def recounts(lessons: LessonQuerySet) -> Iterator[tuple[Finding, Numbers]]:
    """Yield each challenge and best practice with what `lessons` say of it, counted one by one."""
    findings = {finding: Recount() for finding in Finding.objects.filter(kind__in=CROSSED)}
    loaded = lessons.select_related("network").prefetch_related("stances__finding", "regions", "applications")
    for lesson in loaded:
        for stance in lesson.stances.all():
            if stance.finding in findings:
                findings[stance.finding].add(lesson, stance.finding)
    for finding, recount in findings.items():
        yield finding, recount.numbers


def shown(answers: Evidence) -> Numbers:
    """Return the same numbers as the page shows them."""
    besides = {one.finding.code: one for one in answers.beside}
    counts = counts_of_finding(answers.finding, None)
    networks = places_of(Network, counts[facet_of(answers.finding)], answers.finding)
    return {
        "besides": {code: one.crossing.tally.total for code, one in besides.items()},
        "results": {
            f"{code} {result}": number for code, one in besides.items() for result, number in one.crossing.tally.told
        },
        "departments": {place.where.slug: place.lessons for place in answers.departments},
        "networks": {place.where.slug: place.lessons for place in networks},
        "departments beside": {code: one.departments for code, one in besides.items()},
        "networks beside": {code: one.networks for code, one in besides.items()},
        "uses": {result: number for result, _says, number in answers.uses.told},
        "failed": {"failed": answers.failed},
    }


def faults() -> Iterator[str]:
    """Yield a line for each number of a page that is not what its records say, of all lessons in force."""
    for finding, counted in recounts(Lesson.objects.published()):
        page = shown(evidence_of(finding, counts_of_finding(finding, None), None))
        for name, numbers in counted.items():
            if page[name] != numbers:
                yield f"{finding.code}: {name}: the page says {page[name]}, the records say {numbers}"
