"""PostgreSQL plans a statement that each page asks once on each connection, not each time it is asked.

To plan a statement of many tables takes longer than to run it.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg.types.numeric import Int8

_PLACEHOLDER = re.compile("%(.)")


class _PreparedCursor(ServerBindingCursor):
    def execute(self, query: Any, params: Any = None, **_options: Any) -> Any:
        return super().execute(query, params, prepare=True)  # type: ignore[misc]


def prepared_cursor(connection: Any) -> Any:
    """Return a cursor as Django's, whose statement stays planned on that connection, whatever its parameters are.

    Its text must be the same each time; its whole numbers are bigints there.
    """
    connection.ensure_connection()
    if connection.queries_logged:  # Django finds no words to log in a statement that is planned already
        return connection.cursor()
    psycopg = connection.connection
    usual, psycopg.cursor_factory = psycopg.cursor_factory, _PreparedCursor
    try:
        return connection.cursor()
    finally:
        psycopg.cursor_factory = usual


def with_fixed(connection: Any, sql: str, parameters: Sequence[Any], varies: Sequence[bool]) -> str:
    """Return the SQL with the parameters that do not vary written into it, so that its plan can count on them."""
    places = iter(zip(parameters, varies, strict=True))

    def put(found: re.Match[str]) -> str:
        if found[1] != "s":
            return found[0]
        parameter, is_left = next(places)
        return "%s" if is_left else connection.ops.compose_sql("%s", [parameter]).replace("%", "%%")

    return _PLACEHOLDER.sub(put, sql)


def typed(parameter: Any) -> Any:
    """Return a parameter of a prepared statement so that its type does not depend on how large the number is."""
    if isinstance(parameter, list):
        return [typed(each) for each in parameter]
    is_key = isinstance(parameter, int) and not isinstance(parameter, bool) and -(2**63) <= parameter < 2**63
    return Int8(parameter) if is_key else parameter  # one that is larger than keys are is no row's
