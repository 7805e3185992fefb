"""A merged cell says that several rows are one thing: a title merged over the rows of its departments."""

from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import ngettext

from base.tables.table import Row, Table


def join(table: Table, columns: Sequence[str], named_by: Collection[str], together: Collection[str]) -> None:
    """Make one row of rows that a merged cell joins, and note which; `columns` are the fields that they fill.

    A row belongs to the one above if a cell of `named_by` reaches down to it, and it says nothing else than that one,
    but in the columns of `together`, of which several cells are read as one.
    """
    groups: list[list[Row]] = []
    of_line: dict[int, list[Row]] = {}
    for row in table.rows:
        above = next((of_line.get(line) for at, line in row.merged.items() if columns[at] in named_by), None)
        if above and not _differs(above[0], row, columns, together):
            above.append(row)
        else:
            groups.append([row])
            of_line[row.line] = groups[-1]
    for rows in groups:
        _add(rows, columns, together)
    table.rows = [rows[0] for rows in groups]
    table.how.notes += _note([row.line for rows in groups for row in rows[1:]])


def _differs(origin: Row, row: Row, columns: Sequence[str], together: Collection[str]) -> bool:
    if origin.fault or row.fault:
        return True
    of_one = (at for at, name in enumerate(columns) if name and name not in together)
    return any(at in row.faults or (row[at] and row[at] != origin[at]) for at in of_one)


def _add(rows: list[Row], columns: Sequence[str], together: Collection[str]) -> None:
    """Add to the first row what the others say in the columns of `together`."""
    for at, name in enumerate(columns):
        if len(rows) > 1 and name in together:
            rows[0][at] = "\n".join(dict.fromkeys(filter(None, (row[at] for row in rows))))
            rows[0].faults |= next(({at: row.faults[at]} for row in rows if at in row.faults), {})


def _note(joined: list[int]) -> Iterator[str]:
    if joined:
        text = ngettext(
            "Row %(rows)s is read as one with the row above, with which it shares a merged cell.",
            "Rows %(rows)s are read as one with the row above, with which they share a merged cell.",
            len(joined),
        )
        yield text % {"rows": ", ".join(map(str, joined[:20])) + (" …" if len(joined) > 20 else "")}
