"""What takes long to make and is the same for all tests: a migrated database, and static files for the web.

Both are made once for a state of the code, and kept in pytest's own cache.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path

from config.embedded.servers import embedded
from config.embedded.supervisor import PROJECT

KEPT = PROJECT / ".pytest_cache" / "prepared"
STEPS = (["prepare", "--files-only"], ["migrate", "--verbosity=0"])


def prepared() -> Path:
    """Return a folder with `postgres`, a cluster whose database is migrated and holds no row of ours, and `static`.

    The first who asks makes it, others wait meanwhile. It is to be copied, not to be written to.
    """
    kept = KEPT / _state()
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for old in KEPT.glob("*/"):
                shutil.rmtree(old)
            _make(kept)
    return kept


def copy(folder: Path, to: Path) -> None:
    """Copy with owners: under root the servers run as another user."""
    subprocess.run(["cp", "-a", folder, to], check=True)


def _make(kept: Path) -> None:
    unfinished = kept.with_suffix(".new")
    unfinished.mkdir()
    with tempfile.TemporaryDirectory(prefix="memoria-") as name:
        folder = Path(name)
        with embedded(folder, durable=False) as servers:
            ours = {
                "SECRET_KEY": secrets.token_urlsafe(),
                "SITE_URL": "http://testserver",
                "EMAIL_URL": "memorymail://",
                "STATIC_ROOT": str(unfinished / "static"),
            }
            for step in STEPS:
                command = [sys.executable, "manage.py", *step]
                subprocess.run(command, cwd=PROJECT, env={**os.environ, **servers.environment, **ours}, check=True)
        copy(folder / "postgres", unfinished)
    unfinished.rename(kept)


def _state() -> str:
    """Return a digest of all that the two are made of."""
    digest = hashlib.sha256("".join(sorted(f"{each.name} {each.version} " for each in distributions())).encode())
    for path in sorted(_sources()):
        digest.update(f"{path} {len(path.read_bytes())} ".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterable[Path]:
    for app in ("networks", "lessons", "digests", "config"):
        yield from (PROJECT / app).rglob("migrations/*.py")
        yield from (PROJECT / app).rglob("*.sql")
    yield from (path for path in (PROJECT / "static").rglob("*") if path.is_file())
    yield from (PROJECT / "config" / "embedded").glob("*.py")
