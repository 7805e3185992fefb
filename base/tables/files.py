"""Tables that people keep in a spreadsheet are read from CSV and XLSX, and written as such."""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from base.tables.delimited import read_delimited
from base.tables.table import Chosen, Naming, Table, TableError, nothing_known, once

PACKED, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # by which a file is known, whatever its name
WORKBOOKS = (".xlsx", ".xlsm")
TABLES = (".csv", *WORKBOOKS, ".txt", ".tsv")  # endings of files that are read as tables
# No spreadsheet can hold these signs: a file with one cannot be opened.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767  # of Excel: it empties a longer one
# Excel would read this as another sign, if it were written as it is.
LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# With these a spreadsheet takes a cell for a formula; the wide ones too, where Japanese or Chinese is set.
FORMULA = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠", "｜", "％")
# A cell begins where the text does. It also begins, for a spreadsheet that separates by other signs than we do, after
# each of these: Excel in Peru cuts a line of ours at `;`, inside of what we put between quotation marks too.
_BEGINS = r"(?<![^;\t|\r\n])[\s\"\x00-\x1f\x7f\u200b-\u200f\ufeff]*"
_ESCAPABLE = re.compile(f"({_BEGINS})('*[{re.escape(''.join(FORMULA))}])")
_ESCAPED = re.compile(f"({_BEGINS})'('*[{re.escape(''.join(FORMULA))}])")


def read_table(file_name: str, content: bytes, naming: Naming = nothing_known, chosen: Chosen | None = None) -> Table:
    """Return the table in a file, whatever program wrote it. Raises TableError.

    `naming` says which headings are known, and so where the table is; `chosen` is what a person said of the file.
    """

    def ours(headings: list[str]) -> tuple[bool, int]:
        return naming([once(unescaped(heading)) for heading in headings])

    if content.startswith(PACKED) or file_name.lower().endswith(WORKBOOKS):
        table = _of_workbook(content, ours, chosen or {})
    elif content.startswith(OLD_OFFICE):
        raise TableError(_old_office(content))
    else:
        table = read_delimited(content, ours, chosen or {})
    table.headings = [" ".join(unescaped(heading).split()) for heading in table.headings]
    for row in table.rows:
        row[:] = map(unescaped, row)
    table.take_sample()
    return table


def _of_workbook(content: bytes, naming: Naming, chosen: Chosen) -> Table:
    from base.tables.workbooks import read_workbook  # loads openpyxl, which is slow to load, and large: for workers

    if content.startswith(OLD_OFFICE):
        raise TableError(_old_office(content))
    return read_workbook(content, naming, chosen)


def _old_office(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _("The spreadsheet is protected by a password. Save it without one, and send it again.")
    return _("This is a spreadsheet of the old kind (.xls). Save it as .xlsx, and send it again.")


def escaped(value: Any) -> str:
    """Put an apostrophe before each sign that could begin a formula; `unescaped` takes exactly those away again."""
    return _ESCAPABLE.sub(r"\1'\2", "" if value is None else str(value))


def unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1\2", text)


def as_cell(value: Any) -> str:
    """Return the text of a cell of an XLSX file: no formula, no sign that XML cannot hold, no more than Excel shows."""
    return LIKE_AN_ESCAPE.sub("_x005F_", NOT_XML.sub("", escaped(value))[:LONGEST_CELL])


def stream_csv(headings: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Yield a CSV line by line, after the mark by which Excel knows UTF-8; what would be a formula is escaped."""
    yield "\ufeff".encode()
    for row in itertools.chain([headings], rows):
        line = io.StringIO(newline="")
        csv.writer(line).writerow([escaped(cell) for cell in row])
        yield line.getvalue().encode()


def write_csv(headings: list[str], rows: Iterable[Iterable[Any]]) -> bytes:
    return b"".join(stream_csv(headings, rows))


def write_xlsx(headings: list[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Return an XLSX file whose cells are all text, so that no number loses its zeros; formulas are escaped."""
    from openpyxl import Workbook  # slow to load

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [headings, *rows]:
        sheet.append([as_cell(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
