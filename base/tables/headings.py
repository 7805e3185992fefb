"""One row of a sheet names its columns; the table is what stands under it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.tables.table import How, Naming, Row, Table, TableError, fault_of, once, refuse_too_many

Note = TypeVar("Note")
# “Total”, “Subtotal: 12”, “TOTAL GENERAL”, “Total de lecciones”, and what is counted.
TOTAL = re.compile(
    r"(?:(?:sub|gran|grand)[ -]?)?total(?:es|s)?(?: general| (?:de|of) \w+)? ?:? ?[\d.,' ]*", re.IGNORECASE
)
NUMBER = re.compile(r"(?:S/\.? ?)?[\d.,' ]*%?")
LOOKED_AT = 40  # rows from the top in which headings are looked for


def best_row(rows: Sequence[Row], naming: Naming) -> tuple[Row | None, tuple[bool, int, bool, bool]]:
    """Return the row that names most of our columns, the first of equals, or None; and a grade that can be compared.

    A lone “Lecciones aprendidas” may be a title: the row below it names as many, and has more cells.
    """
    best, grade = None, (False, 0, False, False)
    for row in rows[:LOOKED_AT]:
        is_enough, known = naming(row)
        this = (is_enough and known > 1, known, is_enough, known > 0 and _has_several(row))
        if this > grade:
            best, grade = row, this
    return best or _first_of_several_cells(rows), grade


def _first_of_several_cells(rows: Sequence[Row]) -> Row | None:
    """Return the headings if none is known: a lone cell above the others is a title, not a heading."""
    return next(filter(_has_several, rows[:LOOKED_AT]), rows[0] if rows else None)


def _has_several(row: Row) -> bool:
    return sum(map(bool, row)) > 1


def heading_row(rows: Sequence[Row], naming: Naming, line: int | None) -> Row | None:
    """Return the row that a person chose by its number, or the best. Raises TableError if the chosen one is empty."""
    if not line:
        return best_row(rows, naming)[0]
    chosen = next((row for row in rows if row.line == line), None)
    if chosen is None:
        raise TableError(_("Row %(line)s is empty: there are no headings in it.") % {"line": line})
    return chosen


def table_of(rows: list[Row], naming: Naming, line: int | None = None) -> Table:
    """Make a table of rows that are not empty. `line` is the row in which a person said that the headings are.

    Raises TableError if there are no headings, or too many rows or columns.
    """
    heading = heading_row(rows, naming, line)
    if heading is None:
        raise TableError(_("The file is empty: its first row must name the columns."))
    below = [row for row in rows if row.line > heading.line]
    again = [row for row in below if row == heading]
    below = [row for row in below if row != heading] if again else below
    sums = [row for row in below if _has_several(heading) and _is_sum(row)]
    below = [row for row in below if not any(row is one for one in sums)]
    whole = [heading, *(row for row in below if not row.fault)]
    kept = sorted({at for row in whole for at, cell in enumerate(row) if cell or at in row.faults})
    refuse_too_many(len(below), len(kept))
    names, found = _fitted(heading, kept), [row if row.fault else _fitted(row, kept) for row in below]
    above = [row for row in rows if row.line < heading.line]
    notes = [*_left_out(above, again, sums), *mend([names, *found])]
    return Table(list(names), found, How(line=heading.line, notes=notes))


def _is_sum(row: Row) -> bool:
    """Return whether the row says “Total”, and nothing else but numbers."""
    cells = [cell for cell in row if cell]
    first, others = cells[:1], cells[1:]
    return not row.faults and any(map(TOTAL.fullmatch, first)) and all(map(NUMBER.fullmatch, others))


def _fitted(row: Row, kept: Iterable[int]) -> Row:
    fitted = Row([row[at] if at < len(row) else "" for at in kept], row.line, fault=row.fault)
    fitted.faults, fitted.merged = _moved(row.faults, kept), _moved(row.merged, kept)
    fitted.links = _moved(row.links, kept)
    return fitted


def _moved(notes: dict[int, Note], kept: Iterable[int]) -> dict[int, Note]:
    return {new: notes[old] for new, old in enumerate(kept) if old in notes} if notes else {}


def mend(rows: Iterable[Row]) -> Iterator[str]:
    """Mend in place what was encoded twice, and yield a note of it; what nobody can have written is a cell's fault."""
    cells = sum(map(_mend, rows))
    if cells:
        text = ngettext(
            "Accents were garbled in %(cells)s cell, like “Ã±”. They are mended: check them.",
            "Accents were garbled in %(cells)s cells, like “Ã±”. They are mended: check them.",
            cells,
        )
        yield text % {"cells": cells}


def _mend(row: Row) -> int:
    mended = 0
    for at, cell in enumerate(row):
        if (not cell.isascii() or "&" in cell) and cell != once(cell):
            row[at], mended = once(cell), mended + 1
        if fault := fault_of(cell):
            row.faults.setdefault(at, fault)
    return mended


def _left_out(above: list[Row], again: list[Row], sums: list[Row]) -> Iterable[str]:
    if above:
        words = " · ".join(cell for row in above for cell in row if cell)
        yield _("What stands above the headings is left out: %(words)s") % {"words": " ".join(words.split())[:200]}
    if again:
        text = ngettext(
            "Row %(rows)s repeats the headings and is left out.",
            "Rows %(rows)s repeat the headings and are left out.",
            len(again),
        )
        yield text % {"rows": _lines(again)}
    if sums:
        text = ngettext(
            "Row %(rows)s is a total and is left out.", "Rows %(rows)s are totals and are left out.", len(sums)
        )
        yield text % {"rows": _lines(sums)}


def _lines(rows: list[Row]) -> str:
    return ", ".join(str(row.line) for row in rows[:20])
