"""Journeys in the system's Chromium, through a live server."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Condition
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from playwright.sync_api import expect

from tests.support.servers.browser import find_chromium, launch_options
from tests.support.site.kept_rows import KeptRows
from tests.support.site.memory import fill_memory
from tests.support.site.parts import Memory

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.journey)
        item.add_marker(pytest.mark.flaky(reruns=1))  # a busy machine; `-ra` names each, and each is a fault to find
        if find_chromium() is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium found"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return launch_options()


@pytest.fixture(scope="session")
def browser_context_args(live_server: Any) -> dict[str, Any]:
    return {"base_url": live_server.url, "locale": "es-PE", "timezone_id": "America/Lima"}


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    expect.set_options(timeout=20_000)  # a busy machine is slow, not broken
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


class Door:
    """Of the live server: knows how many requests are inside. A page that closes still sends what was typed."""

    def __init__(self) -> None:
        self._changed, self._inside, self._is_open = Condition(), 0, False
        request_started.connect(self._enter)
        request_finished.connect(self._leave)

    def open(self) -> None:
        self._is_open = True

    def shut(self) -> None:
        """Wait for those inside; nobody else comes in."""
        with self._changed:
            self._is_open = False
            assert self._changed.wait_for(lambda: self._inside == 0, timeout=30)

    def _enter(self, sender: type | None, **_: object) -> None:
        if not _is_of_the_site(sender):
            return
        with self._changed:
            if not self._is_open:
                raise ConnectionRefusedError("the test is over")
            self._inside += 1

    def _leave(self, sender: type | None, **_: object) -> None:
        if not _is_of_the_site(sender):
            return
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()


def _is_of_the_site(sender: type | None) -> bool:
    """A test's own client has another handler. It may ask from other threads, in tests of other folders too."""
    return sender is not None and issubclass(sender, WSGIHandler)


@pytest.fixture(scope="session")
def door() -> Door:
    return Door()


@pytest.fixture(autouse=True)
def site(live_server: Any, transactional_db: None, settings: Any, door: Door) -> Iterator[str]:
    """Its address. Set up before any browser context, so that these are gone when the tables are emptied."""
    settings.SITE_URL = live_server.url
    door.open()
    yield str(live_server.url)
    door.shut()


KEPT: list[KeptRows] = []


@pytest.fixture
def memory(site: str, settings: Any) -> Memory:
    settings.EMAIL_BACKEND = "digests.delivery.backend.KeepingBackend"
    if not KEPT:
        KEPT.append(KeptRows(fill_memory()))
    memory: Memory = KEPT[0].put_back()
    return memory
