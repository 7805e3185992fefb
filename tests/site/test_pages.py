"""The table of pages is whole and true: no URL is looked at by nobody."""

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.support.factories import PASSWORD
from tests.support.site.memory import fill_memory
from tests.support.site.pages import ANSWERS, DEEDS, ROWS, VISITORS, address
from tests.support.site.parts import Memory
from tests.support.site.url_table import urls

# What every page tells a browser: see tests/config/web/test_hardening.py.
SAFE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.fixture(scope="module")
def known() -> set[str]:
    return {row.url for row in ROWS} | set(ANSWERS)


@pytest.fixture
def memory(db: None, settings: Any) -> Memory:
    """Without a server: nobody looks."""
    settings.EMAIL_BACKEND = "digests.delivery.backend.KeepingBackend"
    return fill_memory()


@pytest.fixture
def clients(memory: Memory) -> dict[str, Client]:
    clients = {who: Client() for who in VISITORS}
    for who in set(VISITORS) - {"anyone"}:
        # By the form: some pages ask for a password that was typed lately.
        clients[who].post("/cuenta/login/", {"login": memory.user(who).email, "password": PASSWORD})
        clients[who].post("/cuenta/reauthenticate/", {"password": PASSWORD})
    return clients


def test_every_url_is_looked_at(known: set[str]):
    new = set(urls(get_resolver())) - known
    assert not new, (
        f"{sorted(new)}: in tests/support/site/pages.py add a row to PAGES: of what the page is and who sees it;"
        " then axe, weight, phone, keyboard and photographs look at it. If it answers with no page: to OTHERS."
    )


def test_no_row_is_of_a_url_that_is_gone(known: set[str]):
    assert known == set(urls(get_resolver()))
    assert not {row.url for row in ROWS} & set(ANSWERS)


def test_every_row_is_seen_by_somebody_in_a_state_we_know():
    assert {who for row in ROWS for who in row.seen_by} == set(VISITORS)
    assert all(row.seen_by for row in ROWS)
    assert {row.state for row in ROWS} <= {"-", *DEEDS} | {"400", "403", "404", "410"}
    assert len({row.name for row in ROWS}) == len(ROWS)


def test_every_page_is_the_page_it_is_said_to_be(memory: Memory, clients: dict[str, Client]):
    wrong = {}
    for row in ROWS:
        wanted = int(row.state) if row.state.isdigit() else 200
        for who in row.seen_by:
            response = clients[who].get(address(memory, row.url, row.of))
            if response.status_code != wanted or not response["Content-Type"].startswith("text/html"):
                wrong[row.name, who] = (response.status_code, response["Content-Type"])
            elif not SAFE.items() <= response.headers.items() or "unsafe" in response["Content-Security-Policy"]:
                wrong[row.name, who] = dict(response.headers)
            elif response.content.decode().count("<h1") != 1:
                wrong[row.name, who] = (response.status_code, "not one h1")
    assert wrong == {}


def test_every_url_without_a_page_answers_as_the_table_says(memory: Memory, clients: dict[str, Client]):
    found = {}
    for url, (of, _) in ANSWERS.items():
        response = clients["admin"].get(address(memory, url, of))
        ordinary = response.status_code in {200, 503}  # health has no beat here
        found[url] = response["Content-Type"].split(";")[0] if ordinary else str(response.status_code)
    assert found == {url: answer for url, (_, answer) in ANSWERS.items()}
