"""The whole site, started on a copy of the corpus by `manage.py up`, as it is shipped; but for the floor before it."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bench.corpus.kept import FACTS, kept, run
from config.embedded.children import Child, Command
from config.embedded.servers import running_on
from config.embedded.supervisor import PROJECT
from tests.support.servers.prepared import copy, prepared
from tests.support.servers.smtp import closed_port

NAMED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "HOST", "EMAIL_URL")


def measure(rows: int, *, crowds: bool) -> dict[str, Any]:
    """Return what `bench.http.measuring` finds: with one web process the memory alone, with two all that is asked."""
    if not crowds:
        return _found(rows, 2, "alone")
    one, two = _found(rows, 1, "memory"), _found(rows, 2, "memory,alone,crowd")
    return two | {"memory": {"1": one["memory"], "2": two["memory"]}}


def _found(rows: int, workers: int, parts: str) -> dict[str, Any]:
    with site(rows, workers) as (environment, pid), tempfile.NamedTemporaryFile() as file:
        run(environment, "http.measuring", str(pid), parts, file.name)
        found: dict[str, Any] = json.loads(Path(file.name).read_text())
        return found


@contextmanager
def site(rows: int, workers: int) -> Iterator[tuple[dict[str, str], int]]:
    """Run it; yield the environment in which a module of the bench finds it, and the number of its first process."""
    corpus, port = kept(rows), closed_port()
    with tempfile.TemporaryDirectory(prefix="memoria-") as name:
        folder = Path(name)
        copy(corpus / "postgres", folder)
        ours = {
            "DATA_DIR": name,
            "PORT": str(port),
            "WEB_WORKERS": str(workers),
            "SECRET_KEY": "floor-and-pages-are-measured-with-this-one-4711-0815",
            "STATIC_ROOT": str(prepared() / "static"),
            "DJANGO_SETTINGS_MODULE": "bench.http.settings",
            "MEANING": "off",  # else a worker reads all lessons in the first hours, beside what is measured
        }
        environment = {key: value for key, value in os.environ.items() if key not in NAMED} | ours
        command: Command = [sys.executable, "manage.py", "up"]
        with Child("up", command, folder / "log" / "up.log", environment=environment, cwd=PROJECT) as up:
            up.wait_until(lambda: _answers(port), time.sleep)
            found = running_on(folder) or {}
            address = {"EMBEDDED": "1", "SITE_URL": f"http://127.0.0.1:{port}", "BENCH_FACTS": str(corpus / FACTS)}
            yield environment | found | address, up.process.pid


def _answers(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()
