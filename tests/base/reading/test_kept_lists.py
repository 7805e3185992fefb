"""Small tables are kept in the process, and dropped when they change, whichever process changes them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from base.outages import valkey_away
from base.reading import kept_lists
from base.reading.kept_lists import VERSION, KeptLists
from networks.models import Sector

pytestmark = pytest.mark.django_db


@pytest.fixture
def health() -> Sector:
    return Sector.objects.create(slug="salud", name_es="Salud", name_en="Health")


def names() -> list[str]:
    return [sector.name_es for sector in KeptLists().of(Sector)]


def rename_past_django(sector: Sector, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE networks_sector SET name_es = %s WHERE id = %s", [name, sector.pk])


def test_rows_are_asked_once(health: Sector, django_assert_num_queries: Any):
    with django_assert_num_queries(1):
        assert names() == names() == ["Salud"]


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (lambda sector: sector.save(), ["Salud"]),
        (lambda sector: sector.delete(), []),
        (lambda sector: Sector.objects.filter(pk=sector.pk).update(name_es="Salud pública"), ["Salud pública"]),
        (lambda sector: Sector.objects.all().delete(), []),
        (lambda sector: Sector.objects.bulk_create([Sector(slug="agua", name_es="Agua")]), ["Agua", "Salud"]),
    ],
)
def test_what_is_written_is_shown_next(
    health: Sector, write: Callable[[Sector], Any], expected: list[str], django_assert_num_queries: Any
):
    names()
    write(health)
    with django_assert_num_queries(1):
        assert names() == expected


def test_what_another_process_wrote_is_shown_next(health: Sector):
    names()
    rename_past_django(health, "Salud pública")
    assert names() == ["Salud"]  # nobody told
    cache.set(VERSION, "of the other process", None)
    assert names() == ["Salud pública"]


def test_a_valkey_that_lost_its_memory_makes_no_old_list_new(health: Sector):
    names()
    rename_past_django(health, "Salud pública")
    cache.clear()
    assert names() == ["Salud pública"]


def test_what_was_written_past_django_is_shown_after_a_while(health: Sector, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept_lists, "SECONDS", -1)
    names()
    rename_past_django(health, "Salud pública")
    assert names() == ["Salud pública"]


def test_without_valkey_each_page_asks(health: Sector, django_assert_num_queries: Any):
    names()
    valkey_away.begin()
    with django_assert_num_queries(2):
        assert names() == names() == ["Salud"]


def test_what_a_transaction_read_is_not_kept(
    health: Sector, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
):
    monkeypatch.setattr(kept_lists, "is_in_transaction", lambda: connection.in_atomic_block)
    with django_assert_num_queries(2):
        assert names() == names() == ["Salud"]


def test_a_row_that_is_not_kept_yet_is_asked_for(health: Sector):
    kept = KeptLists()
    kept.of(Sector)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO networks_sector (slug, name_es, name_en) VALUES ('agua', 'Agua', '') RETURNING id")
        [water] = cursor.fetchone()
    assert [sector.name_es for sector in kept.with_keys(Sector, [health.pk])] == ["Salud"]
    assert [sector.name_es for sector in kept.with_keys(Sector, [health.pk, water])] == ["Agua", "Salud"]
