"""What is written now is moved to the day on which it is told to have happened, and so is its history."""

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
        self.columns = dated_columns()
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(self.columns)} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT now(), clock_timestamp()")
            self.began, self.locked_at = cursor.fetchone()

    def move_to(self, moment: datetime) -> None:
        """Move moments alone. No trigger is asked: that would be noted as a change of now."""
        by = f"interval '{(self.began - moment).total_seconds()} seconds'"
        updates = [self._update(table, columns, by) for table, columns in self.columns.items()]
        with pgtrigger.ignore(), connection.cursor() as cursor:
            cursor.execute("; ".join(updates))

    def _update(self, table: str, columns: list[str], by: str) -> str:
        """Return SQL. What the database notes itself has the moment at which the transaction began."""
        new = {
            column: f"({column} = now() OR {column} BETWEEN '{self.locked_at.isoformat()}' AND clock_timestamp())"
            for column in columns
        }
        changes = ", ".join(f"{column} = CASE WHEN {is_new} THEN {column} - {by} ELSE {column} END" for column, is_new in new.items())
        return f"UPDATE {table} SET {changes} WHERE {' OR '.join(new.values())}"  # noqa: S608 -- names and moments of ours


def dated_columns() -> dict[str, list[str]]:
    """Map each table, those of histories too, to its columns that hold a moment."""
    quoted = connection.ops.quote_name
    dated = {
        quoted(model._meta.db_table): [quoted(f.column) for f in model._meta.concrete_fields if isinstance(f, DateTimeField)]
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.managed and model not in NOT_MOVED
    }
    return {table: columns for table, columns in dated.items() if columns}
