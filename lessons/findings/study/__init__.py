"""Loads the findings of the study and the lessons said at its event, in both languages. Again, it changes nothing."""

import uuid
from pathlib import Path

from django.utils.timezone import now

from lessons.frame.models import Finding
from lessons.record.models import Lesson, LessonFinding, State
from lessons.translations.actions import translate
from networks.frame.loader import read
from networks.models import Region, Sector

HERE = Path(__file__).parent
SOURCE = "ODI, «UK Development Assistance to Latin America: Lessons from Peru»"
# A lesson of the study is known by its key in the file, whatever becomes of its text.
NAMESPACE = uuid.UUID("6c1f1a5e-4b0e-5d3c-9a57-0d1f2b3c4d5e")


def load_findings() -> None:
    for position, row in enumerate(read(HERE / "findings.json"), start=1):
        Finding.objects.update_or_create(code=row.pop("code"), defaults={**row, "position": position, "source": SOURCE})


def load_lessons() -> int:
    """Add the lessons that are not there yet; return how many. A lesson that an admin has changed stays."""
    sectors = {sector.slug: sector for sector in Sector.objects.all()}
    findings = {finding.code: finding for finding in Finding.objects.all()}
    regions = {region.code: region for region in Region.objects.all()}
    added = 0
    for row in read(HERE / "lessons.json"):
        key = uuid.uuid5(NAMESPACE, row.pop("key"))
        stances, codes = row.pop("findings"), row.pop("regions")
        row["speaker"] = f"{row['speaker']}, {row.pop('speaker_role')}"
        row |= {"sector": sectors[row["sector"]], "evidence": row.pop("evidence_type")}
        row |= {"visibility": Lesson.Visibility.PUBLIC, "published_at": now(), "state": State.PUBLISHED}
        lesson, created = Lesson.objects.get_or_create(key=key, defaults=row)
        if created:
            lesson.regions.set(regions[code] for code in codes)
            LessonFinding.objects.bulk_create(
                LessonFinding(lesson=lesson, finding=findings[stance["code"]], stance=stance["stance"])
                for stance in stances
            )
            added += 1
    return added


def load_translations() -> int:
    """Add the English of each study lesson that has none; return how many.

    A translation that somebody made, mended or put aside stays as it is. Each translates the first version of its
    lesson.
    """
    rows = {uuid.uuid5(NAMESPACE, row.pop("key")): row for row in read(HERE / "lessons_en.json")}
    untranslated = Lesson.objects.filter(key__in=rows, language="es").exclude(translations__language="en")
    for lesson in untranslated:
        row = rows[lesson.key]
        row["speaker"] = f"{row['speaker']}, {row.pop('speaker_role')}"
        translate(lesson, "en", texts=row, of_revision=1, version=0, by=None)
    return len(untranslated)
