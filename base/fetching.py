"""This module asks a web address whether it answers, and cannot be led to our own machines.

Addresses come from what people wrote. requests-hardened resolves each once, refuses what is not of the public internet,
and asks at exactly the address that it checked: a name that points elsewhere a moment later changes nothing.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from http.client import HTTPException
from threading import Timer
from urllib.parse import urljoin, urlsplit

import urllib3
from django.conf import settings
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

SECONDS_OF_SILENCE, SECONDS_IN_ALL = 8, 20
MOST_HOPS = 5
PORTS = {None, 80, 443, 8080, 8443}
# The page is there, and does not want to talk to a program, or not now.
STILL_THERE = {401, 402, 403, 405, 406, 407, 408, 425, 429, 451, 503}
SENT_ON = {301, 302, 303, 307, 308}
# Certificates are not checked: we send nothing that is not public, and a server with a lapsed one still answers.
urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)


class Refused(Exception):
    """Raised for an address that we do not ask."""


@dataclass(frozen=True)
class Answer:
    """Holds what came of asking: `status` is None if nobody answered, `asked` is false if we do not ask there."""

    ok: bool
    status: int | None = None
    asked: bool = True


def ask(url: str, *, anywhere: bool = False) -> Answer:
    """Return whether the address answers. Tests set `anywhere` to ask also on this machine, and at any port."""
    deadline = time.monotonic() + SECONDS_IN_ALL
    status = None
    try:
        for method in ("HEAD", "GET"):  # many servers know no HEAD
            with suppress(OSError, HTTPException, urllib3.exceptions.HTTPError):
                status = _follow(method, url, deadline, anywhere)
            if status and status < 400:
                break
    except Refused:
        return Answer(ok=False, asked=False)
    return Answer(ok=status is not None and (status < 400 or status in STILL_THERE), status=status)


def _follow(method: str, url: str, deadline: float, anywhere: bool) -> int:
    """Return the last status after redirects, followed one by one: the library would read the whole body of each."""
    for _hop in range(MOST_HOPS):
        try:
            _check_shape(url, anywhere)
            status, location = _ask_one(method, url, deadline, anywhere)
        except (InvalidIPAddress, ValueError) as trouble:  # not public, or no address at all
            raise Refused(url) from trouble
        if status not in SENT_ON or not location:
            return status
        url = urljoin(url, location)
    raise OSError("sent on and on")


def _check_shape(url: str, anywhere: bool) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise Refused(url)
    if parts.port not in PORTS and not anywhere:
        raise Refused(url)


def _ask_one(method: str, url: str, deadline: float, anywhere: bool) -> tuple[int, str]:
    """Return the status and the `Location` header, "" if there is none; nothing of the body is read."""
    headers = {"Accept": "*/*", "Connection": "close"} | ({"Range": "bytes=0-0"} if method == "GET" else {})
    with _session(deadline, anywhere) as session:
        response = session.request(method, url, headers=headers, stream=True, allow_redirects=False, verify=False)
        with response:
            if time.monotonic() > deadline:  # hung up upon: its headers are not whole
                raise TimeoutError
            return response.status_code, response.headers.get("Location", "")


@contextmanager
def _session(deadline: float, anywhere: bool) -> Iterator[HTTPSession]:
    """Yield a session that hangs up at the deadline: a server that sends a byte now and then would keep us for ever."""
    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=anywhere,
        never_redirect=True,
        default_timeout=(SECONDS_OF_SILENCE, SECONDS_OF_SILENCE),
        user_agent_override=f"MemoriaViva (+{settings.SITE_URL}; asks monthly whether a cited source still answers)",
    )
    lines: list[socket.socket] = []
    _lines.set(lines)
    timer = Timer(max(deadline - time.monotonic(), 0.1), _hang_up, [lines])
    timer.start()
    try:
        with HTTPSession(config) as session:
            session.trust_env = False  # a proxy would look names up again
            for adapter in session.adapters.values():
                adapter.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
            yield session
    finally:
        timer.cancel()
        for line in lines:
            line.close()


_lines: ContextVar[list[socket.socket]] = ContextVar("lines")


def _hang_up(lines: list[socket.socket]) -> None:
    for line in lines:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


class _Line(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        _lines.get().append(connected.dup())  # the socket itself is taken over by TLS
        return connected


class _SecureLine(_Line, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Line


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureLine
