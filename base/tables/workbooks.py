"""This module reads workbooks of Excel, and of programs that write like Excel: which sheet, and what its cells show.

It loads openpyxl, which is slow to load and large: for workers.
"""

import io
import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import load_workbook
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet._reader import COL_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import REL_NS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from base.tables.headings import LOOKED_AT, best_row, table_of
from base.tables.links import BY_FORMULA, note_links
from base.tables.strict import as_transitional
from base.tables.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    Chosen,
    Naming,
    Row,
    Table,
    TableError,
    as_kept,
    formula_failed,
    refuse_too_many,
)

MOST_UNPACKED = 200 * 1024 * 1024  # a spreadsheet is a zip: a small one can hold more than a machine
MOST_NAMED = 20  # sheets and rows, on the page
MOST_MERGED = 10 * MOST_ROWS  # cells that get the value of another
DATA, MERGED, LINK = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("sheetData", "mergeCell", "hyperlink"))
NAME_OF_RELATION = f"{{{REL_NS}}}id"
# A sign that XML cannot hold, as Excel writes it; `_x005F_` stands for the first sign of what only looks like one.
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
YES = {"1", "true"}
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TRUTH = {True: "VERDADERO", False: "FALSO"}  # as Excel shows it in Peru
BROKEN = (BadZipFile, ParseError, zlib.error, EOFError, KeyError, ValueError, TypeError, IndexError, AttributeError)


def read_workbook(content: bytes, naming: Naming, chosen: Chosen) -> Table:
    try:
        _refuse_too_large(content)
        book = load_workbook(io.BytesIO(as_transitional(content)), read_only=True, data_only=True)
        sheets = [Sheet(each) for each in book.worksheets]
        sheet = _chosen_sheet(sheets, naming, str(chosen.get("sheet", "")))
        rows = sheet.rows()
        table = table_of(rows, naming, chosen.get("line"))
    except (*BROKEN, OSError, NotImplementedError, RuntimeError) as error:
        raise TableError(_("The spreadsheet cannot be opened. Save it again as .xlsx, or send a CSV.")) from error
    table.is_1904 = book.epoch == CALENDAR_MAC_1904
    _note_sheets(table, sheet, sheets)
    if not chosen.get("sheet") and _has_rival(sheet, sheets, naming):
        table.how.doubts.append("sheet")
    return table


def _refuse_too_large(content: bytes) -> None:
    with ZipFile(io.BytesIO(content)) as packed:
        if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
            raise TableError(_("The spreadsheet is too large. Send it in parts."))


def _chosen_sheet(sheets: list["Sheet"], naming: Naming, chosen: str) -> "Sheet":
    """Return the sheet that a person chose; else the first that is shown and has our headings, else the best there is.

    Raises TableError if there is no sheet of the chosen name.
    """
    if chosen:
        found = next((sheet for sheet in sheets if sheet.name == chosen), None)
        if found is None:
            raise TableError(_("There is no sheet “%(sheet)s” in this file.") % {"sheet": chosen})
        return found
    shown = [sheet for sheet in sheets if not sheet.is_hidden and sheet.first]
    others = [sheet for sheet in sheets if not sheet.is_empty]
    return max(shown or others or sheets, key=lambda sheet: _grade(sheet, naming))


def _grade(sheet: "Sheet", naming: Naming) -> tuple[bool, int]:
    (is_good, known, *_others) = best_row(sheet.first, naming)[1]
    return is_good, 0 if is_good else known


def _has_rival(sheet: "Sheet", sheets: list["Sheet"], naming: Naming) -> bool:
    others = [each for each in sheets if each is not sheet and each.first and not each.is_hidden]
    return any(_grade(each, naming) >= _grade(sheet, naming) for each in others)


