"""A snapshot is the memory at one moment: its counts, its files and its dump agree, though people go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection

# Rows that let somebody in, or would make a mail go out twice: a leaked backup opens no session, and after a restore
# all sign in anew. Half-sent files, which can be sent again. Marks of searches in vain, which go with their week.
# And what was done with other copies of this memory.
LEFT_OUT = [
    "django_session",
    "account_emailconfirmation",
    "networks_letter",
    "digests_keptmail",
    "lessons_upload",
    "lessons_uploadslice",
    "lessons_searchermark",
    "networks_backuprun",
    "networks_taskrun",
]
# Of which columns the files are in a backup; a test fails on one that nobody has decided on.
WITH_FILES = [("lessons", "Attachment", "content")]
WITHOUT_FILES = [("lessons", "Printout", "content"), ("lessons", "Export", "content")]  # made anew for whoever asks


@dataclass(frozen=True)
class Snapshot:
    """A snapshot is open while a backup is made: what it answers is as it was when it began."""

    name: str
    cursor: Any

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        self.cursor.execute(question)
        return list(self.cursor.fetchall())

    def counts(self) -> dict[str, int]:
        return counts(self.cursor)

    def files(self) -> list[str]:
        return [name for question in _questions() for (name,) in self.rows(question)]

    def migrations(self) -> list[str]:
        return [
            f"{app}.{name}" for app, name in self.rows("SELECT app, name FROM django_migrations ORDER BY app, name")
        ]


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Open a snapshot on a connection of its own, which waits without a limit while files are copied."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            yield Snapshot(cursor.fetchone()[0], cursor)
    finally:
        own.close()


def counts(cursor: Any) -> dict[str, int]:
    """Count the rows of each table that a backup has."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    rows = {}
    for (table,) in cursor.fetchall():
        if table not in LEFT_OUT:
            cursor.execute(f"SELECT count(*) FROM public.{connection.ops.quote_name(table)}")  # noqa: S608
            rows[table] = int(cursor.fetchone()[0])
    return rows


def _questions() -> Iterator[str]:
    quote = connection.ops.quote_name
    for app, model, name in WITH_FILES:
        meta = apps.get_model(app, model)._meta
        column = quote(meta.get_field(name).column)
        yield f"SELECT {column} FROM {quote(meta.db_table)} WHERE {column} <> '' ORDER BY {column}"  # noqa: S608


def size_of_database() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
