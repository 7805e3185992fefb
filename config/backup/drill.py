"""A backup that nobody ever restored is a hope. The drill restores one beside the living memory, and throws it away."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic

import pyrage
from django.conf import settings
from django.utils.dateparse import parse_datetime

from config.backup import BackupError, BusyError, keeping, making
from config.backup.reading import check, opened
from config.backup.snapshot import size_of_database
from config.embedded.paths import EmbeddedError
from config.embedded.servers import database_alone, try_lock
from networks.models import BackupRun


@dataclass(frozen=True)
class Drilled:
    of: datetime | None
    size: int
    seconds: float
    looked_at: str


def drill(file: Path | None = None, identity: Path | None = None) -> Drilled:
    """Restore a backup into a new folder and database, and ask there whether all is well; raise BackupError if not.

    Without a file, the newest of BACKUP_DIR is taken. Where there is none, or it is encrypted and its identity rightly
    elsewhere, a new one is made, encrypted for a key that lives as long as the drill.
    """
    begun = monotonic()
    with _new_folder() as folder:
        file = file or _newest()
        if file is None:
            file, identity = _made_for_it(folder)
        with opened(file, identity) as backup:
            of = parse_datetime(check(backup).about.made_at)
        _refuse_full(folder, file)
        looked_at = _restored(folder, file, identity)
        done = Drilled(of, file.stat().st_size, monotonic() - begun, looked_at)
        encrypted = identity is not None
    BackupRun.objects.create(
        kind=BackupRun.Kind.DRILL, of=done.of, size=done.size, seconds=done.seconds, encrypted=encrypted
    )
    return done


@contextmanager
def _new_folder() -> Iterator[Path]:
    """Make a folder where the memory has room. What a killed drill left there, a memory in plain sight, goes first."""
    beside = Path(settings.DATA_DIR if settings.EMBEDDED else settings.BACKUP_DIR or tempfile.gettempdir())
    folder = beside / "memoria-drill"
    with folder.with_suffix(".lock").open("ab") as lock:
        if not try_lock(lock.fileno()):
            raise BusyError(f"another drill is at work in {beside}")
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _newest() -> Path | None:
    folder = Path(settings.BACKUP_DIR) if settings.BACKUP_DIR else None
    there = keeping.kept_in(folder) if folder and folder.is_dir() else []
    return there[0].path if there and not there[0].encrypted else None


def _made_for_it(folder: Path) -> tuple[Path, Path]:
    key = pyrage.x25519.Identity.generate()
    identity = folder / "identity"
    identity.touch(mode=0o600)
    identity.write_text(str(key))
    made = making.to_folder(folder, [str(key.to_public())])
    return Path(made.place), identity


def _refuse_full(folder: Path, file: Path) -> None:
    """Raise BackupError if there is little room: a drill that fills the disk would stop the memory it is for."""
    needed = 2 * file.stat().st_size + size_of_database() + making.KEPT_FREE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(f"a drill may need {needed // 1024**2} MB, and {free // 1024**2} are free in {folder.parent}")


def _restored(folder: Path, file: Path, identity: Path | None) -> str:
    given = ["--identity", str(identity)] if identity else []
    try:
        with database_alone(folder) as database:
            environment = _environment(database, folder)
            _run(environment, "restore", str(file), *given)
            return _run(environment, "verify_memory", "--manifest", str(file), *given)
    except EmbeddedError as error:
        raise BackupError(f"no PostgreSQL could be started for the drill: {error}") from None


def _environment(database: str, folder: Path) -> dict[str, str]:
    """Return our environment, so that keys and versions are the same; nothing that is done in it reaches anybody."""
    away = {"REDIS_URL": "redis://drill.invalid", "EMAIL_URL": "dummymail://", "BACKUP_DIR": "", "EMBEDDED": ""}
    ours = {"SECRET_KEY": settings.SECRET_KEY, "SITE_URL": settings.SITE_URL}
    ours |= {**away, "DATABASE_URL": database, "FILES_DIR": str(folder / "files")}
    # DATABASE_URL_FILE would win over DATABASE_URL, and name the living memory.
    rest = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in ours}
    return rest | ours


def _run(environment: dict[str, str], *command: str) -> str:
    program = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        raise BackupError(f"the drill failed at {command[0]}: {lines[-1][:300]}")
    return done.stdout.strip().splitlines()[0]
