"""Files of lessons as headings and rows: the tables that people keep, and the JSON that programs make."""

import json
import re
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext as _

from networks.sheets.headings import mend
from networks.sheets.table import (
    UNREADABLE,
    Chosen,
    How,
    Naming,
    Row,
    Table,
    TableError,
    nothing_known,
    refuse_too_many,
)
from networks.tables import TABLES, read_table

MOST_BYTES = 15 * 1024 * 1024
ENDINGS = (*TABLES, ".json")
# What PostgreSQL cannot keep; shown as what cannot be read is.
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


def read_file(file_name: str, content: bytes, naming: Naming = nothing_known, chosen: Chosen | None = None) -> Table:
    """What is in a file, by whatever program. Raises TableError."""
    if len(content) > MOST_BYTES:
        raise TableError(_("The file is larger than %(most)s MB. Send it in parts.") % {"most": MOST_BYTES // 1024**2})
    name = file_name.lower()
    if name.endswith(".json") or (not name.endswith(ENDINGS) and content.lstrip()[:1] in {b"[", b"{"}):
        return _of_json(content)
    return read_table(file_name, content, naming, chosen)


def _of_json(content: bytes) -> Table:
    try:
        entries = json.loads(content)
        entries = entries.get("lessons") if isinstance(entries, dict) else entries
        if not isinstance(entries, list):
            raise TableError(_("This JSON holds no list of lessons: send a list of objects."))
        headings = list(dict.fromkeys(key for each in entries if isinstance(each, dict) for key in each))
        refuse_too_many(len(entries), len(headings))
        rows = [_row(line, entry, headings) for line, entry in enumerate(entries, start=2)]
        return Table([_cell(each) for each in headings], rows, How(notes=[*mend(rows)]))
    except RecursionError as error:
        raise TableError(_("This JSON is nested too deeply. Send a plain list of objects.")) from error
    except ValueError as error:
        raise TableError(_("This is not JSON in UTF-8: it is cut off, or something in it is misplaced.")) from error


def _row(line: int, entry: Any, headings: list[str]) -> Row:
    if not isinstance(entry, dict):
        return Row([_cell(entry)], line, fault=_("This is not a lesson: an object with keys was expected."))
    return Row([_cell(entry.get(heading)) for heading in headings], line)


def _cell(value: Any) -> str:
    """A list becomes lines."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(filter(None, map(_cell, value)))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return normalize("NFC", NOT_TEXT.sub(UNREADABLE, text)).strip()
