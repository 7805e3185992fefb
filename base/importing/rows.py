"""Rows of a file, one by one: what each says, and which have faults."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from base.importing.models import FileImport
from base.tables.table import Row, Table

Good = TypeVar("Good")
BATCH = 500  # rows that are written at once
PER_REPORT = 200


@dataclass
class Checked(Generic[Good]):
    """The rows that can come in, and those with faults, as `FileImport.faulty` keeps them.

    `unknown`: for each vocabulary the words that are on no list of ours, as they were first written, and how many rows
    have them.
    """

    rows: list[Good] = field(default_factory=list)
    faulty: list[dict[str, Any]] = field(default_factory=list)
    unknown: Mapping[str, Counter[str]] = field(default_factory=dict)


def faulty_rows(batch: FileImport, table: Table, faults_of: Callable[[Row], dict[str, str]]) -> list[dict[str, Any]]:
    """Each row with what `faults_of` finds wrong with it, by column; it keeps the good ones itself."""
    faulty = []
    for number, row in enumerate(table.rows, start=1):
        if faults := faults_of(row):
            faulty.append({"line": row.line, "values": row, "faults": faults})
        if number % PER_REPORT == 0:
            batch.report(number, len(table.rows))
    return faulty


def by_field(columns: Sequence[str], row: Sequence[str], between: str) -> dict[str, str]:
    """What a row says, by field; with `between` the cells of several columns that are read as one."""
    told: dict[str, list[str]] = {}
    for name, cell in zip(columns, row, strict=False):
        if name and cell:
            told.setdefault(name, []).append(cell)
    return {name: between.join(cells) for name, cells in told.items()}


def in_batches(batch: FileImport, rows: Sequence[Good]) -> Iterator[Sequence[Good]]:
    """As many as are written at once; how far it is is told after each."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
        batch.report(min(start + BATCH, len(rows)), len(rows))
