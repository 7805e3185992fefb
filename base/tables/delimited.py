"""This module reads text in which a sign separates the cells: it finds which sign it is, and what the cells are."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.tables.encodings import decoded
from base.tables.headings import LOOKED_AT, best_row, heading_row, table_of
from base.tables.table import MOST_ROWS, Chosen, Naming, Row, Table, TableError, as_kept, refuse_too_many, too_wide

ONE_COLUMN, IN_NO_TEXT = "none", "\x1f"  # each line is one cell
DELIMITERS = (",", ";", "\t", "|", ONE_COLUMN)
MOST_LINES = 50 * MOST_ROWS  # with empty ones
EXCERPT = 500_000
# Excel's own word for the separator, in the first line, which Excel does not show.
SEPARATOR_SAID = re.compile(r'"?sep=([^\w"\s]|\t)"?[ ,;\t]*(?:\r\n|\r|\n)', re.IGNORECASE)
NO_TABLE = re.compile(
    r"\s*(?:<(?:!doctype|html|table|\?xml)|\{\\rtf|%PDF|(?:\[\s*)?\{\s*\"[^\"]*\"\s*:)", re.IGNORECASE
)


def read_delimited(content: bytes, naming: Naming, chosen: Chosen) -> Table:
    found = decoded(content, str(chosen.get("encoding", "")))
    if found is None or "\x00" in found.text or NO_TABLE.match(found.text):
        raise TableError(_("This is not a table. Send an Excel file (.xlsx) or a CSV."))
    text, said = found.text, SEPARATOR_SAID.match(found.text)
    if said:
        text = text[said.end() :]
    delimiter = str(chosen.get("delimiter") or (said[1] if said else _likeliest(text, naming)))
    rows = list(_rows(text, delimiter, strict=True))
    taken_apart = _take_apart(rows, delimiter, naming)
    _fault_wide_ones(rows, heading_row(rows, naming, chosen.get("line")))
    table = table_of(rows, naming, chosen.get("line"))
    table.how.notes += _note(taken_apart)
    table.how.delimiter = delimiter
    found.note_in(table.how)
    return table


def _likeliest(text: str, naming: Naming) -> str:
    """Return the delimiter under which most headings are known; then rows are as wide as the headings, and wide."""

    def grade(delimiter: str) -> tuple[object, ...]:
        rows: list[Row] = []
        with suppress(TableError):  # told when all of it is read; what stands before it is evidence
            rows.extend(islice(_rows(text[:EXCERPT], delimiter, strict=False), LOOKED_AT))
        _take_apart(rows, delimiter, naming)
        heading, known = best_row(rows, naming)
        if heading is None:
            return known, 0.0, 0
        width, below = len(heading), [len(row) for row in rows if row.line > heading.line]
        alike = below.count(width) / (len(below) or 1) if width > 1 else -1.0 * (max(below, default=0) > 1)
        return known, alike, width

    return max(DELIMITERS, key=grade)


def _take_apart(rows: list[Row], delimiter: str, naming: Naming) -> list[int]:
    """Take apart rows that stand as a whole between quotation marks: some program took each for one cell.

    Return their numbers.
    """
    whole = {row.line: inner for row in rows if len(row) == 1 and (inner := _cells_in(row[0], delimiter))}
    for row in rows[:LOOKED_AT]:
        if row.line in whole and naming(whole[row.line])[1] > 1:
            row[:] = whole[row.line]
    heading, known = best_row(rows, naming)
    if heading is None or not known[1]:
        return []
    all_are = heading.line in whole
    for row in rows:
        if len(whole.get(row.line, ())) == len(heading) and (all_are or _has_quotes_within(row[0], delimiter)):
            row[:] = whole[row.line]
    return [row.line for row in rows if row.line in whole and len(row) > 1]


def _has_quotes_within(cell: str, delimiter: str) -> bool:
    """Return whether it has quotation marks as around a cell: else it may be a text with a comma, alone in its row."""
    return cell.startswith('"') or f'{delimiter}"' in cell


def _cells_in(cell: str, delimiter: str) -> list[str]:
    """Return the cells that stand in this one, or none if it is only itself."""
    if delimiter == ONE_COLUMN or delimiter not in cell:
        return []
    try:
        lines = [*csv.reader(io.StringIO(cell, newline=""), delimiter=delimiter, strict=True)]
    except csv.Error:
        return []
    return [*map(as_kept, lines[0])] if len(lines) == 1 else []


def _note(lines: list[int]) -> Iterator[str]:
    if lines:
        text = ngettext(
            "Row %(rows)s stood as a whole between quotation marks, and was taken apart.",
            "Rows %(rows)s stood as a whole between quotation marks, and were taken apart.",
            len(lines),
        )
        yield text % {"rows": ", ".join(map(str, lines[:20])) + (" …" if len(lines) > 20 else "")}


def _fault_wide_ones(rows: list[Row], heading: Row | None) -> None:
    """Give a fault to rows with cells beyond the headings: a forgotten quotation mark leaves them, half of a text."""
    if heading is None:
        return
    refuse_too_many(0, len(heading))
    width = max((at + 1 for at, cell in enumerate(heading) if cell), default=0)
    for row in rows:
        if row.line > heading.line and any(row[width:]):
            row.fault = too_wide()


def _rows(text: str, delimiter: str, *, strict: bool) -> Iterator[Row]:
    """Yield the rows with something in them, numbered as a spreadsheet numbers them. Raises TableError."""
    sign = IN_NO_TEXT if delimiter == ONE_COLUMN else delimiter
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=strict)
    line = kept = 0
    try:
        for line, cells in enumerate(lines, start=1):
            row = Row([*map(as_kept, cells)], line)
            if any(row):
                kept += 1
                yield row
            refuse_too_many(max(kept - LOOKED_AT, line // (MOST_LINES // MOST_ROWS)), 0)
    except csv.Error as error:
        text = _("The CSV breaks off in row %(line)s: a quotation mark is open, or a cell is too long.")
        raise TableError(text % {"line": line + 1}) from error
