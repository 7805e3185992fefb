"""Front is between granian and Django: a request gets a thread when all of it is here, until it is answered.

With WSGI alone a thread waits for whoever sends a form one byte a second, and sixteen of them stop the site. Here
bodies arrive on the event loop, within `config.bodies.limit_of`, and answers leave from it.
"""

import asyncio
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

from config.web.answers import IN_MEMORY, Answer, Environ, WholeFile, ask, forget_leftovers
from config.web.full_disk import is_full_disk

REFUSED = "memoria.refused"  # in the environ: the status of an answer that says why, in the reader's language

SECONDS_AT_LEAST = 20.0  # for a body; longer as long as it comes at
BYTES_A_SECOND = 500  # which the slowest line of a village does
SECONDS_AT_MOST = 30 * 60.0
MOST_AT_ONCE = 256  # bodies that arrive; granian takes twice as many requests, so that readers are still let in
AT_ONCE = 96 * 1024 * 1024  # of all bodies that arrive in one process: those of four fit into 512 MB of /tmp


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        self.status = status


class _Gone(Exception):
    """Whoever sent the request hung up before its end."""


@dataclass
class _Body:
    file: IO[bytes]
    size: int = 0


class Front:
    """Makes an RSGI application of a WSGI one, for `granian --interface rsgi`."""

    def __init__(self, application: Callable[..., Any], limit_of: Callable[[str, str], int], threads: int) -> None:
        self.application, self.limit_of = application, limit_of
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self.arriving = 0  # bytes, of all bodies that are here
        self.bodies = 0  # that still arrive

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        with self._body() as body, suppress(_Gone):
            environ = _environ(scope, body.file)
            try:
                await self._receive(environ, protocol, body)
            except _Refused as refused:
                environ |= _refusal(refused.status)
            answer = await asyncio.get_running_loop().run_in_executor(self.threads, self._answer, environ)
            answer.send(protocol)

    def __rsgi_init__(self, loop: Any) -> None:
        forget_leftovers()

    def __rsgi_del__(self, loop: Any) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)

    # --- what comes ----------------------------------------------------------

    async def _receive(self, environ: Environ, protocol: Any, body: _Body) -> None:
        if "HTTP_TRANSFER_ENCODING" in environ:
            raise _Refused(411)  # granian does not say whether such a body came whole, and no browser sends one
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            raise _Refused(400)
        declared = int(length)
        if not declared:
            return
        limit = self.limit_of(environ["PATH_INFO"], environ.get("HTTP_COOKIE", ""))
        with self._one_more():
            received = await self._read(protocol, body, declared if declared <= limit else 0)
        if declared > limit:
            raise _Refused(413)
        if received != declared:
            raise _Gone
        with _room_on_disk():
            body.file.seek(0)  # writes what waited in a buffer

    @contextmanager
    def _one_more(self) -> Iterator[None]:
        if self.bodies >= MOST_AT_ONCE:
            raise _Refused(503)
        self.bodies += 1
        try:
            yield
        finally:
            self.bodies -= 1

    async def _read(self, protocol: Any, body: _Body, room: int) -> int:
        """Return how many bytes came. What exceeds `room` is dropped: a sender who is hung up on reads no answer."""
        begun, received = asyncio.get_running_loop().time(), 0
        pieces = aiter(protocol)
        try:
            while True:
                longest = min(SECONDS_AT_LEAST + min(received, room) / BYTES_A_SECOND, SECONDS_AT_MOST)
                async with asyncio.timeout_at(begun + longest):
                    piece = await anext(pieces)  # without a default: with one, CPython 3.11 crashes on granian's pieces
                received += len(piece)
                if received <= room:
                    self._keep(piece, body)
        except StopAsyncIteration:
            return received
        except TimeoutError:
            raise _Refused(408 if room else 413) from None

    def _keep(self, piece: bytes, body: _Body) -> None:
        if self.arriving + len(piece) > AT_ONCE:
            raise _Refused(503)
        with _room_on_disk():
            body.file.write(piece)
        self.arriving += len(piece)
        body.size += len(piece)

    @contextmanager
    def _body(self) -> Iterator[_Body]:
        body = _Body(tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115
        try:
            yield body
        finally:
            self.arriving -= body.size
            with suppress(OSError):  # a full disk did not take what is left to write
                body.file.close()

    # --- what is answered: in a thread ------------------------------------------

    def _answer(self, environ: Environ) -> Answer:
        try:
            return ask(self.application, environ)
        except OSError as error:
            if not is_full_disk(error) or REFUSED in environ:
                raise
            return ask(self.application, environ | _refusal(507))


@contextmanager
def _room_on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _Refused(507 if is_full_disk(error) else 500) from error


def _refusal(status: int) -> Environ:
    """Return what a refusal changes in the environ: nothing of the body reaches Django."""
    return {REFUSED: status, "wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"}


def _environ(scope: Any, body: IO[bytes]) -> Environ:
    host, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode(errors="replace").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.file_wrapper": WholeFile,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    return environ | _headers(scope.headers.items())


def _headers(items: Iterable[tuple[str, str]]) -> Environ:
    """Return headers for WSGI, none with `_` in its name: WSGI cannot tell `X_Forwarded_For` from the real one."""
    found: Environ = {}
    for name, value in items:
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        found[key] = f"{found[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}" if key in found else value
    return found


def threads() -> int:
    return int(os.environ.get("WEB_THREADS") or 3)
