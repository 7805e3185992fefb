"""The memory lacks lessons: on some challenges, practices, departments and sectors it has none, or none of late.

That is counted among the lessons that the reader may read, so a gap tells nothing of what others wrote for themselves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from base.reading.kept_lists import KeptLists
from lessons.counts.first import first_of_each
from lessons.counts.reading import counts_within_each
from lessons.findings.evidence import in_force
from lessons.frame.models import Finding
from lessons.record.models import Verification
from lessons.texts.sources import hosts_of
from networks.models import Region, Sector
from networks.record.permissions import Visitor

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


def gaps_of(reader: Visitor | None) -> Iterator[Gap]:
    """Yield challenges, practices, departments (the poorest first) and sectors without a lesson of late.

    Those are counted of which the reader may read (None: all).
    """
    lists = KeptLists()
    kinds = ("challenge", "best_practice")
    rows: list[tuple[str, dict[str, Any]]] = [
        (f"finding:{finding.pk}", {"kind": finding.kind, "key": finding.code, "name": str(finding)})
        for finding in lists.of(Finding)
        if finding.kind in kinds
    ]
    for region in Region.objects.order_by(F("poverty_2024").desc(nulls_last=True), "code"):
        about = {"key": region.slug, "name": region.name, "poverty": region.poverty_2024}
        rows.append((f"region:{region.pk}", {"kind": "department", **about}))
    for sector in Sector.objects.offered():
        rows.append((f"sector:{sector.pk}", {"kind": "sector", "key": sector.slug, "name": sector.name}))
    many, late = _many_and_of_late(reader, [facet for facet, _about in rows])
    return (Gap(lessons=many[facet], **about) for facet, about in rows if facet not in late)


def _many_and_of_late(reader: Visitor | None, facets: Iterable[str]) -> tuple[Counter[str], set[str]]:
    """Return how many lessons have each facet, and the facets of those published, or found still true, of late.

    Counts say that of whole years; of the year in which the time begins, the lessons themselves.
    """
    since = now() - relativedelta(years=YEARS)
    years: dict[str, Counter[str]] = defaultdict(Counter)  # facet → year → how many
    for fresh, values in counts_within_each(reader, "fresh:").items():
        for facet, numbers in values.items():
            years[facet][fresh.removeprefix("fresh:")] += numbers.lessons
    first = str(localtime(since).year)
    late = {facet for facet, counted in years.items() if max(counted) > first}
    unsure = [facet for facet in facets if facet not in late and years[facet][first]]
    verified = Verification.objects.filter(
        lesson=OuterRef("pk"), outcome=Verification.Outcome.STILL_TRUE, at__gte=since
    )
    fresh_since = in_force(reader).filter(Q(published_at__gte=since) | Exists(verified), facets__contains=["{facet}"])
    late |= first_of_each(
        fresh_since.filter(facets__contains=[f"fresh:{first}"]), {each: {"{facet}": each} for each in unsure}
    ).keys()
    return Counter({facet: counted.total() for facet, counted in years.items()}), late


def sources() -> dict[str, str]:
    """Map each address from which the poverty figures are to its host."""
    lists = Region.objects.order_by("code").values_list("poverty_source_urls", flat=True)
    return hosts_of(url for listed in lists for url in listed)
