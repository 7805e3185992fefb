"""Tables of a few rows that change a few times a year, as departments and findings, are kept in the process.

A form and a list of filters offer all of their rows: asked anew, those were a third of a form's statements. One
version in Valkey, for all of these tables, tells whether what a process keeps is what is stored. Whoever writes one of
them through Django makes a new version once it is committed: no process, whichever wrote, then shows what was before.
Without Valkey each page asks the tables. What is written past Django, in SQL or while Valkey is away, is shown after
`SECONDS` at the latest.

A trigger of the database would miss nothing, but asking it is a statement on each page.
"""

import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save

from base.outages import valkey_away
from base.reading.page_memory import once
from base.reading.valkey import on_most_pages, value_of

Row = TypeVar("Row", bound=models.Model)
Table = TypeVar("Table", bound=type[models.Model])

VERSION, SECONDS = on_most_pages("kept_lists"), 5 * 60


@dataclass(frozen=True)
class _Kept:
    rows: tuple[Any, ...]
    version: str
    until: float


_kept: dict[type[models.Model], _Kept] = {}


def _version() -> str:
    version = value_of(VERSION) or cache.get_or_set(VERSION, _new_version, None)
    return "" if valkey_away else str(version)  # what a process finds in its own memory is nobody else's


class KeptLists:
    """Knows these tables as they are when it is made. Valkey is asked once for a form, and once for a page.

    All requests are shown the same rows: nobody changes them, or asks them for a right. A transaction that writes one
    of these tables itself asks the table.
    """

    def __init__(self) -> None:
        self._version = once(VERSION, _version)

    def of(self, table: type[Row]) -> tuple[Row, ...]:
        """Return all rows, in the order of the table."""
        kept = _kept.get(table)
        if kept and kept.version == self._version and time.monotonic() < kept.until:
            return kept.rows
        rows = tuple(table._default_manager.all())
        if self._version and not is_in_transaction():
            _kept[table] = _Kept(rows, self._version, time.monotonic() + SECONDS)
        return rows

    def with_keys(self, table: type[Row], keys: Collection[int]) -> list[Row]:
        """Return the rows with these keys, in the order of the table, which is asked for one that is not kept yet."""
        rows = [row for row in self.of(table) if row.pk in keys]
        return rows if len(rows) == len({*keys}) else list(table._default_manager.filter(pk__in=keys))


def is_in_transaction() -> bool:
    """Return whether what is read now may be undone: it is not kept. Tests, which undo all, replace this."""
    return connection.in_atomic_block


def is_kept(table: Table) -> Table:
    """Decorate a model whose rows are kept; its manager is of a `KeptQuerySet`."""
    for signal in (post_save, post_delete):
        signal.connect(_begin_anew, sender=table)
    return table


class KeptQuerySet(models.QuerySet[Row]):
    """Holds rows that are kept. Django sends no signal for what this writes."""

    def update(self, **columns: Any) -> int:
        changed = super().update(**columns)
        _begin_anew()
        return changed

    def bulk_create(self, *args: Any, **options: Any) -> list[Row]:
        made = super().bulk_create(*args, **options)
        _begin_anew()
        return made


def _begin_anew(**signal: Any) -> None:
    """Make a new version, now and on commit: another request may have read the old rows meanwhile."""
    _raise_version()
    transaction.on_commit(_raise_version)


def _raise_version() -> None:
    _kept.clear()
    cache.set(VERSION, _new_version(), None)


def _new_version() -> str:
    """Return one that never was: after Valkey lost what it had, no older list counts as new."""
    return uuid.uuid4().hex
