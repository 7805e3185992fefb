"""Backups are encrypted for a public key (age): the machine that makes them cannot read them again."""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

import pyrage

from config.backup import BackupError
from config.backup.archive import CHUNK, Broken, Readable

HEADING = b"age-encryption.org/"
Recipient = pyrage.x25519.Recipient


class Writable(Protocol):
    def write(self, chunk: bytes, /) -> Any: ...


def recipients(given: Iterable[str]) -> list[pyrage.x25519.Recipient]:
    """Return the keys. What is given is a public key, or a file with one on each line; BackupError is raised if not."""
    found = []
    for text in given:
        for line in _lines(text) if not text.startswith("age1") else [text]:
            try:
                found.append(pyrage.x25519.Recipient.from_str(line))
            except pyrage.RecipientError:
                raise BackupError(f"{text} is no public key (age1…), nor a file of them") from None
    return found


def identities(file: Path) -> list[pyrage.x25519.Identity]:
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in _lines(str(file))]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise BackupError(f"{file} holds no identity (AGE-SECRET-KEY-…)")
    return found


def _lines(file: str) -> list[str]:
    try:
        lines = [line.strip() for line in Path(file).read_text().splitlines()]
    except (OSError, ValueError) as error:
        raise BackupError(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'not a text'}") from None
    return [line for line in lines if line and not line.startswith("#")]


def encrypt(chunks: Iterator[bytes], out: Writable, to: list[pyrage.x25519.Recipient]) -> None:
    """Encrypt the chunks. What goes wrong in making or writing them is raised as it is, not as pyrage tells it."""
    between = _Between(chunks, out)
    try:
        pyrage.encrypt_io(between, between, to)
    except Exception:
        if between.error:
            raise between.error from None
        raise


class _Between:
    def __init__(self, chunks: Iterator[bytes], out: Writable) -> None:
        self.chunks, self.out, self.kept = chunks, out, b""
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self.kept and (chunk := next(self.chunks, None)) is not None:
                self.kept = chunk
        except BaseException as error:
            self.error = error
            raise
        given, self.kept = self.kept[:size], self.kept[size:]
        return given

    def write(self, chunk: bytes) -> int:
        try:
            self.out.write(chunk)
        except BaseException as error:
            self.error = error
            raise
        return len(chunk)

    def flush(self) -> None:
        pass


@contextmanager
def decrypted(file: IO[bytes], keys: list[pyrage.x25519.Identity]) -> Iterator[Readable]:
    """Decrypt through a pipe, from a thread of its own: pyrage pushes, and an archive is pulled."""
    read_end, write_end = os.pipe()
    source = _Decrypting(file, keys, write_end, os.fdopen(read_end, "rb", CHUNK))
    source.thread.start()
    try:
        yield source
    finally:
        source.pipe.close()
        source.thread.join()


class _Decrypting:
    def __init__(self, file: IO[bytes], keys: list[Any], write_end: int, pipe: IO[bytes]) -> None:
        self.pipe, self.trouble = pipe, ""
        self.thread = threading.Thread(target=self._push, args=(file, keys, write_end), daemon=True)

    def _push(self, file: IO[bytes], keys: list[Any], write_end: int) -> None:
        with os.fdopen(write_end, "wb", CHUNK) as out:
            try:
                pyrage.decrypt_io(file, out, keys)
            except Exception as error:
                self.trouble = str(error)

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes. Raise BackupError if there are fewer because the decryption failed."""
        chunk = self.pipe.read(size)
        if len(chunk) < size:
            self.thread.join()
            if "No matching keys" in self.trouble:
                raise BackupError("the backup is encrypted for another key than the identity that was given")
            if self.trouble:
                raise Broken(f"it cannot be decrypted ({self.trouble})")
        return chunk
