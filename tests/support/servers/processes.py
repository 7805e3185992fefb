import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest


def until(condition: Callable[[], object], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def all_ended(folder: Path) -> bool:
    return until(lambda: not processes_on(folder))


def processes_on(folder: Path) -> list[str]:
    """Found by current folder, command or environment, one of which names the data folder."""
    if sys.platform != "linux":
        pytest.skip("processes are found in /proc")
    processes = [process for process in Path("/proc").iterdir() if process.name.isdigit()]
    return [process.name for process in processes if _mentions(process, folder)]


def _mentions(process: Path, folder: Path) -> bool:
    try:
        traits = [os.fsencode((process / "cwd").readlink())]
        traits += [(process / name).read_bytes() for name in ("cmdline", "environ")]
    except OSError:  # ended meanwhile, or somebody else's
        return False
    return any(os.fsencode(folder) in trait for trait in traits)


PRODUCTION = {
    "SECRET_KEY": "k" * 40 + "0123456789abcdefghij",
    "SITE_URL": "https://memoria.example.org",
    "ALLOWED_HOSTS": "memoria.example.org",
    "DATABASE_URL": "postgres:///nowhere",
    "REDIS_URL": "rediss://nowhere.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Memoria Viva <boletin@memoria.example.org>",
    "BEHIND_PROXY": "true",
    "FILES_DIR": str(Path(tempfile.gettempdir()).resolve()),
    "SECURITY_CONTACT": "mailto:seguridad@memoria.example.org",
}


def manage(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in SETTINGS}


def only_line(errors: str) -> str:
    (line,) = errors.splitlines()
    return line


def database(environment: dict[str, str]) -> psycopg.Connection:
    url = urlsplit(environment["DATABASE_URL"])
    sockets = parse_qs(url.query)["host"][0]
    return psycopg.connect(host=sockets, user=url.username, dbname=url.path.strip("/"), autocommit=True)


SETTINGS = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "EMAIL_URL", "ALLOWED_HOSTS", "HOST"}


PROJECT = Path(__file__).resolve().parents[3]
