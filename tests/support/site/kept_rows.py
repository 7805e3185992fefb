"""Rows that are made once and put back for each test: to make them takes seconds, to copy them a fraction."""

from copy import deepcopy
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

SCHEMA = "kept"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
# Of each table those that hold a value of their own.
COLUMNS = """
    SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
    FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER' GROUP BY table_name
"""
SEQUENCES = "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"


class KeptRows:
    """Of a whole database, outside of any transaction; `made` is what led to them."""

    def __init__(self, made: Any) -> None:
        self._made = deepcopy(made)
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            tables = [table for (table,) in cursor.fetchall()]
            cursor.execute(COLUMNS)
            columns: dict[str, str] = dict(cursor.fetchall())
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
            for table in tables:
                cursor.execute(f"CREATE TABLE {SCHEMA}.{table} AS SELECT {columns[table]} FROM public.{table}")
            cursor.execute(f"{SEQUENCES} WHERE schemaname = 'public'")
            sequences = cursor.fetchall()
        # History is not written for what is put back, and rows may refer to those that come after them.
        self._back = [
            "SET CONSTRAINTS ALL DEFERRED",
            f"TRUNCATE {', '.join(tables)}",
            *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables),
            *(
                f"INSERT INTO {table} ({columns[table]}) OVERRIDING SYSTEM VALUE SELECT * FROM {SCHEMA}.{table}"
                for table in tables
            ),
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables),
            *(f"SELECT setval('{name}', {last}, {called})" for name, last, called in sequences),
        ]

    def put_back(self) -> Any:
        """Return `made` as it was then."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(";".join(self._back))
        ContentType.objects.clear_cache()
        return deepcopy(self._made)
