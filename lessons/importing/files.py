"""Files of lessons as headings and rows: the tables that people keep, and the JSON that programs make."""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from networks.tables import Stray, TableError, read_table, refuse_too_many

MOST_BYTES = 15 * 1024 * 1024
ENDINGS = (".csv", ".xlsx", ".json")
# What PostgreSQL cannot keep; shown as what cannot be read is.
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
UNREADABLE = "\ufffd"


def read_file(file_name: str, content: bytes) -> tuple[list[str], list[list[str]]]:
    """Its headings, and its rows; each as wide as the headings, unless it is a `Stray`. Raises TableError."""
    if len(content) > MOST_BYTES:
        raise TableError(_("The file is larger than %(most)s MB. Send it in parts.") % {"most": MOST_BYTES // 1024**2})
    name = file_name.lower()
    if name.endswith(".json") or (not name.endswith(ENDINGS) and content.lstrip()[:1] in {b"[", b"{"}):
        return _of_json(content)
    return read_table(file_name, content)


def _of_json(content: bytes) -> tuple[list[str], list[list[str]]]:
    try:
        entries = json.loads(content)
        entries = entries.get("lessons") if isinstance(entries, dict) else entries
        if not isinstance(entries, list):
            raise TableError(_("This JSON holds no list of lessons: send a list of objects."))
        headings = list(dict.fromkeys(key for each in entries if isinstance(each, dict) for key in each))
        refuse_too_many(len(entries), len(headings))
        return [_cell(each) for each in headings], [_row(each, headings) for each in entries]
    except RecursionError as error:
        raise TableError(_("This JSON is nested too deeply. Send a plain list of objects.")) from error
    except ValueError as error:
        raise TableError(_("This is not JSON in UTF-8: it is cut off, or something in it is misplaced.")) from error


def _row(entry: Any, headings: list[str]) -> list[str]:
    if not isinstance(entry, dict):
        return Stray([_cell(entry)])
    return [_cell(entry.get(heading)) for heading in headings]


def _cell(value: Any) -> str:
    """A list becomes lines."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(filter(None, map(_cell, value)))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return NOT_TEXT.sub(UNREADABLE, text).strip()
