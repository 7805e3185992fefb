"""Web and worker as processes of their own on the database of the tests, with a mail server; and all that they log."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from aiosmtpd.controller import Controller
from celery import Celery
from django.conf import settings
from django.db import connection
from django.test import Client

from config.embedded.children import Child
from config.embedded.supervisor import PROJECT, our_programs, read_site
from networks.models import User
from tests.support.servers.processes import until
from tests.support.servers.served import Served, compressed, served
from tests.support.servers.smtp import Post, closed_port

CSRF = "c" * 32


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Stack:
    """Requests come from a browser and an address that no log may know."""

    web: Served
    folder: Path
    post: Post
    marks: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, user: User | None = None, **form: str) -> Answer:
        where = urlsplit(self.web.address)
        line = HTTPConnection(where.hostname or "", where.port, timeout=30)
        body = urlencode(form | {"csrfmiddlewaretoken": CSRF}) if form else None
        cookies = [f"csrftoken={CSRF}", *([f"sessionid={_session(user)}"] if user else [])]
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        line.request("POST" if form else "GET", path, body, {"Cookie": "; ".join(cookies), **kind, **self.marks})
        answer = line.getresponse()
        try:
            return Answer(answer.status, dict(answer.getheaders()), answer.read().decode(errors="replace"))
        finally:
            line.close()

    def send_task(self, name: str, *args: Any) -> None:
        broker = os.environ["REDIS_URL"].replace("unix://", "redis+socket://")
        with Celery(broker=broker, set_as_current=False) as sender:
            sender.send_task(name, args=args)

    def files(self) -> dict[str, str]:
        """All that was logged, by the servers too if these tests started them."""
        with connection.cursor() as cursor:
            cursor.execute("SHOW log_min_messages")
            [least] = cursor.fetchone()
        of_servers = Path(connection.settings_dict["HOST"]).parent / "log"  # the sockets lie beside it
        ours = of_servers.iterdir() if of_servers.is_dir() and least == "log" else ()
        found = [*(self.folder / "log").iterdir(), *ours]
        return {path.name: path.read_text(errors="replace") for path in found}

    def lines(self) -> list[dict[str, Any]]:
        texts = [self.files()[name] for name in ("web.log", "worker.log")]
        return [json.loads(line) for text in texts for line in text.splitlines() if line.startswith("{")]

    def wait_for(self, **wanted: Any) -> dict[str, Any]:
        """The newest line that has these."""

        def found() -> list[dict[str, Any]]:
            return [line for line in self.lines() if wanted.items() <= line.items()]

        assert until(found), f"no line has {wanted}: {self.lines()[-5:]}"
        return found()[-1]


def _session(user: User) -> str:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def stack(folder: Path) -> Iterator[Stack]:
    post = Post()
    mail = Controller(post, hostname="127.0.0.1", port=closed_port())
    mail.start()
    try:
        (folder / "log").mkdir()
        environment = compressed() | {
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "PYTHONUNBUFFERED": "1",
        }
        with served(environment, folder / "log") as web, worker(environment, folder):
            yield Stack(web, folder, post)
    finally:
        mail.stop()


@contextmanager
def worker(environment: dict[str, str], folder: Path) -> Iterator[Child]:
    """Without beat: it would ask for tasks that no test waits for."""
    database = urlsplit(environment["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = our_programs(read_site(environment)).worker.command
    log, ours = folder / "log" / "worker.log", {"DATABASE_URL": database, "DATA_DIR": str(folder)}
    plain = [part for part in command if part != "--beat"]
    with Child("worker", plain, log, environment=environment | ours, cwd=PROJECT) as process:
        process.wait_until(lambda: "ready." in log.read_text(), time.sleep)
        yield process


def percent(text: str) -> str:
    """Each sign of it, also those that need not be."""
    return "".join(quote(each, safe="") if not each.isalnum() else f"%{ord(each):02X}" for each in text)
