"""The steps from a file to lessons. Each may be asked for twice, late, or by two workers."""

from collections.abc import Sequence
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.importing import steps
from base.importing.models import State
from base.importing.rows import in_batches
from base.importing.steps import NothingWritten
from base.importing.vocabulary import Vocabulary
from base.tables.table import Table
from lessons.importing.columns import LESSONS
from lessons.importing.files import read_file
from lessons.importing.models import LessonImport
from lessons.importing.rows import CheckedLessons, Reader, Row, check
from lessons.importing.words import vocabularies
from lessons.record import bounds
from lessons.record.life import come_in_force
from lessons.record.models import Lesson, LessonFinding
from lessons.record.models import State as LessonState
from lessons.relations.mentions import numbers_in, update_mentions
from networks.importing.permissions import refuse_without_right
from networks.models import Network

SHOWN = 20


def look(batch: LessonImport) -> CheckedLessons:
    """Find out what is in its file, and note it in `batch`, which is not saved. Raises TableError."""
    last = LessonImport.objects.filter(network=batch.network).last_before(batch)
    return steps.look(batch, last, LESSONS, read_file, _check) or CheckedLessons()


def _check(batch: LessonImport, table: Table) -> CheckedLessons:
    reader = Reader(vocabularies(), batch.words, is_1904=table.is_1904)
    checked = check(batch, table, reader)
    table.how.notes += [*_month_first(reader.month_first), *_joined(checked.joined)]
    batch.found |= _in_short(checked, reader)
    return checked


def _month_first(rows: int) -> list[str]:
    if not rows:
        return []
    text = ngettext(
        "In %(rows)s row the month stands before the day, like 03/15/2025. Days like 1/3/2025 are read day first.",
        "In %(rows)s rows the month stands before the day, like 03/15/2025. Days like 1/3/2025 are read day first.",
        rows,
    )
    return [text % {"rows": rows}]


def _joined(lines: list[int]) -> list[str]:
    if not lines:
        return []
    text = ngettext(
        "Row %(rows)s is a lesson that stands further up: the departments, findings and sources it adds go there.",
        "Rows %(rows)s are lessons that stand further up: the departments, findings and sources they add go there.",
        len(lines),
    )
    return [text % {"rows": ", ".join(map(str, lines[:SHOWN])) + (" …" if len(lines) > SHOWN else "")}]


def _in_short(checked: CheckedLessons, reader: Reader) -> dict[str, Any]:
    """What a page shows of it, so that none has to load all rows."""
    return {
        "good": len(checked.rows),
        "ready": sum(row.is_ready for row in checked.rows),
        "first": [_as_shown(row, reader.vocabularies) for row in checked.rows[:SHOWN]],
        "faulty": len(checked.faulty),
        "first_faulty": checked.faulty[:SHOWN],
        "there": len(checked.there),
        "first_there": checked.there[:SHOWN],
        "unknown": reader.words.to_ask(),
    }


def _as_shown(row: Row, lists: dict[str, Vocabulary]) -> dict[str, Any]:
    said = {"title": row.fields["title"], "insight": row.fields.get("insight", ""), "ready": row.is_ready}
    codes = {pk: code for code, pk in lists["findings"].ids.items()}
    words = [lists["regions"].names[pk] for pk in row.regions]
    words += [lists["sector"].names.get(row.fields.get("sector_id") or 0, "")]
    words += [f"{codes[pk]} {LessonFinding.Stance(stance).label}" for pk, stance in row.stances.items()]
    words += [str(row.fields.get("happened_on", ""))]
    words += [str(Lesson(result=row.fields.get("result", "")).get_result_display())]
    return said | {"words": [*filter(None, words)]}


def read(pk: int) -> None:
    """Find out what is in the file, or why it is no table. Writes nothing to the memory."""
    steps.read(LessonImport.objects.filter(state=State.READING).claim(pk), look)


def write(pk: int) -> None:
    """Write all good rows, or none: if anything fails, if `whole` and a row is faulty, if `by` may not any more."""
    steps.write(LessonImport.objects.filter(state=State.WRITING).claim(pk), _write_rows)


def _write_rows(batch: LessonImport) -> int:
    Network.objects.select_for_update(no_key=True).get(pk=batch.network_id)  # two files at once: one after the other
    seen = [batch.headings, batch.columns]
    checked = look(batch)
    _refuse(batch, is_as_seen=seen == [batch.headings, batch.columns])
    with pghistory.context(user=batch.by_id):
        for rows in in_batches(batch, checked.rows):
            create_lessons(batch, rows)
    batch.found["first"], batch.found["table"]["sample"] = [], []  # what the file says is kept until here
    return len(checked.rows)


def _refuse(batch: LessonImport, *, is_as_seen: bool) -> None:
    """Raise NothingWritten if what was found now hinders it."""
    refuse_without_right(batch, batch.network)
    if batch.whole and batch.faulty:
        raise NothingWritten(_("Nothing was saved: you asked for all rows or none, and some have errors."))
    if not is_as_seen:
        text = _("Nothing was saved: the file is read in another way now. Look at it again, then say yes.")
        raise NothingWritten(text)
    drafts = Lesson.objects.filter(network=batch.network, state=LessonState.DRAFT, pk__in=_imported(batch.network))
    try:
        bounds.IMPORTED_DRAFTS.refuse_more(drafts, adding=batch.good)
    except ValidationError as refusal:
        raise NothingWritten(refusal.messages[0]) from None


def _imported(network: Network) -> Any:
    return LessonImport.lessons.through.objects.filter(lessonimport__network=network).values("lesson")


def create_lessons(batch: LessonImport, rows: Sequence[Row]) -> list[Lesson]:
    """The one place where an import makes lessons: with their departments, their stances, and whose import they are.

    Published are those that say the essential, if the import publishes; all others are drafts.
    """
    common = {
        "network": batch.network,
        "author": batch.by,
        "steward": batch.by,
        "visibility": batch.visibility,
    }
    lessons = [Lesson(key=row.key, **_columns(batch, row), **common) for row in rows]
    for lesson, row in zip(lessons, rows, strict=True):
        if batch.publishes and row.is_ready:
            come_in_force(lesson, by=batch.by)
    Lesson.objects.bulk_create(lessons)
    naming, belonging = Lesson.regions.through, LessonImport.lessons.through
    both = list(zip(lessons, rows, strict=True))
    naming.objects.bulk_create(naming(lesson=new, region_id=region) for new, row in both for region in row.regions)
    LessonFinding.objects.bulk_create(
        LessonFinding(lesson=new, finding_id=finding, stance=stance)
        for new, row in both
        for finding, stance in row.stances.items()
    )
    for new in filter(numbers_in, lessons):
        update_mentions(new)
    belonging.objects.bulk_create(belonging(lessonimport=batch, lesson=new) for new in lessons)
    return lessons


def _columns(batch: LessonImport, row: Row) -> dict[str, Any]:
    """What the file does not say comes from the network and the person, as in our form."""
    said = {name: value for name, value in row.fields.items() if value}
    sector = said.pop("sector_id", None) or batch.network.sector_id
    return {"language": batch.by.language, **said, "sector_id": sector}
