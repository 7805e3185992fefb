"""The steps of an import. Each may be asked for twice, late, or by two workers: it takes what one claimed, or None.

A feature says by functions what is its own: how a file of it is read, what is wrong with its rows, what is written, and
what is taken back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import override

from base.importing.models import FileImport, State, UndoableImport
from base.importing.reading import ReadFile, found_settings, read_again, read_with_settings, remembered_choices
from base.importing.rows import Checked
from base.tables.columns import Columns
from base.tables.table import Table, TableError

Batch = TypeVar("Batch", bound=FileImport)
Undoable = TypeVar("Undoable", bound=UndoableImport)
Found = TypeVar("Found", bound=Checked[Any])


class NothingWritten(Exception):
    """The yes is not followed; the text says why, to who said it."""


def look(
    batch: Batch,
    last: FileImport | None,
    columns: Columns,
    read_file: ReadFile,
    check: Callable[[Batch, Table], Found],
) -> Found | None:
    """Find out what is in its file, and note it in `batch`, which is not saved. Raises TableError.

    None if no column is known without which nothing can be made of a row. `last` tells what people said before of the
    same columns and words.
    """
    table = read_again(batch, columns, remembered_choices(last), read_file)
    batch.faulty, batch.found = [], {"rows": len(table.rows)}
    checked = check(batch, table) if columns.is_enough(batch.columns) else None
    if checked is None:
        batch.found["untold"] = True
    else:
        batch.faulty = checked.faulty
    batch.found["table"] = found_settings(table)
    return checked


def read(batch: Batch | None, look: Callable[[Batch], object]) -> None:
    """Let `look` find out what is in the file, or note why it is no table. Writes nothing else."""
    if batch is None:
        return
    with override(batch.by.language):
        try:
            read_with_settings(batch, look)
        except TableError as trouble:
            batch.state, batch.trouble, batch.content = State.BROKEN, str(trouble)[:200], b""
            batch.faulty, batch.found = [], {}  # of when it was read before
        else:
            batch.state = State.READ
    batch.claimed_at = None
    batch.save()


def write(batch: Batch | None, write_rows: Callable[[Batch], int]) -> None:
    """Let `write_rows` write all good rows, and say how many; or none, if it raises NothingWritten, or fails."""
    if batch is None:
        return
    batch.report(0, batch.good)
    with _all_or_back_to(State.READ, batch), override(batch.by.language):
        try:
            with transaction.atomic():
                batch.note_written(write_rows(batch))
        except NothingWritten as reason:
            batch.state, batch.trouble = State.READ, str(reason)
        batch.claimed_at = None
        batch.save()


def undo(batch: Undoable | None, take_back: Callable[[Undoable], int]) -> None:
    """Let `take_back` remove what it may, and say how much; all else stays."""
    if batch is None:
        return
    with _all_or_back_to(State.WRITTEN, batch):
        batch.removed = take_back(batch)
        batch.state, batch.claimed_at = State.UNDONE, None
        batch.save(update_fields=["removed", "state", "claimed_at"])


@contextmanager
def _all_or_back_to(state: State, batch: FileImport) -> Iterator[None]:
    """One transaction; if it fails, a person can ask for the step again."""
    try:
        with transaction.atomic():
            yield
    except Exception:
        type(batch)._default_manager.filter(pk=batch.pk).update(claimed_at=None, state=state)
        raise
