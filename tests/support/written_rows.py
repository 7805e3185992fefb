"""Whether a request changed anything: which tables a transaction wrote to, and all that they hold."""

from typing import Any

from django.db import connection

# But for what each visit may note, and the words that wait for who wrote them.
NOTED = "- '{last_login,session_data,expire_date}'::text[]"


def rows_of(tables: set[str]) -> dict[str, Any]:
    """All of them, in those tables."""
    parts = [f"SELECT '{table}', array_agg((to_jsonb(t) {NOTED})::text ORDER BY t) FROM {table} t" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) or "SELECT '', '' WHERE false")
        return dict(cursor.fetchall())


def everything() -> dict[str, Any]:
    """All rows of all tables: slow, for few tests."""
    return rows_of({*connection.introspection.django_table_names(only_existing=True)} - {"django_session"})


def writes() -> dict[str, int]:
    """How many rows of each table were written in this transaction, also by what was undone in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE schemaname = 'public' AND relname <> 'django_session'"
        )
        return dict(cursor.fetchall())
