"""A cluster with the corpus is made once for a state of generator, migrations and frame, and kept in `.cache/bench`.

Whoever measures gets servers on a copy of it.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path

from config.embedded.servers import embedded
from config.embedded.supervisor import PROJECT
from tests.support.servers.prepared import copy, prepared

KEPT = PROJECT / ".cache" / "bench"
GENERATOR = ("words.py", "people.py", "lessons.py", "experiences.py")
FRAME = ("networks/frame", "lessons/findings/study")
FACTS = "facts.json"  # what pages are asked of


def kept(rows: int) -> Path:
    """Return a folder with `postgres`, the cluster, and `facts.json`; it is made if need be. It is to be copied."""
    folder = KEPT / f"{rows}-{_state()}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{rows}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            for old in KEPT.glob(f"{rows}-*"):
                shutil.rmtree(old)
            _make(rows, folder)
    return folder


@contextmanager
def servers(rows: int, *, durable: bool = False) -> Iterator[tuple[dict[str, str], Path]]:
    """Run PostgreSQL and Valkey on a copy of the corpus; yield the environment of a site on it, and its data folder."""
    corpus = kept(rows)
    with tempfile.TemporaryDirectory(prefix="memoria-") as name:
        folder = Path(name)
        copy(corpus / "postgres", folder)
        with embedded(folder, durable=durable) as started:
            ours = {"STATIC_ROOT": str(prepared() / "static"), "BENCH_FACTS": str(corpus / FACTS)}
            yield site_on(started.environment) | ours, folder


def site_on(environment: dict[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        **environment,
        "SECRET_KEY": secrets.token_urlsafe(),
        "SITE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver",
        "EMAIL_URL": "memorymail://",
    }


def run(environment: dict[str, str], module: str, *arguments: str) -> None:
    """Run the `main` of a module of the bench, in a process of its own."""
    command = [sys.executable, "-m", "bench.within", module, *arguments]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True)


def _make(rows: int, folder: Path) -> None:
    unfinished = folder.with_name(f"{folder.name}.new")
    unfinished.mkdir()
    with tempfile.TemporaryDirectory(prefix="memoria-") as name:
        copy(prepared() / "postgres", Path(name))
        with embedded(Path(name), durable=False) as started:
            run(site_on(started.environment), "corpus.lessons", str(rows), str(unfinished / FACTS))
        copy(Path(name) / "postgres", unfinished)
    unfinished.rename(folder)


def _state() -> str:
    """Return a digest of all that the corpus is made of; the month is in it, for its days count from there."""
    digest = hashlib.sha256(f"{date.today():%Y-%m} wordfreq {version('wordfreq')}".encode())  # noqa: DTZ011
    for path in sorted(_sources()):
        digest.update(f"{path.relative_to(PROJECT)} ".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterable[Path]:
    yield from (Path(__file__).with_name(name) for name in GENERATOR)
    for app in ("networks", "lessons", "digests", "config"):
        yield from (PROJECT / app).rglob("migrations/*.py")
        yield from (PROJECT / app).rglob("*.sql")
    for folder in FRAME:
        yield from (path for path in (PROJECT / folder).rglob("*") if path.suffix in {".py", ".json", ".csv"})
