"""The whole site as processes of its own, to kill one of them and look at what its users see."""

import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from config.embedded.children import Child
from config.embedded.paths import place_in
from config.embedded.servers import _environment, _pong, _Start
from config.embedded.supervisor import PROJECT, Site, environment_of, our_programs, read_site
from tests.faults.person import Person
from tests.support.servers.prepared import copy, prepared
from tests.support.servers.processes import until
from tests.support.servers.smtp import closed_port

PASSWORD = "una clave de prueba"
# Beat asks each minute what is due. A test has not so long to wait.
OFTEN = """
WITH often AS (
    INSERT INTO django_celery_beat_intervalschedule (every, period) VALUES (1, 'seconds') RETURNING id
), hurried AS (
    UPDATE django_celery_beat_periodictask
    SET crontab_id = NULL, expire_seconds = 5, interval_id = (SELECT id FROM often)
    WHERE task IN (
        'networks.tasks.send_due_letters', 'lessons.tasks.read_attachments',
        'networks.tasks.resume_imports', 'lessons.tasks.resume_imports'
    )
), ticking AS (
    UPDATE django_celery_beat_periodictask SET interval_id = (SELECT id FROM often) WHERE task = 'config.celery.tick'
)
UPDATE django_celery_beat_periodictasks SET last_update = now()
"""


@dataclass
class Stack:
    servers: _Start
    site: Site
    running: ExitStack
    children: dict[str, Child] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.site.address

    def begin(self, name: str) -> None:
        """A new process for the one that ended."""
        make: dict[str, Callable[[bool], Child]] = {"postgres": self.servers.postgres, "valkey": self.servers.valkey}
        self.children[name] = self.running.enter_context(make[name](True) if name in make else self._ours(name))

    def _ours(self, name: str) -> Child:
        program = getattr(our_programs(self.site), name)
        environment = {**self.site.environment, **program.environment}
        return Child(name, program.command, self.site.logs / f"{name}.log", environment=environment, cwd=PROJECT)

    def run(self, *command: str, **more: str) -> None:
        environment = {**self.site.environment, **more}
        log = self.site.logs / "command.log"
        python = [sys.executable, "manage.py", *command]
        Child("command", python, log, environment=environment, cwd=PROJECT).finish(time.sleep)

    def send(self, name: str, number: signal.Signals) -> None:
        """To the program with all that it started."""
        os.killpg(self.children[name].process.pid, number)

    def kill(self, name: str) -> None:
        self.send(name, signal.SIGKILL)
        self.children[name].process.wait()

    def wait_for_postgres(self) -> None:
        assert until(self.servers.postgres_answers)

    def wait_for_valkey(self) -> None:
        assert until(lambda: _pong(self.servers.place.valkey_socket))

    def is_well(self) -> bool:
        with suppress(OSError):  # nobody listens yet
            return Person(self.address).get("/healthz").status == 200
        return False

    def ask(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the database holds, or nothing of a statement that writes."""
        where = {"host": str(self.servers.place.sockets), "user": "memoria", "dbname": "memoria"}
        with psycopg.connect(**where, autocommit=True) as database:
            found = database.execute(statement, parameters)
            return found.fetchall() if found.description else []

    def one(self, statement: str, *parameters: Any) -> Any:
        [(value,)] = self.ask(statement, *parameters)
        return value

    def person(self, login: str) -> Person:
        """Signed in, as somebody of the demo."""
        person = Person(self.address)
        answer = person.sign_in(f"{login}@demo.memoriaviva.example", PASSWORD)
        assert answer.status == 302, answer.text
        return person


@contextmanager
def running_stack(folder: Path, email_url: str) -> Iterator[Stack]:
    with ExitStack() as running:
        place = place_in(folder / "data")
        copy(prepared() / "postgres", place.data_dir)
        copy(prepared() / "static", place.data_dir)
        lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR)
        servers = _Start(place, durable=False, lock=lock, pause=time.sleep)
        postgres, valkey = servers.everything(running)
        stack = Stack(servers, _site(place.data_dir, _environment(place), email_url), running)
        stack.children |= {"postgres": postgres.child, "valkey": valkey.child}
        stack.run("prepare")
        stack.run("load_demo", "--anywhere", "--password", PASSWORD)
        for name in ("web", "worker"):
            stack.begin(name)
        assert until(stack.is_well, 60), (place.data_dir / "log" / "web.log").read_text()[-2000:]
        stack.ask(OFTEN)
        yield stack


def _site(data_dir: Path, servers: dict[str, str], email_url: str) -> Site:
    mine = {
        "PORT": str(closed_port()),
        "DATA_DIR": str(data_dir),
        "MEANING": "off",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "EMAIL_URL": email_url,
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    static = {"STATIC_ROOT": str(data_dir / "static"), "FILES_DIR": str(data_dir / "files")}
    site = read_site(kept | servers | static | mine)
    return Site(site.host, site.ip, site.port, site.data_dir, False, environment_of(site))


def silent_port(running: ExitStack) -> int:
    """Of a server that takes connections and never says a word."""
    listening = running.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64))
    return int(listening.getsockname()[1])
