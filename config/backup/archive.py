"""A backup is a tar that is written and read as a stream, and in which every byte counts.

`about.json` comes first and says whether it can be restored here. Then the files, then the database in parts, since a
stream does not know how long a dump will be. Last comes `manifest.json` with the sum of each: without it, or with
anything behind it, a backup is broken. `cat database/*` of an unpacked one is a dump that pg_restore reads.
"""

import hashlib
import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from config.backup import BackupError

ABOUT, MANIFEST = "about.json", "manifest.json"
FILES, DATABASE = "files/", "database/"
BLOCK = tarfile.BLOCKSIZE
END = bytes(2 * BLOCK)
CHUNK = 1024 * 1024
PART = 4 * CHUNK
LARGEST_NOTE = 256 * CHUNK  # of the two JSON members, which are read into memory


class Broken(BackupError):
    def __init__(self, where: str) -> None:
        super().__init__(f"the backup is broken: {where}")


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Sum:
    size: int
    sha256: str


@dataclass
class Writer:
    """Makes the bytes of an archive, and notes the sum of each member."""

    made_at: float
    sums: dict[str, Sum] = field(default_factory=dict)

    def note(self, name: str, content: dict[str, Any]) -> Iterator[bytes]:
        text = json.dumps(content, indent=1, sort_keys=True).encode()
        return self.member(name, len(text), [text])

    def parts(self, folder: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for number, chunk in enumerate(chunks, 1):
            yield from self.member(f"{folder}{number:06}", len(chunk), [chunk])

    def member(self, name: str, size: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(self.made_at)
        yield info.tobuf(tarfile.USTAR_FORMAT)
        counted, digest = 0, hashlib.sha256()
        for chunk in chunks:
            counted += len(chunk)
            digest.update(chunk)
            yield chunk
        if counted != size:
            raise BackupError(f"{name} changed while it was read: {counted} bytes instead of {size}")
        yield bytes(-size % BLOCK)
        self.sums[name] = Sum(size, digest.hexdigest())


@dataclass
class Member:
    name: str
    size: int
    stream: Readable
    sum: Sum | None = None  # once it is read

    def chunks(self) -> Iterator[bytes]:
        left, digest = self.size, hashlib.sha256()
        while left:
            chunk = _exactly(self.stream, min(left, CHUNK), self.name)
            left -= len(chunk)
            digest.update(chunk)
            yield chunk
        if any(_exactly(self.stream, -self.size % BLOCK, self.name)):
            raise Broken(f"there is something between {self.name} and the next")
        self.sum = Sum(self.size, digest.hexdigest())

    def json(self) -> dict[str, Any]:
        if self.size > LARGEST_NOTE:
            raise Broken(f"{self.name} is too large")
        try:
            content = json.loads(b"".join(self.chunks()))
        except ValueError:
            raise Broken(f"{self.name} cannot be read") from None
        if not isinstance(content, dict):
            raise Broken(f"{self.name} cannot be read")
        return content


def members(stream: Readable) -> Iterator[Member]:
    """Yield each member in turn; raise RuntimeError if the next is asked for before the one before is read."""
    while (block := _exactly(stream, BLOCK, "its end")) != bytes(BLOCK):
        member = _member(block, stream)
        yield member
        if member.sum is None:
            raise RuntimeError(f"{member.name} was not read")
    if _exactly(stream, BLOCK, "its end") != bytes(BLOCK) or stream.read(1):
        raise Broken("something stands behind its end")


def _member(block: bytes, stream: Readable) -> Member:
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        # Written anew, byte for byte: the checksum of a heading is a mere sum, and cannot see everything.
        plain = tarfile.TarInfo(info.name)
        plain.size, plain.mode, plain.mtime = info.size, 0o600, info.mtime
        written = plain.tobuf(tarfile.USTAR_FORMAT)
    except (tarfile.HeaderError, ValueError):
        raise Broken("the heading of a part cannot be read, as of a file that is no backup") from None
    if written != block:
        raise Broken(f"the heading of {info.name!r} is not one of ours")
    return Member(info.name, info.size, stream)


def _exactly(stream: Readable, size: int, what: str) -> bytes:
    found = b""
    while len(found) < size:
        more = stream.read(size - len(found))
        if not more:
            raise Broken(f"it ends in the middle of {what}")
        found += more
    return found
