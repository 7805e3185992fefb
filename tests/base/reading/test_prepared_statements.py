"""A statement that each page asks is planned once on a connection, and asked with other parameters after that."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from base.reading.prepared_statements import prepared_cursor, typed, with_fixed

ASKED = "SELECT %s + 1 AS asked_by_this_test"


def planned() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%asked_by_this_test'")
        return cursor.fetchall()


@pytest.fixture
def own_connection(transactional_db: None) -> Iterator[None]:
    connection.close()
    yield
    connection.close()


@pytest.mark.usefixtures("own_connection")
class TestPreparedCursor:
    @pytest.mark.parametrize("number", [1, 10**12])
    def test_keeps_one_plan_for_small_numbers_and_large(self, number: int) -> None:
        for each in (number, 10**6, 3):
            with prepared_cursor(connection) as cursor:
                cursor.execute(ASKED, [typed(each)])
                assert cursor.fetchone() == (each + 1,)
        assert len(planned()) == 1

    def test_other_cursors_of_the_connection_keep_none(self) -> None:
        prepared_cursor(connection).close()
        for each in range(9):
            with connection.cursor() as cursor:
                cursor.execute(ASKED, [each])
        assert planned() == []

    def test_asks_lists_of_numbers_also_empty_ones(self) -> None:
        for keys, found in (([], False), ([3, 10**12], True)):
            with prepared_cursor(connection) as cursor:
                cursor.execute("SELECT 3::bigint = ANY(%s)", [typed(keys)])
                assert cursor.fetchone() == (found,)


def test_what_does_not_vary_is_written_into_the_statement(db: None) -> None:
    connection.ensure_connection()
    asked, varies = "a LIKE '%%x' AND b = %s AND c = %s AND d = %s", [False, True, False]
    sql = with_fixed(connection, asked, ["10 %", 7, "it's"], varies)
    assert sql == "a LIKE '%%x' AND b = '10 %%' AND c = %s AND d = 'it''s'"
