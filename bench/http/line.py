"""A line to a server that stays open, as a browser's does, and costs the machine little itself."""

import gzip
import re
import socket
import time
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from urllib.parse import quote, urlencode, urlsplit

READS = 1 << 16
SECONDS_IDLE = 5  # then it is opened anew: after ten the server hangs up, see GRANIAN in config/embedded/supervisor.py
FORM = "application/x-www-form-urlencoded"
PLAIN = "/?=&%+"  # of addresses
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @cached_property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    @property
    def hidden(self) -> dict[str, str]:
        """Return what its forms send along; of several forms with the same name, the first says."""
        return {name: unescape(value) for name, value in reversed(HIDDEN.findall(self.text))}


@dataclass
class Line:
    """Asks one thing after another of `address`. Who has `cookies` also keeps the one that forms need."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None
    _used_at: float = 0.0

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask(f"GET {quote(path, safe=PLAIN)}", headers)

    def post(self, path: str, form: dict[str, str]) -> Answer:
        body = urlencode(form).encode()
        return self._ask(f"POST {path}", {"Content-Type": FORM, "Content-Length": str(len(body))}, body)

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

    def _ask(self, what: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        where = urlsplit(self.address)
        head = {"Host": where.netloc, "Accept-Language": "es", "Accept-Encoding": "gzip", **headers}
        if self.cookies:
            head["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{what} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in head.items()), "", ""]
        if time.monotonic() - self._used_at > SECONDS_IDLE:
            self.close()
        if self._socket is None:
            self._socket = socket.create_connection((where.hostname or "", where.port or 80), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket.sendall("\r\n".join(lines).encode() + body)
            answer = self._answer(self._socket)
        except OSError:
            self.close()
            raise
        self._used_at = time.monotonic()
        return answer

    def _answer(self, line: socket.socket) -> Answer:
        got = b""
        while b"\r\n\r\n" not in got:
            got += _more(line)
        head, _, body = got.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for name, _, value in (each.partition(": ") for each in rest):
            headers[name.lower()] = value
            if self.cookies and name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self.cookies["csrftoken"] = value.partition(";")[0].partition("=")[2]
        while len(body) < int(headers.get("content-length", 0)):
            body += _more(line)
        return Answer(int(first.split()[1]), headers, body)


def _more(line: socket.socket) -> bytes:
    piece = line.recv(READS)
    if not piece:
        raise ConnectionError("the server hung up")
    return piece
