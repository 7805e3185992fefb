"""A backup is opened, and looked at byte for byte before anybody relies on it."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.utils.crypto import constant_time_compare

from config.backup import BackupError, encryption
from config.backup.about import About, seal
from config.backup.archive import ABOUT, DATABASE, FILES, MANIFEST, Broken, Member, Readable, Sum, members


@dataclass(frozen=True)
class Backup:
    """A backup can be read as often as one likes, each time from its beginning."""

    file: IO[bytes]
    keys: list[Any]

    @contextmanager
    def stream(self) -> Iterator[Readable]:
        self.file.seek(0)
        if not self.keys:
            yield self.file
            return
        with encryption.decrypted(self.file, self.keys) as stream:
            yield stream


@contextmanager
def opened(path: Path, identity: Path | None) -> Iterator[Backup]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}") from None
    with file:
        yield of_file(file, identity)


@contextmanager
def given(file: str, identity: Path | None) -> Iterator[Backup]:
    """Open a path, or - for standard input, which is kept first: a backup is read more than once."""
    if file != "-":
        with opened(Path(file), identity) as backup:
            yield backup
        return
    beside = Path(settings.MEDIA_ROOT)  # on the disk that must have room for it anyway
    beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=beside) as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.seek(0)
        yield of_file(kept, identity)


def of_file(file: IO[bytes], identity: Path | None) -> Backup:
    encrypted = file.read(len(encryption.HEADING)) == encryption.HEADING
    if encrypted and not identity:
        raise BackupError("the backup is encrypted: give the identity with --identity FILE")
    return Backup(file, encryption.identities(identity) if encrypted and identity else [])


@dataclass(frozen=True)
class Checked:
    """Holds what a whole backup says of itself, the sum of each member, and the files that it lacks."""

    about: About
    sums: dict[str, Sum]
    missing: list[str]
    is_ours: bool  # sealed with our key; of another key nobody can say who made it

    @property
    def files(self) -> dict[str, Sum]:
        return {name.removeprefix(FILES): each for name, each in self.sums.items() if name.startswith(FILES)}


def check(backup: Backup) -> Checked:
    """Read all of it; raise BackupError if it cannot be restored here, or if any byte is not as it was written."""
    with backup.stream() as stream:
        found = members(stream)
        first = next(found, None)
        if first is None or first.name != ABOUT:
            raise Broken(f"it does not begin with {ABOUT}")
        about = About.read(first.json())
        about.refuse_here()
        sums, manifest = _sums(first, found)
    return _compared(about, sums, manifest)


def _sums(first: Member, found: Iterator[Member]) -> tuple[dict[str, Sum], dict[str, Any]]:
    sums, manifest = {first.name: first.sum or Sum(0, "")}, None
    for member in found:
        if manifest is not None or member.name in sums or not _is_expected(member.name):
            raise Broken(f"{member.name} does not belong there")
        if member.name == MANIFEST:
            manifest = member.json()
            continue
        for _chunk in member.chunks():
            pass
        sums[member.name] = member.sum or Sum(0, "")
    if manifest is None:
        raise Broken(f"it has no {MANIFEST}")
    return sums, manifest


def _is_expected(name: str) -> bool:
    """Return whether a backup may hold it: a file outside of their folder would be written over something else."""
    if not name.startswith(FILES):
        return name == MANIFEST or name.startswith(DATABASE)
    try:
        default_storage.path(name.removeprefix(FILES))
    except SuspiciousFileOperation:
        return False
    return True


def _compared(about: About, sums: dict[str, Sum], manifest: dict[str, Any]) -> Checked:
    found = {name: asdict(each) for name, each in sums.items()}
    written, missing = manifest.get("sums"), manifest.get("missing")
    if not isinstance(written, dict) or not isinstance(missing, list):
        raise Broken(f"{MANIFEST} does not say what it should")
    if written != found:
        wrong = min(name for name in {*written, *found} if written.get(name) != found.get(name))
        raise Broken(f"{wrong} is not what was written, or is missing")
    if about.key:
        sealed = seal(about.key, about.key_salt, json.dumps({"sums": found, "missing": missing}, sort_keys=True))
        if not constant_time_compare(sealed, str(manifest.get("seal"))):
            raise Broken("its seal is not ours: somebody changed it")
    return Checked(about, sums, missing, bool(about.key))
