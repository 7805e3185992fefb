"""Journeys in the system's Chromium, through a live server."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import find_chromium, launch_options
from tests.journeys.memory import Memory, fill_memory

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.journey)
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


@pytest.fixture(autouse=True)
def site(live_server: Any, transactional_db: None, settings: Any) -> str:
    """Its address. Set up before any browser context, so that these are gone when the tables are emptied."""
    settings.SITE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def memory(site: str, settings: Any) -> Memory:
    settings.EMAIL_BACKEND = "digests.mail.KeepingBackend"
    return fill_memory()
