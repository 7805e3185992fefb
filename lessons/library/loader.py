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
from django.db.models import DO_NOTHING, Exists, ForeignObjectRel, OuterRef, Q
from django.utils.timezone import now

from lessons.frame.models import Finding
from lessons.library.models import LibraryEntry
from lessons.record.models import FromSource, Lesson, LessonFinding, State
from networks.frame.loader import read
from networks.models import Network, Region, Sector

HERE = Path(__file__).parent
NAMESPACE = uuid.UUID("0b7f6d0e-3a55-5c0e-8f4c-2f6f3d2b9a11")
# What came with a lesson, what the memory itself notes of it, and what people were told go with it. Any other row that
# names it is somebody's work.
GO_WITH_IT = {
    *("LibraryEntry", "LessonFinding", "Lesson_regions", "Revision"),
    *("SourceLink", "Notice", "DigestItem", "Widening", "LessonMeaning"),
}
TEXTS = ("title", "context", "what_happened", "insight", "recommendation", "applies_when", "does_not_apply_when")


@transaction.atomic
def load_library() -> int:
    """Add the lessons that are not there yet; return how many. A lesson that an admin has changed stays."""
    rows = _Rows()
    return sum(rows.add(row) for row in read(HERE / "lessons.json"))


@transaction.atomic
def remove_library() -> tuple[int, int]:
    """Delete the lessons of the library; return how many, and how many stay since somebody worked on them.

    The history keeps that they were there.
    """
    library = Lesson.objects.exclude(from_source="")
    worked_on = set(library.filter(_somebody_worked_on()).values_list("pk", flat=True))
    untouched = library.exclude(pk__in=worked_on)
    many = untouched.count()
    with pgtrigger.ignore("lessons.Lesson:stays_once_published"):
        untouched.delete()
    return many, len(worked_on)


def _somebody_worked_on() -> Q:
    """Match lessons that somebody rewrote, ended or hid, and those that a row of another table names."""
    worked_on = Q(edited_by__isnull=False) | ~Q(state=State.PUBLISHED) | Q(taken_down_at__isnull=False)
    for naming in Lesson._meta.get_fields(include_hidden=True):
        if not isinstance(naming, ForeignObjectRel) or naming.many_to_many or naming.on_delete is DO_NOTHING:
            continue
        if naming.related_model.__name__ not in GO_WITH_IT:
            rows = naming.related_model._base_manager.filter(**{naming.field.name: OuterRef("pk")})
            worked_on |= Q(Exists(rows))
    return worked_on


def origin_of(row: dict[str, Any]) -> FromSource:
    """Return who draws the lesson from what happened: the source, or whoever read it."""
    return FromSource.SAID if row["insight_from"] == "fuente" else FromSource.READ


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
            "from_source": origin_of(row),
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
