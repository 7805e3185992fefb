"""What a row must be to come in as a lesson, and what is wrong with the others."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from base.importing.rows import Checked, by_field, faulty_rows
from base.importing.vocabulary import Vocabulary, WordReader
from base.lines import one_line
from base.tables import table as tables
from base.tables.table import Table
from base.words import folded
from lessons.importing.columns import FIELDS
from lessons.importing.days import a_day, is_month_first
from lessons.importing.models import LessonImport
from lessons.importing.words import VOCABULARY_OF
from lessons.record.models import NEEDED_TO_PUBLISH, TEXT_FIELDS, TEXT_LIMIT, Lesson
from lessons.texts.sentences import first_sentence
from networks.models import Network

TITLE_LIMIT = Lesson._meta.get_field("title").max_length or 0
KEYS = uuid.UUID("6a0f3a52-3f0e-5c0e-9a57-0f5b5a1d7c11")
COLUMN_OF = {"sector": "sector_id"}
FIELD_OF = {column: name for name, column in COLUMN_OF.items()}
KEY_FIELDS = {"title", "insight", "what_happened"}


def key_of(network: Network, title: str, insight: str, what_happened: str) -> uuid.UUID:
    """The same words in the same network have the same key, whatever file they come in."""
    words = map(folded, (title, insight, what_happened))
    return uuid.uuid5(KEYS, "\x1f".join([str(network.pk), *words]))


@dataclass
class Row:
    """One that can come in. `is_ready`: it says itself all that a published lesson must."""

    line: int
    key: uuid.UUID
    fields: dict[str, Any]
    regions: list[int]
    stances: dict[int, str]
    is_ready: bool

    def said_otherwise_in(self, row: "Row") -> list[str]:
        """The fields of which another row of the same lesson says something else; of some it may say more."""
        names = [*filter(row.fields.get, row.fields.keys() - KEY_FIELDS - {"sources"})]
        otherwise = [name for name in names if not _is_same(self.fields.get(name), row.fields[name])]
        if any(self.stances.get(finding, stance) != stance for finding, stance in row.stances.items()):
            otherwise.append("contradicts")
        if len("\n".join(self._sources_with(row))) > TEXT_LIMIT:
            otherwise.append("sources")
        return [FIELD_OF.get(name, name) for name in otherwise]

    def take_in(self, row: "Row") -> bool:
        """Add the departments, findings and sources of another row of the same lesson; False if it has no others."""
        before, sources = (self.regions, {**self.stances}, self._sources_with(self)), self._sources_with(row)
        self.regions = [*dict.fromkeys(self.regions + row.regions)]
        self.stances |= row.stances
        if sources:
            self.fields["sources"] = "\n".join(sources)
        return before != (self.regions, self.stances, sources)

    def _sources_with(self, row: "Row") -> list[str]:
        """One a line, each once."""
        lines = (line for each in (self, row) for line in each.fields.get("sources", "").splitlines())
        return [*dict.fromkeys(lines)]


def _is_same(one: Any, other: Any) -> bool:
    return folded(one) == folded(other) if isinstance(one, str) and isinstance(other, str) else bool(one == other)


@dataclass
class CheckedLessons(Checked[Row]):
    """`there`: (line, title) of what is in the network already, or stood further up; `joined`: the lines that said more
    of what stood further up."""

    there: list[tuple[int, str]] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)


def check(batch: LessonImport, table: Table, reader: "Reader") -> CheckedLessons:
    network, columns = batch.network, batch.columns
    known: dict[uuid.UUID, Row | None] = dict.fromkeys(_keys_in(network))
    checked = CheckedLessons(unknown=reader.words.unknown)
    heading_of = dict(zip(reversed(columns), reversed(table.headings), strict=True))

    def faults_of(row: tables.Row) -> dict[str, str]:
        if row.fault:
            return {"": row.fault}
        told, found = reader.read(by_field(columns, row, "\n"), row.faults_in(columns))
        found = found or _take(checked, known, network, row.line, told)
        return {heading_of.get(name, ""): text for name, text in found.items()}

    checked.faulty = faulty_rows(batch, table, faults_of)
    return checked


def _keys_in(network: Network) -> set[uuid.UUID]:
    """Of its lessons as they were imported, and as they read now, whoever wrote them."""
    known = set()
    lessons = Lesson.objects.filter(network=network).values_list("key", "title", "insight", "what_happened")
    for key, *texts in lessons.iterator():
        known |= {key, key_of(network, *texts)}
    return known


def _take(
    checked: CheckedLessons, known: dict[uuid.UUID, Row | None], network: Network, line: int, told: dict[str, Any]
) -> dict[str, str]:
    """By field, what it says otherwise than a row further up that is the same lesson: then it cannot come in."""
    regions, stances = told.pop("regions", []), told.pop("stances", {})
    is_ready = all(told.get(name) for name in NEEDED_TO_PUBLISH)
    told["title"] = told.get("title") or _a_title(told)
    key = key_of(network, **{name: told.get(name, "") for name in KEY_FIELDS})
    row = Row(line, key, told, regions, stances, is_ready)
    first = known.setdefault(key, row)
    if first is row:
        checked.rows.append(row)
    elif first is None:
        checked.there.append((line, told["title"]))
    elif otherwise := first.said_otherwise_in(row):
        text = _("Row %(line)s is the same lesson, and says something else here. Put all of it into one row.")
        return dict.fromkeys(otherwise, text % {"line": first.line})
    elif first.take_in(row):
        checked.joined.append(line)
    else:
        checked.there.append((line, told["title"]))
    return {}


def _a_title(told: dict[str, Any]) -> str:
    """As our form names a draft that has none."""
    return first_sentence(next(filter(None, (told.get(name) for name in ("insight", *TEXT_FIELDS))), ""))


class Reader:
    """Reads the cells of a row; `chosen` is what people said words mean that are on no list of ours."""

    def __init__(
        self, vocabularies: dict[str, Vocabulary], chosen: dict[str, dict[str, str]], *, is_1904: bool = False
    ) -> None:
        self.vocabularies = vocabularies
        self.words = WordReader(vocabularies, chosen)
        self.is_1904 = is_1904
        self.month_first = 0  # days written like 03/15/2025

    def read(
        self, told: Mapping[str, str], unread: Mapping[str, str] | None = None
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """What a lesson of it would be: `Lesson`'s own fields, `regions`, `stances`; and by field what is wrong.

        `unread`: what is wrong with cells that could not be read at all.
        """
        values: dict[str, Any] = {}
        faults = {**(unread or {})}
        self.words.begin_row()
        for name in (name for name in FIELDS if name in told and name not in faults):
            try:
                values[COLUMN_OF.get(name, name)] = self._value(name, told[name])
            except ValueError as fault:
                faults[name] = str(fault)
        if not any(name in told or name in faults for name in TEXT_FIELDS):
            faults["title"] = _("Write a title, or what was learned.")
        self._join_stances(values, faults)
        return values, faults

    def _join_stances(self, values: dict[str, Any], faults: dict[str, str]) -> None:
        supports, contradicts = values.pop("supports", []), values.pop("contradicts", [])
        if {*supports} & {*contradicts}:
            codes = {pk: code for code, pk in self.vocabularies["findings"].ids.items()}
            both = ", ".join(sorted(codes[pk] for pk in {*supports} & {*contradicts}))
            faults["contradicts"] = _("Supports or contradicts, not both: %(codes)s.") % {"codes": both}
        values["stances"] = dict.fromkeys(supports, "supports") | dict.fromkeys(contradicts, "contradicts")

    def _value(self, name: str, text: str) -> Any:
        if name in VOCABULARY_OF:
            return self._listed(name, text)
        if name != "happened_on":
            return a_text(name, text)
        self.month_first += is_month_first(text)
        return a_day(text, is_1904=self.is_1904)

    def _listed(self, name: str, text: str) -> Any:
        vocabulary, codes = self.vocabularies[VOCABULARY_OF[name]], self.words.codes(VOCABULARY_OF[name], text)
        if vocabulary.has_parts:
            return [vocabulary.ids[code] for code in codes]
        code = codes[0] if codes else ""
        return vocabulary.ids.get(code) if vocabulary.ids else code


def a_text(name: str, text: str) -> str:
    """A title is one line. Raises ValueError, which says what is wrong."""
    text, limit = (one_line(text), TITLE_LIMIT) if name == "title" else (text, TEXT_LIMIT)
    if len(text) > limit:
        raise ValueError(
            _("It has %(length)s characters; at most %(limit)s are allowed.") % {"length": len(text), "limit": limit}
        )
    return text
