"""A template is a workbook that people fill in: a sheet with headings, a guide to it, and the lists it chooses from."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from base.tables.files import as_cell

FILLED_AT_MOST = 1_000  # rows below the headings that offer their list
NARROW, WIDE = 22, 48
GUIDE_WIDTHS = (30, 20, 64, 64)


@dataclass(frozen=True)
class Column:
    """Describes a column to fill in; each of its cells offers `choices`, and takes other words all the same."""

    heading: str
    is_long: bool = False
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class Sheet:
    """Holds a sheet that is only read: its name, and its rows."""

    name: str
    rows: Sequence[Sequence[str]]


def write_template(name: str, columns: Sequence[Column], guide: Sheet, lists: Sheet) -> bytes:
    """Return an XLSX file. The first row of `lists` has the headings of the columns whose words stand below them."""
    from openpyxl import Workbook  # slow to load

    book = Workbook()
    sheet = book.active
    sheet.title = name
    sheet.freeze_panes = "A2"
    _write(sheet, [[column.heading for column in columns]], [WIDE if each.is_long else NARROW for each in columns])
    for each, widths in ((guide, GUIDE_WIDTHS), (lists, (NARROW,) * len(lists.rows[0]))):
        _write(book.create_sheet(each.name), each.rows, widths)
    for place, column in enumerate(columns, start=1):
        if column.choices:
            _offer(sheet, place, _range_of(lists, column))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write(sheet: Any, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """Write rows; a lone cell reaches over its neighbours, and the first row of several cells names the columns."""
    from openpyxl.styles import Font

    has_headings = False
    for row in rows:
        sheet.append([as_cell(cell) for cell in row])
        if len(row) > 1:
            for cell in sheet[sheet.max_row]:
                cell.alignment = _wrapped()
                cell.font = Font(bold=not has_headings)
            has_headings = True
    for place, width in enumerate(widths, start=1):
        column = sheet.column_dimensions[_letter(place)]
        column.width, column.alignment = width, _wrapped()  # of the cells that are still empty


def _wrapped() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(wrap_text=True, vertical="top")


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))


def _range_of(lists: Sheet, column: Column) -> str:
    from openpyxl.utils import quote_sheetname

    letter = _letter(lists.rows[0].index(column.heading) + 1)
    return f"{quote_sheetname(lists.name)}!${letter}$2:${letter}${len(column.choices) + 1}"


def _offer(sheet: Any, place: int, words: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    offered = DataValidation(type="list", formula1=words, allow_blank=True, showErrorMessage=False)
    offered.add(f"{_letter(place)}2:{_letter(place)}{FILLED_AT_MOST + 1}")
    sheet.add_data_validation(offered)
