"""The memory lacks lessons: on some challenges, practices, departments and sectors it has none, or none of late.

That is counted among the lessons that the reader may read, so a gap tells nothing of what others wrote for themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from lessons.frame.models import Finding
from lessons.record.models import Lesson, LessonFinding, LessonQuerySet, Verification
from networks.models import Region, Sector

YEARS = 2
NONE, OLD = "none", "old"
STATES = {NONE: _("No lessons yet"), OLD: _("None from the last two years")}
KINDS = {
    "challenge": _("Challenges"),
    "best_practice": _("Best practices"),
    "department": _("Departments"),
    "sector": _("Sectors"),
}
# The parameter under which the list of lessons, and the form for a new one, take a row of that kind.
ASKED_BY = {"challenge": "finding", "best_practice": "finding", "department": "region", "sector": "sector"}
Counts = dict[int, tuple[int, int]]  # key → how many lessons, and how many of them of late


@dataclass(frozen=True)
class Gap:
    kind: str
    key: str
    name: str
    lessons: int
    poverty: Decimal | None = None

    @property
    def state(self) -> str:
        return OLD if self.lessons else NONE

    @property
    def says(self) -> str:
        return str(STATES[self.state])

    @property
    def url(self) -> str:
        """Return the address of the list of lessons that there are."""
        return self._at("lessons:lessons")

    @property
    def log(self) -> str:
        """Return the address of the form for a new lesson, with this row chosen."""
        return self._at("lessons:new")

    def _at(self, name: str) -> str:
        return reverse(name, query={ASKED_BY[self.kind]: self.key})


def of_late(lessons: LessonQuerySet) -> LessonQuerySet:
    """Return the lessons published, or found still true, in the last two years."""
    since = now() - relativedelta(years=YEARS)
    verified = Verification.objects.filter(
        lesson=OuterRef("pk"), outcome=Verification.Outcome.STILL_TRUE, at__gte=since
    )
    return lessons.filter(Q(published_at__gte=since) | Exists(verified))


def gaps_of(lessons: LessonQuerySet) -> Iterator[Gap]:
    """Yield challenges, practices, departments (the poorest first) and sectors without a lesson of late."""
    late = of_late(Lesson.objects.filter(pk__in=lessons.values("pk"))).order_by().values("pk")
    by_finding = _counts(LessonFinding.objects.filter(lesson__in=lessons), "finding", Q(lesson__in=late))
    for finding in Finding.objects.filter(kind__in=["challenge", "best_practice"]):
        yield from _gap(by_finding, finding.pk, kind=finding.kind, key=finding.code, name=str(finding))
    by_region = _counts(Lesson.regions.through.objects.filter(lesson__in=lessons), "region", Q(lesson__in=late))
    for region in Region.objects.order_by(F("poverty_2024").desc(nulls_last=True), "code"):
        about = {"key": region.slug, "name": region.name, "poverty": region.poverty_2024}
        yield from _gap(by_region, region.pk, kind="department", **about)
    by_sector = _counts(lessons.exclude(sector=None), "sector", Q(pk__in=late))
    for sector in Sector.objects.offered():
        yield from _gap(by_sector, sector.pk, kind="sector", key=sector.slug, name=sector.name)


def _counts(rows: QuerySet[Any], path: str, late: Q) -> Counts:
    counted = rows.order_by().values_list(path).annotate(Count("pk"), late=Count("pk", filter=late))
    return {key: (every, of_late) for key, every, of_late in counted}


def _gap(counts: Counts, pk: int, **told: Any) -> Iterator[Gap]:
    every, late = counts.get(pk, (0, 0))
    if not late:
        yield Gap(lessons=every, **told)


def sources() -> dict[str, str]:
    """Map each address from which the poverty figures are to its host."""
    lists = Region.objects.order_by("code").values_list("poverty_source_urls", flat=True)
    urls = [url for listed in lists for url in listed]
    return {url: (urlsplit(url).hostname or url).removeprefix("www.") for url in urls}
