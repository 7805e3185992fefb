"""Tables that people keep in a spreadsheet, read from and written as CSV and XLSX."""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

MOST_ROWS = 20_000
MOST_COLUMNS = 200  # each row is made as wide as the first: a wide one would fill the memory
MOST_LINES = 50 * MOST_ROWS  # with empty ones: a spreadsheet can name a last line that never comes
MOST_UNPACKED = 200 * 1024 * 1024  # a spreadsheet is a zip: a small one can hold more than a machine
# What no spreadsheet can say: a file with it cannot be opened.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767  # of Excel: it empties a longer one
# With these a spreadsheet takes a cell for a formula; the wide ones too, where Japanese or Chinese is set.
FORMULA = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠", "｜", "％")
# A cell begins where the text does. It also begins, for a spreadsheet that separates by other signs than we do, after
# each of these: Excel in Peru cuts a line of ours at `;`, inside of what we put between quotation marks too.
_BEGINS = r"(?<![^;\t|\r\n])[\s\"\x00-\x1f\x7f\u200b-\u200f\ufeff]*"
_ESCAPABLE = re.compile(f"({_BEGINS})('*[{re.escape(''.join(FORMULA))}])")
_ESCAPED = re.compile(f"({_BEGINS})'('*[{re.escape(''.join(FORMULA))}])")


class TableError(Exception):
    """The file cannot be read as a table; the text says why, to who sent it."""


class Stray(list[str]):
    """A row that does not fit its headings."""


def read_table(file_name: str, content: bytes) -> tuple[list[str], list[list[str]]]:
    """Its headings, and its rows without empty ones; each row as wide as the headings, unless it is a `Stray`."""
    rows = _of_xlsx(content) if file_name.lower().endswith(".xlsx") else _of_csv(content)
    headings = next(rows, [])
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise TableError(_("The file is empty: its first row must name the columns."))
    refuse_too_many(0, len(headings))
    found = []
    for row in rows:
        if any(row):
            found.append(_fitted(row, len(headings)))
        refuse_too_many(len(found), len(headings))
    return headings, found


def _fitted(row: list[str], width: int) -> list[str]:
    """Cells without a heading are what a forgotten quotation mark leaves behind: half of a text."""
    return Stray(row) if any(row[width:]) else (row + [""] * width)[:width]


def too_wide() -> str:
    return _("This row has more cells than there are headings. Is a quotation mark missing?")


def refuse_too_many(rows: int, columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise TableError(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    if rows > MOST_ROWS:
        raise TableError(_("The file has more than %(most)s rows. Send it in parts.") % {"most": MOST_ROWS})


def _of_csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # as Excel saves it in Peru
    if "\x00" in text:
        raise TableError(_("This is not a table. Send an Excel file (.xlsx) or a CSV."))
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [unescaped(cell.strip()) for cell in row]
    except csv.Error as error:
        raise TableError(_("The CSV breaks off: a quotation mark is open, or a cell is too long.")) from error


def _of_xlsx(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # slow to load, and large: for workers

    try:
        with ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise TableError(_("The spreadsheet is too large. Send it in parts."))
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()  # whatever the file says of its size
        for line, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)):
            refuse_too_many(line // (MOST_LINES // MOST_ROWS), 0)
            yield [unescaped(_text(cell)) for cell in row] if any(cell is not None for cell in row) else []
    except (BadZipFile, ParseError, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError) as error:
        raise TableError(_("The spreadsheet cannot be opened. Save it again as .xlsx, or send a CSV.")) from error


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():  # a RUC that Excel took for a number
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).replace("_x000D_", "").strip()  # as Excel writes one half of a line break


def escaped(value: Any) -> str:
    """With an apostrophe before each sign that could begin a formula; `unescaped` takes exactly those away again."""
    return _ESCAPABLE.sub(r"\1'\2", "" if value is None else str(value))


def unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1\2", text)


def stream_csv(headings: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Line by line. With the mark by which Excel knows UTF-8; what would be a formula is escaped."""
    yield "\ufeff".encode()
    for row in itertools.chain([headings], rows):
        line = io.StringIO(newline="")
        csv.writer(line).writerow([escaped(cell) for cell in row])
        yield line.getvalue().encode()


def write_csv(headings: list[str], rows: Iterable[Iterable[Any]]) -> bytes:
    return b"".join(stream_csv(headings, rows))


def write_xlsx(headings: list[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """All cells are text, so that no number loses its zeros; what would be a formula is escaped."""
    from openpyxl import Workbook  # slow to load

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [headings, *rows]:
        sheet.append([NOT_XML.sub("", escaped(cell))[:LONGEST_CELL] for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
