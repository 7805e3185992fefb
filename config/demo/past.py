"""What is written now is moved to the day on which it is told to have happened, and so is its history."""

from collections import defaultdict
from datetime import datetime

import pgtrigger
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import DateTimeField

from lessons.changes.models import Change

# Their moments are part of how they are found.
NOT_MOVED = (Change, Session)


class Past:
    """Moves to an earlier moment what was written since it was made, or last asked; call it in a transaction.

    Others who would write wait for the end of the transaction, so that nothing of theirs is moved.
    """

    def __init__(self) -> None:
        self.columns, self.triggers = dated_columns(), defaultdict[str, list[str]](list)
        for model, trigger in pgtrigger.registered():
            self.triggers[connection.ops.quote_name(model._meta.db_table)].append(trigger.get_uri(model))
        self.seen: dict[str, int] = {}
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(self.columns)} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT now(), clock_timestamp()")
            self.began, self.locked_at = cursor.fetchone()
        self._written()

    def move_to(self, moment: datetime) -> None:
        """Move moments alone. No trigger is asked: that would be noted as a change of now."""
        by = f"interval '{(self.began - moment).total_seconds()} seconds'"
        tables = self._written()
        with (
            pgtrigger.ignore(*(uri for table in tables for uri in self.triggers[table])),
            connection.cursor() as cursor,
        ):
            cursor.execute("; ".join(self._update(table, by) for table in tables))
        self._written()

    def _written(self) -> list[str]:
        """Return the tables that were written since it was last asked, by PostgreSQL's own counters."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname, n_tup_ins + n_tup_upd FROM pg_stat_xact_user_tables")
            now_seen = {quoted: many for name, many in cursor if (quoted := f'"{name}"') in self.columns}
        written = [table for table, many in now_seen.items() if many != self.seen.get(table, 0)]
        self.seen = now_seen
        return written

    def _update(self, table: str, by: str) -> str:
        """Return SQL. What the database notes itself has the moment at which the transaction began."""
        is_new = "({0} = now() OR {0} BETWEEN '" + self.locked_at.isoformat() + "' AND clock_timestamp())"
        new = {column: is_new.format(column) for column in self.columns[table]}
        changes = [f"{column} = {column} - CASE WHEN {here} THEN {by} ELSE '0' END" for column, here in new.items()]
        return f"UPDATE {table} SET {', '.join(changes)} WHERE {' OR '.join(new.values())}"  # noqa: S608 -- ours


def dated_columns() -> dict[str, list[str]]:
    """Map each table, those of histories too, to its columns that hold a moment."""
    quoted = connection.ops.quote_name
    dated: dict[str, list[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model not in NOT_MOVED:
            moments = [field for field in model._meta.concrete_fields if isinstance(field, DateTimeField)]
            if moments:
                dated[quoted(model._meta.db_table)] = [quoted(str(field.column)) for field in moments]
    return dated
