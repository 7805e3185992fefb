"""What a row must be to come in as a lesson, and what is wrong with the others."""

import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lessons.importing.columns import FIELDS
from lessons.importing.files import UNREADABLE
from lessons.importing.words import EVERYWHERE, VOCABULARY_OF, Vocabulary
from lessons.models import NEEDED_TO_PUBLISH, TEXT_FIELDS, Lesson
from lessons.models.lesson import TEXT_LIMIT
from lessons.questions import first_sentence
from networks.lines import one_line
from networks.models import Network
from networks.tables import Stray, too_wide
from networks.words import folded

TITLE_LIMIT = Lesson._meta.get_field("title").max_length or 0
KEYS = uuid.UUID("6a0f3a52-3f0e-5c0e-9a57-0f5b5a1d7c11")
# 2025-03-01, 1/3/2025, 2025-03, 3/2025, 2025: of what is not told the first, as our form advises.
DAY = re.compile(r"(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?)?")
DAY_LAST = re.compile(r"(?:(?P<d>\d{1,2})[-/.])?(?P<m>\d{1,2})[-/.](?P<y>\d{4})")
COLUMN_OF = {"sector": "sector_id"}
PER_REPORT = 200


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


@dataclass
class Checked:
    """`there`: (line, title) of what is in the network already, or stood further up. `unknown`: for each vocabulary
    the words that are on no list of ours, as they were first written, and how many rows have them."""

    rows: list[Row] = field(default_factory=list)
    faulty: list[dict[str, Any]] = field(default_factory=list)
    there: list[tuple[int, str]] = field(default_factory=list)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)


def check(
    network: Network,
    table: tuple[list[str], list[list[str]]],
    columns: list[str],
    reader: "Reader",
    progress: Callable[[int, int], None],
) -> Checked:
    """Lines are counted as a spreadsheet does: headings are 1."""
    (headings, rows), known, checked = table, _keys_in(network), Checked(unknown=reader.unknown)
    heading_of = {name: heading for name, heading in zip(reversed(columns), reversed(headings), strict=True) if name}
    for line, cells in enumerate(rows, start=2):
        if isinstance(cells, Stray):
            no_object = _("This is not a lesson: an object with keys was expected.")
            faults = {"": too_wide() if len(cells) > len(headings) else no_object}
        else:
            told, faults = reader.read(_told(columns, cells))
        if faults:
            named = {heading_of.get(name, ""): text for name, text in faults.items()}
            checked.faulty.append({"line": line, "values": cells, "faults": named})
        else:
            _take(checked, known, network, line, told)
        if line % PER_REPORT == 0:
            progress(line - 1, len(rows))
    return checked


def _told(columns: list[str], cells: list[str]) -> dict[str, str]:
    told: dict[str, list[str]] = {}
    for name, cell in zip(columns, cells, strict=True):
        if name and cell:
            told.setdefault(name, []).append(cell.replace("\r\n", "\n"))
    return {name: "\n".join(each) for name, each in told.items()}


def _keys_in(network: Network) -> set[uuid.UUID]:
    """Of its lessons as they were imported, and as they read now, whoever wrote them."""
    known = set()
    lessons = Lesson.objects.filter(network=network).values_list("key", "title", "insight", "what_happened")
    for key, *texts in lessons.iterator():
        known |= {key, key_of(network, *texts)}
    return known


def _take(checked: Checked, known: set[uuid.UUID], network: Network, line: int, told: dict[str, Any]) -> None:
    regions, stances = told.pop("regions", []), told.pop("stances", {})
    is_ready = all(told.get(name) for name in NEEDED_TO_PUBLISH)
    told["title"] = told.get("title") or _a_title(told)
    key = key_of(network, *(told.get(name, "") for name in ("title", "insight", "what_happened")))
    if key in known:
        checked.there.append((line, told["title"]))
        return
    known.add(key)
    checked.rows.append(Row(line, key, told, regions, stances, is_ready))


def _a_title(told: dict[str, Any]) -> str:
    """As our form names a draft that has none."""
    return first_sentence(next(filter(None, (told.get(name) for name in ("insight", *TEXT_FIELDS))), ""))


class Reader:
    """Reads the cells of a row; `chosen` is what people said words mean that are on no list of ours."""

    def __init__(self, vocabularies: dict[str, Vocabulary], chosen: dict[str, dict[str, str]]) -> None:
        self.vocabularies = vocabularies
        self.chosen = {
            name: {word: code for word, code in chosen.get(name, {}).items() if not code or code in dict(each.options)}
            for name, each in vocabularies.items()
        }
        self.unknown: dict[str, Counter[str]] = {}
        self._first: dict[tuple[str, str], str] = {}

    def read(self, told: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
        """What a lesson of it would be: `Lesson`'s own fields, `regions`, `stances`; and by field what is wrong."""
        values: dict[str, Any] = {}
        faults: dict[str, str] = {}
        self._unknown_here: set[tuple[str, str]] = set()
        for name in (name for name in FIELDS if name in told):
            try:
                values[COLUMN_OF.get(name, name)] = self._value(name, told[name])
            except ValueError as fault:
                faults[name] = str(fault)
        for vocabulary, word in self._unknown_here:
            self.unknown.setdefault(vocabulary, Counter())[word] += 1
        if not any(name in told for name in TEXT_FIELDS):
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
        return a_day(text) if name == "happened_on" else a_text(name, text)

    def _listed(self, name: str, text: str) -> Any:
        vocabulary = self.vocabularies[VOCABULARY_OF[name]]
        codes = list(dict.fromkeys(self._codes(VOCABULARY_OF[name], text)))
        if vocabulary.has_parts:
            return [vocabulary.ids[code] for code in codes if code]
        code = codes[0] if codes else ""
        return vocabulary.ids.get(code) if vocabulary.ids else code

    def _codes(self, name: str, text: str) -> Iterator[str]:
        vocabulary, strange = self.vocabularies[name], []
        for word in vocabulary.in_parts(text):
            code = vocabulary.known.get(folded(word))
            if code is None:
                self._note(name, word)
                code = self.chosen[name].get(folded(word))
            if code is None:
                strange.append(word)
            elif code or vocabulary.known.get(folded(word)) == EVERYWHERE:
                yield code
        if strange:
            words = ", ".join(f"“{word[:60]}”" for word in strange[:5])
            raise ValueError(_("Not on any of our lists: %(words)s.") % {"words": words})

    def _note(self, name: str, word: str) -> None:
        """Counted once for each row, under the spelling that came first."""
        self._unknown_here.add((name, self._first.setdefault((name, folded(word)), word)))


def a_text(name: str, text: str) -> str:
    """A title is one line. Raises ValueError, which says what is wrong."""
    text, limit = (one_line(text), TITLE_LIMIT) if name == "title" else (text, TEXT_LIMIT)
    if UNREADABLE in text:
        raise ValueError(_("Some letters cannot be read: save the file in UTF-8."))
    if len(text) > limit:
        raise ValueError(
            _("It has %(length)s characters; at most %(limit)s are allowed.") % {"length": len(text), "limit": limit}
        )
    return text


def a_day(text: str) -> date:
    found = DAY.fullmatch(text) or DAY_LAST.fullmatch(text)
    try:
        year, month, day = (int(found[name] or 1) if found else 0 for name in "ymd")
        told = date(year, month, day)
    except ValueError:
        raise ValueError(_("This is not a date. Write it like 2025-03-01 or 01/03/2025.")) from None
    if told > localdate():
        raise ValueError(_("This day is in the future. Write the day on which it happened."))
    return told
