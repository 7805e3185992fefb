"""Asks a web address whether it answers, without being led into our own house.

Addresses come from what people wrote. Each hop is resolved once, refused if any of what it resolves to is not of the
public internet, and then asked at exactly that address: a name that points elsewhere a moment later changes nothing.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

SECONDS_OF_SILENCE, SECONDS_IN_ALL = 8, 20
MOST_HOPS, MOST_ADDRESSES = 5, 3
PORTS = {None, 80, 443, 8080, 8443}
# An IPv4 address in the clothes of an IPv6 one.
DISGUISES = [ipaddress.ip_network(block) for block in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
# It is there, and does not want to talk to a program, or not now.
STILL_THERE = {401, 402, 403, 405, 406, 407, 408, 425, 429, 451, 503}
SENT_ON = {301, 302, 303, 307, 308}
AS_IT_IS = "/%:@!$&'()*+,;=~-._?"


class Refused(Exception):
    """We do not ask there."""


@dataclass(frozen=True)
class Answer:
    """`status` is None if nobody answered; `asked` is false if it is no address that we ask."""

    ok: bool
    status: int | None = None
    asked: bool = True


def ask(url: str, *, anywhere: bool = False) -> Answer:
    """Whether the address answers. `anywhere`: also in our own house, and at any port; for tests."""
    deadline = time.monotonic() + SECONDS_IN_ALL
    status = None
    try:
        for method in ("HEAD", "GET"):  # many servers know no HEAD
            with suppress(OSError, http.client.HTTPException):
                status = _follow(method, url, deadline, anywhere)
            if status and status < 400:
                break
    except (Refused, ValueError):  # or it is no address at all
        return Answer(ok=False, asked=False)
    return Answer(ok=status is not None and (status < 400 or status in STILL_THERE), status=status)


def _follow(method: str, url: str, deadline: float, anywhere: bool) -> int:
    for _hop in range(MOST_HOPS):
        status, location = _ask_one(method, url, deadline, anywhere)
        if status not in SENT_ON or not location:
            return status
        url = urljoin(url, location)
    raise OSError("sent on and on")


def _ask_one(method: str, url: str, deadline: float, anywhere: bool) -> tuple[int, str]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise Refused(url)
    if parts.port not in PORTS and not anywhere:
        raise Refused(url)
    host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode()
    with closing(_connect(parts.scheme, host, parts.port, deadline, anywhere)) as connection:
        hang_up = threading.Timer(max(deadline - time.monotonic(), 0.1), _hang_up, [connection.sock])
        hang_up.start()
        try:
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            connection.request(method, _target(parts), headers=_headers(method))
            with closing(connection.getresponse()) as response:  # of its body nothing is read
                if time.monotonic() > deadline:  # hung up upon: its headers are not whole
                    raise TimeoutError
                return response.status, response.headers.get("Location", "")
        finally:
            hang_up.cancel()


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=AS_IT_IS)
    return f"{path}?{quote(parts.query, safe=AS_IT_IS)}" if parts.query else path


def _headers(method: str) -> dict[str, str]:
    agent = f"MemoriaViva (+{settings.SITE_URL}; asks once a month whether a cited source still answers)"
    headers = {"User-Agent": agent, "Accept": "*/*", "Connection": "close"}
    return headers | ({"Range": "bytes=0-0"} if method == "GET" else {})


def _connect(scheme: str, host: str, port: int | None, deadline: float, anywhere: bool) -> http.client.HTTPConnection:
    """A connection to one of the addresses that were looked at, and to no other."""
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    connection = kind(host, port)
    addresses = resolve(host, connection.port, anywhere=anywhere)
    connected = _first_that_answers(addresses, connection.port, deadline)
    if scheme == "https":
        connected = _unverified().wrap_socket(connected, server_hostname=host, do_handshake_on_connect=False)
    connection.sock = connected
    return connection


def _first_that_answers(addresses: list[str], port: int, deadline: float) -> socket.socket:
    trouble: OSError = TimeoutError()
    for address in addresses[:MOST_ADDRESSES]:
        silence = min(SECONDS_OF_SILENCE, deadline - time.monotonic())
        if silence <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=silence)
        except OSError as refused:
            trouble = refused
    raise trouble


def _unverified() -> ssl.SSLContext:
    """Nothing is told to the server that is not public: one with a lapsed certificate still answers."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _hang_up(connected: socket.socket) -> None:
    """A server that sends a letter every few seconds would keep us for ever."""
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def resolve(host: str, port: int, *, anywhere: bool = False) -> list[str]:
    """Raises Refused if any address of that name is not of the public internet."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not anywhere and not all(map(is_public, found)):
        raise Refused(host)
    return found


def is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(str(address.ipv4_mapped))
        if any(address in block for block in DISGUISES):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
