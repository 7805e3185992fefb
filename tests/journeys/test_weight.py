"""What a page costs on a slow line, counted on the wire, as the real server sends it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from config.children import Child
from config.supervisor import PROJECT, our_programs, read_site
from tests.digests.conftest import closed_port
from tests.journeys.memory import VISITORS, Memory

FIRST_BYTES, LATER_BYTES, REQUESTS = 45_000, 12_000, 5


class Wire:
    """What comes over it, with headers, to show a page; what the browser kept from before costs nothing."""

    def __init__(self, page: Page, url: str) -> None:
        self.hosts: set[str] = set()
        self.requests = self.bytes = 0
        chromium = page.context.new_cdp_session(page)
        chromium.on("Network.requestWillBeSent", self._asked)
        chromium.on("Network.loadingFinished", self._came)
        chromium.send("Network.enable")
        page.goto(url)
        chromium.send("Network.enable")  # its answer comes after all that happened before
        chromium.detach()

    def _asked(self, event: dict[str, Any]) -> None:
        url = urlsplit(event["request"]["url"])
        if url.scheme != "data":
            self.hosts.add(url.netloc)

    def _came(self, event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:
            self.requests += 1
            self.bytes += int(event["encodedDataLength"])


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Static files hashed and compressed, as `manage.py prepare` leaves them."""
    environment = {**os.environ, "STATIC_ROOT": str(tmp_path_factory.mktemp("static"))}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--ignore", "admin"]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)
    return environment


@pytest.fixture
def server(transactional_db: None, environment: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """The address of our web server, started as `manage.py up` does, on the tests' database."""
    database = urlsplit(environment["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    where = {"HOST": "127.0.0.1", "PORT": str(closed_port()), "DATA_DIR": str(tmp_path), "DATABASE_URL": database}
    site = read_site(environment | where)
    ours = where | {"SITE_URL": site.address, "ALLOWED_HOSTS": site.host}

    def answers() -> bool:
        try:
            HTTPConnection(site.host, site.port, timeout=20).request("GET", "/healthz")
        except OSError:
            return False
        return True

    command, log = our_programs(site).web.command, tmp_path / "web.log"
    with Child("web", command, log, environment=environment | ours, cwd=PROJECT) as web:
        web.wait_until(answers, time.sleep)
        yield site.address


def let_in(context: BrowserContext, server: str, memory: Memory, who: str) -> None:
    """With a session made here: that server hashes passwords as tests do not."""
    if who != "anyone":
        client = Client()
        client.force_login(memory.user(who), backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server}])


@pytest.mark.parametrize("who", VISITORS)
def test_every_page_is_light(new_context, server, memory: Memory, who):
    too_heavy = {}
    for name, address in memory.pages(who, "es").items():
        context = new_context()
        let_in(context, server, memory, who)
        page = context.new_page()
        first = Wire(page, server + address)
        assert page.locator("h1").count() == 1
        page.goto("about:blank")
        later = Wire(page, server + address)
        context.close()
        assert first.hosts | later.hosts == {urlsplit(server).netloc}
        if first.bytes > FIRST_BYTES or later.bytes > LATER_BYTES or first.requests > REQUESTS:
            too_heavy[name] = (first.bytes, later.bytes, first.requests)
    assert too_heavy == {}