def _note_sheets(table: Table, sheet: "Sheet", sheets: list["Sheet"]) -> None:
    others = [each for each in sheets if each is not sheet and not each.is_empty]
    table.how.sheet, table.how.sheets = sheet.name, [each.name for each in [sheet, *others]][:MOST_NAMED]
    if others:
        text = ngettext("The sheet %(sheets)s is left out.", "The sheets %(sheets)s are left out.", len(others))
        table.how.notes.append(text % {"sheets": ", ".join(map(_named, others[:MOST_NAMED]))})
    if sheet.has_comments:
        table.how.notes.append(_("The comments beside the cells are left out."))
    if sheet.hidden:
        hidden = ", ".join(sheet.hidden[:MOST_NAMED])
        table.how.notes.append(_("What is hidden in the spreadsheet is read too: %(hidden)s.") % {"hidden": hidden})


def _named(sheet: "Sheet") -> str:
    name = {"sheet": sheet.name}
    return _("“%(sheet)s” (hidden)") % name if sheet.is_hidden else _("“%(sheet)s”") % name


class Sheet:
    """Reads one sheet. `first` are its first rows, without what merged cells, known only at its end, say of them."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self.name: str = sheet.title
        self.is_hidden: bool = sheet.sheet_state != "visible"
        with sheet._get_source() as source:
            self._cells = Cells(source, sheet)
            self.first, self._trouble = self._looked_at()

    def _looked_at(self) -> tuple[list[Row], TableError | None]:
        """Return the first rows, or what is wrong with the sheet: that concerns nobody who wants another one."""
        try:
            return list(islice(self._cells.rows(), LOOKED_AT)), None
        except TableError as trouble:
            return [], trouble

    @property
    def is_empty(self) -> bool:
        return not self.first and self._trouble is None

    @property
    def hidden(self) -> list[str]:
        """Name hidden columns and rows with something in them, as the spreadsheet does; known when all are read."""
        columns = sorted(self._cells.hidden_columns & self._cells.filled_columns)
        return [*map(get_column_letter, columns), *map(str, self._cells.hidden_rows)]

    def rows(self) -> list[Row]:
        if self._trouble:
            raise self._trouble
        rows = self.first if len(self.first) < LOOKED_AT else self._all()
        _spread(rows, self._cells.merged)
        links = self._relations("hyperlink")  # a sheet calls them by names that stand in another part of the file
        named = ((column, line, links.get(name, "")) for column, line, name in self._cells.links)
        note_links(rows, [*self._cells.links_by_formula, *named])
        return rows

    @property
    def has_comments(self) -> bool:
        return bool(self._relations("comments") or self._relations("threadedComment"))

    def _relations(self, kind: str) -> dict[str, str]:
        """Return by their names the other parts of the file, or the addresses, that the sheet refers to."""
        archive, path = self._sheet.parent._archive, get_rels_path(self._sheet._worksheet_path)
        found = get_dependents(archive, path) if path in archive.namelist() else []
        return {each.id: each.target for each in found if each.Type.endswith(f"/{kind}")}

    def _all(self) -> list[Row]:
        rows = []
        with self._sheet._get_source() as source:
            self._cells = Cells(source, self._sheet)
            for row in self._cells.rows():
                rows.append(row)
                refuse_too_many(len(rows) - LOOKED_AT, 0)
        return rows


def _spread(rows: list[Row], merged: list[tuple[int, int, int, int]]) -> None:
    """Write what a merged cell says into all rows that it reaches over, if they have something of their own."""
    steps, by_line = 0, {row.line: row for row in rows}
    for left, top, _right, bottom in merged:
        first = by_line.get(top)
        if first is None or left > len(first) or not first[left - 1]:
            continue
        reached = range(top + 1, bottom + 1) if bottom - top < len(rows) else [line for line in by_line if line > top]
        steps += len(reached)
        if steps > MOST_MERGED:
            raise TableError(_("The spreadsheet has too many merged cells. Send it without them, or as a CSV."))
        for row in filter(None, map(by_line.get, (line for line in reached if line <= bottom))):
            row.extend([""] * (left - len(row)))
            if not row[left - 1]:
                row[left - 1], row.merged[left - 1] = first[left - 1], top


class Cells(WorkSheetParser):  # type: ignore[misc]  # openpyxl says no types
    """Reads the rows of a sheet without the empty ones between them: a format in the last row makes no million rows.

    What is hidden and what is merged is known at the end.
    """

    def __init__(self, source: Any, sheet: Any) -> None:
        book = sheet.parent
        super().__init__(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        self.row_counter = self.col_counter = 0
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self.filled_columns: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.links: list[tuple[int, int, str]] = []
        self.links_by_formula: list[tuple[int, int, str]] = []
        self._in_percent = _in_percent(book)

    def rows(self) -> Iterator[Row]:
        sheet_data: Any = None
        for event, element in iterparse(self.source, events=("start", "end")):
            if event == "start":
                sheet_data = element if element.tag == DATA else sheet_data
            elif element.tag == ROW_TAG:
                row = self._row(element)
                sheet_data.clear()  # else each row stays as an empty element
                if row is not None:
                    yield row
            elif element.tag == MERGED:
                self._merge(element)
            elif element.tag == LINK:
                column, line, *_others = range_boundaries(element.get("ref"))
                self.links.append((column, line, element.get(NAME_OF_RELATION, "")))
            elif element.tag == COL_TAG and element.get("hidden") in YES:
                last = min(int(element.get("max")), MOST_COLUMNS)
                self.hidden_columns |= {*range(int(element.get("min")), last + 1)}

    def _merge(self, element: Any) -> None:
        self.merged.append(range_boundaries(element.get("ref")))
        if len(self.merged) > MOST_MERGED:
            raise TableError(_("The spreadsheet has too many merged cells. Send it without them, or as a CSV."))

    def _row(self, element: Any) -> Row | None:
        number = element.get("r")
        self.row_counter, self.col_counter = int(float(number)) if number else self.row_counter + 1, 0
        row = Row([], self.row_counter)
        for cell in element:
            if len(cell):
                self._add(row, cell)
            elif not cell.get("r"):
                self.col_counter += 1
        if not any(row) and not row.faults:
            return None
        if element.get("hidden") in YES:
            self.hidden_rows.append(row.line)
        return row

    def _add(self, row: Row, element: Any) -> None:
        cell = self.parse_cell(element)
        column = cell["column"]
        text, fault = self._text(cell), _fault(cell, element)
        if text or fault:
            refuse_too_many(0, column)
            self.filled_columns.add(column)
            row.extend([""] * (column - len(row)))
            row[column - 1] = text
        if fault:
            row.faults[column - 1] = fault
        formula = element.find(FORMULA_TAG)
        if formula is not None and (found := BY_FORMULA.match(formula.text or "")):
            self.links_by_formula.append((column, row.line, found[1]))

    def _text(self, cell: dict[str, Any]) -> str:
        if cell["style_id"] in self._in_percent and isinstance(cell["value"], int | float):
            return f"{cell['value'] * 100:.15g}%"
        return as_text(cell["value"])


def _fault(cell: dict[str, Any], element: Any) -> str:
    if cell["data_type"] == "e":
        return formula_failed(cell["value"])
    if cell["value"] is None and cell["data_type"] != "str" and element.find(FORMULA_TAG) is not None:
        return _("The file does not hold what this formula comes to: open it in Excel, save it, and send it again.")
    return ""


def _in_percent(book: Any) -> set[int]:
    own = {164 + at for at, form in enumerate(book._number_formats) if "%" in form} | {9, 10}
    return {style for style, each in enumerate(book._cell_styles) if each.numFmtId in own}


def as_text(value: Any) -> str:
    """Return the value as the spreadsheet shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return TRUTH[value]
    if isinstance(value, float):  # a RUC that Excel took for a number; and no more digits than Excel shows
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value // HOUR}:{value % HOUR // MINUTE:02}"
    return as_kept(_unescaped(str(value)))


def _unescaped(text: str) -> str:
    """Replace escaped signs once: what comes of it is not read again. Two halves of one sign go together."""
    if "_x" not in text:
        return text
    whole = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return whole.encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")
