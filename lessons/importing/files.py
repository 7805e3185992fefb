"""Files of lessons as headings and rows: the tables that people keep, and the JSON that programs make."""

import json
import re
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from base.tables.encodings import decoded
from base.tables.files import TABLES, read_table
from base.tables.headings import mend
from base.tables.table import (
    MEGABYTE,
    UNREADABLE,
    Chosen,
    How,
    Naming,
    Row,
    Table,
    TableError,
    as_kept,
    nothing_known,
    refuse_too_large,
    refuse_too_many,
)

MOST_BYTES = 15 * MEGABYTE
ENDINGS = (*TABLES, ".json")
LIKE_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*\{|\{)\s*"')  # whatever its name says
# What PostgreSQL cannot keep; shown as what cannot be read is.
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


class Entry(dict[str, Any]):
    """An object of the JSON; `twice` are the keys of which it keeps the last value alone."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        times = Counter(key for key, _value in pairs) if len(self) < len(pairs) else {}
        self.twice = [key for key in times if times[key] > 1]


def read_file(file_name: str, content: bytes, naming: Naming = nothing_known, chosen: Chosen | None = None) -> Table:
    """What is in a file, by whatever program. Raises TableError."""
    refuse_too_large(len(content), MOST_BYTES)
    if file_name.lower().endswith(".json") or LIKE_JSON.match(content):
        return _of_json(content, str((chosen or {}).get("encoding", "")))
    return read_table(file_name, content, naming, chosen)


def _of_json(content: bytes, encoding: str) -> Table:
    """Its letters are found out as those of a CSV: programs of Windows write their own also in JSON."""
    found = decoded(content, encoding)
    if found is None:
        raise TableError(_no_json())
    table = _of_entries(found.text)
    found.note_in(table.how)
    table.take_sample()
    return table


def _of_entries(text: str) -> Table:
    try:
        entries = json.loads(text, object_pairs_hook=Entry)
        entries = entries.get("lessons") if isinstance(entries, dict) else entries
        if not isinstance(entries, list):
            raise TableError(_("This JSON holds no list of lessons: send a list of objects."))
        headings = list(dict.fromkeys(key for each in entries if isinstance(each, dict) for key in each))
        refuse_too_many(len(entries), len(headings))
        rows = [_row(line, entry, headings) for line, entry in enumerate(entries, start=2)]
        names = Row([_cell(each) for each in headings])
        notes = [*mend([names, *rows])]
        return Table([*names], rows, How(notes=notes))
    except RecursionError as error:
        raise TableError(_("This JSON is nested too deeply. Send a plain list of objects.")) from error
    except ValueError as error:
        raise TableError(_no_json()) from error


def _no_json() -> str:
    return _("This is not JSON: it is cut off, or something in it is misplaced.")


def _row(line: int, entry: Any, headings: list[str]) -> Row:
    if not isinstance(entry, Entry):
        return Row([_cell(entry)], line, fault=_("This is not a lesson: an object with keys was expected."))
    row = Row([_cell(entry.get(heading)) for heading in headings], line)
    if entry.twice:
        keys = ", ".join(key[:40] for key in entry.twice[:5])
        row.fault = _("It says this more than once, and one value would be lost: %(keys)s.") % {"keys": keys}
    return row


def _cell(value: Any) -> str:
    """A list becomes lines."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(filter(None, map(_cell, value)))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return as_kept(NOT_TEXT.sub(UNREADABLE, text))
