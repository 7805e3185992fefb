"""Rows that are made once and put back for each test: to make them takes seconds, to copy them a fraction."""

from copy import deepcopy
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
# Of each table those that hold a value of their own.
COLUMNS = """
    SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
    FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER' GROUP BY table_name
"""
SEQUENCES = """
    SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL
    FROM pg_sequences WHERE schemaname = 'public'
"""


class KeptRows:
    """Holds those of the whole database, outside of any transaction; `made` is what led to them."""

    def __init__(self, made: Any) -> None:
        self._made = deepcopy(made)
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            self._tables = [table for (table,) in cursor.fetchall()]
            cursor.execute(COLUMNS)
            columns: dict[str, str] = dict(cursor.fetchall())
            self._rows = {}
            for table in self._tables:
                where = f"{table} ({columns[table]})"
                with cursor.copy(f"COPY {where} TO STDOUT") as rows:
                    self._rows[where] = b"".join(rows)
            cursor.execute(SEQUENCES)
            self._sequences = cursor.fetchall()

    def put_back(self) -> Any:
        """Return `made` as it was then. Whatever else is in the database goes."""
        with transaction.atomic(), connection.cursor() as cursor:
            # History is not written for what is put back, and rows may refer to those that come after them.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(f"TRUNCATE {', '.join(self._tables)}")
            cursor.execute(";".join(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in self._tables))
            for where, rows in self._rows.items():
                if rows:
                    with cursor.copy(f"COPY {where} FROM STDIN") as copy:
                        copy.write(rows)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(";".join(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in self._tables))
            for name, last, is_called in self._sequences:
                cursor.execute("SELECT setval(%s, %s, %s)", [name, last, is_called])
        ContentType.objects.clear_cache()
        return deepcopy(self._made)
