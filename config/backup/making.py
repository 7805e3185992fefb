"""A backup is made from the living memory as a stream, and goes to a file or to whoever reads."""

import json
import os
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage

from config.backup import BackupError, BusyError, encryption
from config.backup.about import About, seal
from config.backup.archive import ABOUT, CHUNK, DATABASE, END, FILES, MANIFEST, Writer
from config.backup.programs import dump
from config.backup.snapshot import LEFT_OUT, snapshot
from config.embedded.servers import try_lock
from networks.models import BackupRun

# A backup that fills the disk would stop the database beside it.
KEPT_FREE = 256 * 1024 * 1024
LOOKED_EACH = 16 * CHUNK


@dataclass
class Made:
    """Tells what became of a backup; `missing` are files that the database names and the disk does not have."""

    place: str
    encrypted: bool
    size: int = 0
    files: int = 0
    seconds: float = 0
    missing: list[str] = field(default_factory=list)


def to_folder(folder: Path, to: list[str]) -> Made:
    """Write a new file into the folder, whole or not at all. Raise BusyError while another is written there."""
    keys = encryption.recipients(to)
    with _sole_use(folder):
        name = f"memoria-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar{'.age' if keys else ''}"
        made = Made(str(folder / name), bool(keys))
        with _whole_file(folder / name) as file:
            _write(file, made, keys, room=folder)
    return made


def to_stream(out: IO[bytes], to: list[str]) -> Made:
    keys = encryption.recipients(to)
    made = Made("-", bool(keys))
    _write(out, made, keys, room=None)
    out.flush()
    return made


def note(made: Made) -> None:
    """Note the backup for the desk and `/healthz`."""
    BackupRun.objects.create(
        kind=BackupRun.Kind.BACKUP,
        place=made.place[:200],
        size=made.size,
        seconds=made.seconds,
        encrypted=made.encrypted,
        missing=len(made.missing),
    )


def _write(file: IO[bytes], made: Made, keys: list[encryption.Recipient], *, room: Path | None) -> None:
    begun = time.monotonic()
    out = _Counting(file, room)
    chunks = _chunks(made)
    try:
        if keys:
            encryption.encrypt(chunks, out, keys)
        else:
            for chunk in chunks:
                out.write(chunk)
    finally:
        chunks.close()  # pg_dump and the snapshot end now, not when somebody sweeps
    made.size, made.seconds = out.size, time.monotonic() - begun


class _Counting:
    def __init__(self, file: IO[bytes], room: Path | None) -> None:
        self.file, self.room, self.size, self.looked = file, room, 0, -LOOKED_EACH

    def write(self, chunk: bytes) -> None:
        if self.room and self.size - self.looked >= LOOKED_EACH:
            _refuse_full(self.room)
            self.looked = self.size
        self.file.write(chunk)
        self.size += len(chunk)


def _refuse_full(folder: Path) -> None:
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    if free < KEPT_FREE:
        raise BackupError(f"only {free // 1024**2} MB are free in {folder}, and {KEPT_FREE // 1024**2} stay free")


def _chunks(made: Made) -> Generator[bytes]:
    """Yield the archive: files before the database, so that a restore has them in place when the database is there."""
    made_at = datetime.now(UTC)
    writer = Writer(made_at.timestamp())
    with snapshot() as now:
        names = now.files()
        about = About.of(now, made_at, len(names))
        yield from writer.note(ABOUT, about.write())
        for name in names:
            yield from _file(writer, name, made)
        yield from writer.parts(DATABASE, dump(now.name, without_rows_of=LEFT_OUT))
    sums = {name: asdict(each) for name, each in writer.sums.items()}
    kept = {"sums": sums, "missing": made.missing}
    sealed = seal(settings.SECRET_KEY, about.key_salt, json.dumps(kept, sort_keys=True))
    yield from writer.note(MANIFEST, {**kept, "seal": sealed})
    yield END


def _file(writer: Writer, name: str, made: Made) -> Iterator[bytes]:
    try:
        file = default_storage.open(name)
    except (FileNotFoundError, PermissionError):
        made.missing.append(name)
        return
    with file:
        yield from writer.member(FILES + name, file.size, iter(lambda: file.read(CHUNK), b""))
    made.files += 1


@contextmanager
def _sole_use(folder: Path) -> Iterator[None]:
    """Lock the folder, or raise BackupError. What a killed backup left behind is removed: nobody else can be at it."""
    if not folder.is_dir():
        raise BackupError(f"there is no folder {folder}: make it, or mount it, first")
    with (folder / ".lock").open("ab") as file:
        if not try_lock(file.fileno()):
            raise BusyError(f"another backup is being written to {folder}")
        for left in folder.glob(".memoria-*.part"):
            left.unlink()
        yield


@contextmanager
def _whole_file(target: Path) -> Iterator[IO[bytes]]:
    part = target.with_name(f".{target.name}.part")
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        part.rename(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
