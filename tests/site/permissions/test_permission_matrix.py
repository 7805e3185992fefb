"""Who may open what, as tests/site/permissions/table.py says, and a refusal changes nothing.

A URL that has no row in it fails.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from lessons.models import CollectionItem, Lesson, WorkshopNote
from lessons.writing.merging import stored_of
from networks.models import User
from tests.site.permissions.bodies import BODIES
from tests.site.permissions.memory import Memory, forget_visits
from tests.site.permissions.memory import cast as cast
from tests.site.permissions.memory import memory as memory
from tests.site.permissions.memory import signed_in as signed_in
from tests.site.permissions.table import ADDRESSES, EXPECTED, PEOPLE, URLS
from tests.support.cast import Cast
from tests.support.factories import OrganisationFactory
from tests.support.site.url_table import urls
from tests.support.written_rows import rows_of, writes

IN_ENGLISH_TOO = "member"


def seen_of(address: str, user: User) -> str:
    """What a form that was just opened says it has seen."""
    return str(stored_of(Lesson.objects.get(pk=address.split("/")[2]), user).seen)


def outcome(response: HttpResponse) -> str:
    to_login = response.status_code == 302 and "/cuenta/login/" in response["Location"]
    return "login" if to_login else str(response.status_code)


def send(client: Client, address: str, body: dict[str, Any]) -> HttpResponse:
    if "/subidas/" in address and not address.endswith("/subidas/"):  # a slice, and no form
        return client.post(
            address,
            b"x" * BODIES["lessons:upload"]["size"],
            content_type="application/octet-stream",
            headers={"Upload-Offset": "0"},
        )
    return client.post(address, body)


def outcome_of_post(client: Client, address: str, body: dict[str, Any]) -> str:
    """Compares only tables that were written to, with what they hold once it is undone: all would take much longer."""
    written, point = writes(), transaction.savepoint()
    answer = outcome(send(client, address, body))
    touched = {table for table, rows in writes().items() if rows != written.get(table)}
    after = rows_of(touched)
    transaction.savepoint_rollback(point)
    if rows_of(touched) == after:
        return answer
    return "done" if answer in {"200", "302"} else f"{answer}, and yet something changed"


@pytest.mark.parametrize(("url", "of"), ADDRESSES)
def test_who_may_open_what(memory: Memory, cast: Cast, url: str, of: str) -> None:
    """All wrong cells of an address are told at once. Each person meets the same rows: what one did is undone."""
    assert (url, of, "GET") in EXPECTED, f"{url} is new: add a row to TABLE that says who may open it"
    address, wrong = memory.address(url, of), {}
    for who in PEOPLE:
        point = transaction.savepoint()
        expected, found = expected_of(url, of, who), found_of(memory, cast, url, address, who)
        transaction.savepoint_rollback(point)
        forget_visits()
        if found != expected:
            wrong[who] = f"{found}, not {expected}"
    assert not wrong


def expected_of(url: str, of: str, who: str) -> dict[str, str]:
    shown = EXPECTED[url, of, "GET"][who]
    unless_told = "login" if shown == "login" else "405"
    return {"GET": shown, "POST": EXPECTED.get((url, of, "POST"), {}).get(who, unless_told)}


def found_of(memory: Memory, cast: Cast, url: str, address: str, who: str) -> dict[str, str]:
    """What an address answers to `who`; in English too for one of them, since rights and language are apart."""
    client = cast.client(who)
    shown = [outcome(client.get(address))]  # that a GET writes nothing: see conftest.py
    if who == IN_ENGLISH_TOO and url not in {"healthz", "robots", "security", "sitemap", "sitemap_part"}:
        shown.append(outcome(client.get(f"/en{address}")))
    if url == "networks:affiliations":
        OrganisationFactory(name="La que viene")
    body = {**BODIES.get(url, {}), "network": cast.network.pk, **rows_named_in(url, address, memory, who)}
    return {"GET": " and ".join(dict.fromkeys(shown)), "POST": outcome_of_post(client, address, body)}


def rows_named_in(url: str, address: str, memory: Memory, who: str) -> dict[str, Any]:
    """Of what a form sends, that which names rows of this test."""
    cast = memory.cast
    named: dict[str, Callable[[], dict[str, Any]]] = {
        "lessons:edit": lambda: {"seen": seen_of(address, cast.user(who)) if who != "anonymous" else ""},
        "lessons:pack": lambda: {"to": cast.user("member").pk},
        "lessons:workshop": lambda: {"note": WorkshopNote.objects.get().pk},
        "lessons:collection_arrange": lambda: {"item": CollectionItem.objects.get().pk},
        "lessons:relate": lambda: {"other": memory._lesson("study").pk},
        "networks:relations": lambda: {"second": cast.other_network.pk},
        "lessons:files": lambda: {"file": SimpleUploadedFile("acta.pdf", b"%PDF-1.7\n")},
    }
    return named[url]() if url in named else {}


def test_the_table_has_no_row_of_a_url_that_is_gone() -> None:
    assert {url for url, _, _ in EXPECTED} == URLS


def address_in_admin(url: str) -> str:
    """Whether the row it names exists makes no difference to a refusal."""
    for arguments in ([], ["1"], ["networks"], ["1", "1"]):
        with suppress(NoReverseMatch):
            return reverse(url, args=arguments)
    raise AssertionError(f"no address for {url}")


@pytest.mark.parametrize("who", PEOPLE)
def test_only_an_admin_enters_djangos_admin(cast: Cast, who: str) -> None:
    client, before = cast.client(who), writes()
    assert (client.get("/admin/").status_code == 200) is (who == "admin")
    if who == "admin":  # what they find there: networks/test_admin.py
        return
    for url in sorted(url for url in urls(get_resolver(), of_admin=True) if "<" not in url):
        address = address_in_admin(url)
        assert {client.get(address).status_code, client.post(address).status_code} <= {302, 403}, address
    assert writes() == before
