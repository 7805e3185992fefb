"""A WSGI answer is taken whole in the thread that makes it, so that the thread is free while it travels."""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Environ = dict[str, Any]
Headers = list[tuple[str, str]]

IN_MEMORY = 256 * 1024  # of a body or an answer; the rest waits on disk
SECONDS_TO_OPEN = 60.0  # a file of ours; once granian has it open, its name may go
LEFTOVER = "memoria-answer-"
HOUR = 60 * 60


@dataclass(frozen=True)
class Answer:
    """The content of an answer is in memory, or in a file, which is ours to remove or somebody else's."""

    status: int
    headers: Headers
    content: bytes | Path
    ours: bool = False

    def send(self, protocol: Any) -> None:
        """Send the answer, a large one as a file: granian reads it as the line takes it, and keeps none in memory."""
        if isinstance(self.content, bytes):
            protocol.response_bytes(self.status, self.headers, self.content)
            return
        protocol.response_file(self.status, self.headers, str(self.content))
        if self.ours:
            asyncio.get_running_loop().call_later(SECONDS_TO_OPEN, self.content.unlink, True)


@dataclass(frozen=True)
class WholeFile:
    """Serves as `wsgi.file_wrapper`: what Django answers with a file is not copied first."""

    file: Any
    block_size: int

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: bytes(self.file.read(self.block_size)), b"")

    @property
    def path(self) -> Path | None:
        """Return the path of the file; None if it is in memory, small, or read from its middle on."""
        name = getattr(self.file, "path", None) or getattr(self.file, "name", None)
        try:
            whole = isinstance(name, str) and os.fstat(self.file.fileno()).st_size > IN_MEMORY and not self.file.tell()
        except (AttributeError, OSError):
            return None
        return Path(str(name)) if whole and Path(str(name)).is_absolute() else None

    def close(self) -> None:
        self.file.close()


def ask(application: Callable[..., Any], environ: Environ) -> Answer:
    begun: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
        begun.append((status, headers))

    pieces = application(environ, start_response)
    try:
        path = pieces.path if isinstance(pieces, WholeFile) else None
        content, ours = (path, False) if path else _taken(pieces)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()  # in this thread: Django gives back the database connection of the thread that calls it
    status, headers = begun[-1]
    return Answer(int(status[:3]), [(name.lower(), value.strip()) for name, value in headers], content, ours)


def _taken(pieces: Iterable[bytes]) -> tuple[bytes | Path, bool]:
    held, size, rest = [], 0, iter(pieces)
    for piece in rest:
        held.append(piece)
        size += len(piece)
        if size > IN_MEMORY:
            return _on_disk(b"".join(held), rest), True
    return b"".join(held), False


def _on_disk(beginning: bytes, rest: Iterable[bytes]) -> Path:
    with tempfile.NamedTemporaryFile(prefix=LEFTOVER, delete=False) as file:
        path = Path(file.name)
        try:
            file.write(beginning)
            file.writelines(rest)
            file.flush()
        except BaseException:
            path.unlink()
            raise
    return path


def forget_leftovers() -> None:
    """Remove what a process left that was killed before it could."""
    for path in Path(tempfile.gettempdir()).glob(f"{LEFTOVER}*"):
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - HOUR:
                path.unlink()
