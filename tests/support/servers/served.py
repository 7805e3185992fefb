"""Our web server for tests and measurements, as `manage.py up` starts it, on the database of this process."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext

from config.embedded.children import Child
from config.embedded.supervisor import PROJECT, our_programs, read_site
from networks.models import User
from tests.support.servers.prepared import prepared
from tests.support.servers.smtp import closed_port


@dataclass(frozen=True)
class Served:
    address: str
    process: Child


def compressed() -> dict[str, str]:
    """The environment of a server whose static files are hashed and compressed, as `manage.py prepare` leaves them."""
    return {**os.environ, "STATIC_ROOT": str(prepared() / "static")}


@contextmanager
def served(environment: dict[str, str], folder: Path, port: int = 0) -> Iterator[Served]:
    database = urlsplit(environment["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    where = {"HOST": "127.0.0.1", "PORT": str(port or closed_port()), "DATA_DIR": str(folder), "DATABASE_URL": database}
    site = read_site(environment | where)
    ours = where | {"SITE_URL": site.address, "ALLOWED_HOSTS": site.host}

    def answers() -> bool:
        try:
            HTTPConnection(site.host, site.port, timeout=20).request("GET", "/healthz")
        except OSError:
            return False
        return True

    command, log = our_programs(site).web.command, folder / "web.log"
    with Child("web", command, log, environment=environment | ours, cwd=PROJECT) as web:
        web.wait_until(answers, time.sleep)
        yield Served(site.address, web)


def let_in(context: BrowserContext, address: str, user: User) -> None:
    """With a session made here: that server hashes passwords as tests do not."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
