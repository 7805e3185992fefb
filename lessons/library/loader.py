"""Loads lessons of Peruvian advocacy from published sources. Loading twice changes nothing.

`lessons.json` names each source by its title, and its address only where it is the source's own: many were read in
copies that others put on the web, and those are no source.
"""

import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pgtrigger
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from lessons.frame.models import Finding
from lessons.library.models import LibraryEntry
from lessons.record.models import FromSource, Lesson, LessonFinding, State
from networks.frame.loader import read
from networks.models import Network, Region, Sector

HERE = Path(__file__).parent
NAMESPACE = uuid.UUID("0b7f6d0e-3a55-5c0e-8f4c-2f6f3d2b9a11")
SAID_OF_IT = Q(corroborations__isnull=False) | Q(applications__isnull=False) | Q(comments__isnull=False)
TEXTS = ("title", "context", "what_happened", "insight", "recommendation", "applies_when", "does_not_apply_when")


@transaction.atomic
def load_library() -> int:
    """Add the lessons that are not there yet; return how many. A lesson that an admin has changed stays."""
    rows = _Rows()
    return sum(rows.add(row) for row in read(HERE / "lessons.json"))


@transaction.atomic
def remove_library() -> tuple[int, int]:
    """Delete the lessons of the library; return how many, and how many stay since somebody spoke of them.

    The history keeps that they were there.
    """
    library = Lesson.objects.exclude(from_source="")
    spoken_of = set(library.filter(SAID_OF_IT).values_list("pk", flat=True))
    alone = library.exclude(pk__in=spoken_of)
    many = alone.count()
    with pgtrigger.ignore("lessons.Lesson:stays_once_published"):
        alone.delete()
    return many, len(spoken_of)


class _Rows:
    """Knows the rows that lessons name."""

    def __init__(self) -> None:
        self.sectors = {sector.slug: sector for sector in Sector.objects.all()}
        self.findings = {finding.code: finding for finding in Finding.objects.all()}
        self.regions = {region.slug: region for region in Region.objects.all()}
        self.networks = {network.slug: network for network in Network.objects.all()}

    def add(self, row: dict[str, Any]) -> bool:
        lesson, is_new = Lesson.objects.get_or_create(
            key=uuid.uuid5(NAMESPACE, row["key"]), defaults=self._columns(row)
        )
        if is_new:
            self._add_what_hangs(lesson, row)
        return is_new

    def _columns(self, row: dict[str, Any]) -> dict[str, Any]:
        (source,) = row["sources"]
        return {name: row[name] for name in TEXTS} | {
            "result": row["result"],
            "happened_on": date(row["happened_on"], 1, 1) if row["happened_on"] else None,
            "sector": self.sectors[row["sector"]],
            "evidence": row["evidence_type"],
            "language": row["language"],
            "speaker": source["title"],
            "sources": " ".join(filter(None, [source["title"], source["url"]])),
            "from_source": FromSource.SAID if row["insight_from"] == "fuente" else FromSource.READ,
            "visibility": Lesson.Visibility.PUBLIC,
            "state": State.PUBLISHED,
            "published_at": now(),
        }

    def _add_what_hangs(self, lesson: Lesson, row: dict[str, Any]) -> None:
        lesson.regions.set(self.regions[slug] for slug in row["regions"])
        LessonFinding.objects.bulk_create(
            LessonFinding(lesson=lesson, finding=self.findings[each["code"]], stance=each["stance"])
            for each in row["findings"]
        )
        about = self.networks[row["about_network"]] if row["about_network"] else None
        entry = LibraryEntry.objects.create(
            lesson=lesson, organisations=row["organisations"], about=about, note=row["note"]
        )
        entry.useful_to.set(self.networks[slug] for slug in row["useful_to"])
