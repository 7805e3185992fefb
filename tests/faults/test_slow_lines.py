"""Who sends or reads slowly keeps nobody else waiting, and is told so in the end."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from config.urls import SMALL
from config.web import front
from tests.faults.running import HOST, Site, running, seconds
from tests.support.servers.processes import until

MANY = 32
ASKED = 40
PATIENCE = 1.0  # seconds, for 19 of 20 who wait; without the slow ones it is some hundredths
COOKIE = "Cookie: csrftoken=abcdefghijabcdefghijabcdefghijab\r\n"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running() as site:
        yield site


@contextmanager
def slow_lines(site: Site, head: bytes, drip: bytes = b"") -> Iterator[list[socket.socket]]:
    """Each sends its head, then a drip a second, and reads nothing."""
    lines, over = [line(site, head) for _ in range(MANY)], threading.Event()

    def go_on() -> None:
        while not over.wait(1):
            for each in lines:
                try:
                    each.sendall(drip)
                except OSError:
                    continue

    dripping = threading.Thread(target=go_on)
    dripping.start()
    try:
        yield lines
    finally:
        over.set()
        dripping.join()
        for each in lines:
            each.close()


def line(site: Site, head: bytes) -> socket.socket:
    new = socket.socket()
    new.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    new.connect((HOST, site.port))
    new.sendall(head)
    return new


def posted(path: str, length: int, more: str = "") -> bytes:
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\n{COOKIE}{kind}Content-Length: {length}\r\n{more}\r\n".encode()


def waits(site: Site) -> float:
    """What 19 of 20 wait at most, each for an answer of its own."""

    def ask() -> None:
        assert site.get("/")[0] == 200

    return sorted(seconds(ask) for _ in range(ASKED))[ASKED * 19 // 20 - 1]


@pytest.mark.parametrize("path", ["/taller/", "/cuenta/login/", "/lecciones/nueva/", "/lecciones/1/archivos/"])
def test_slow_bodies_keep_nobody_waiting(site: Site, path: str):
    with slow_lines(site, posted(path, 5_000), b"a"):
        assert waits(site) < PATIENCE


def test_slow_heads_keep_nobody_waiting_and_are_hung_up_on(site: Site):
    with slow_lines(site, b"GET / HTTP/1.1\r\n", b"X-More: x\r\n") as lines:
        assert waits(site) < PATIENCE
        assert until(lambda: is_over(lines[0]), 15)


def test_slow_readers_keep_nobody_waiting(site: Site):
    wanted = f"GET /static/memoria.css HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
    with slow_lines(site, wanted * 20):
        assert waits(site) < PATIENCE


def test_a_slow_body_is_told_so_in_words_after_its_time(site: Site):
    begun = time.monotonic()
    with slow_lines(site, posted("/taller/", 5_000), b"a") as lines:
        status, page = answer(lines[0])
        assert status == 408
        assert "La conexión fue demasiado lenta" in page
        assert time.monotonic() - begun < front.SECONDS_AT_LEAST + 10
        assert waits(site) < PATIENCE


@pytest.mark.parametrize(("path", "says"), [("/taller/", "demasiado grande"), ("/en/taller/", "too large")])
def test_what_is_too_large_is_told_so_and_not_kept(site: Site, path: str, says: str):
    status, page = site.ask("POST", path, b"a" * (SMALL + 1), {})
    assert status == 413
    assert says in page
    assert site.ask("POST", path, b"a" * SMALL, {})[0] != 413


def test_a_stranger_sends_no_large_file(site: Site):
    large = b"a" * 3_000_000
    assert site.ask("POST", "/lecciones/1/archivos/", large, {})[0] == 413
    assert site.ask("POST", "/lecciones/1/archivos/", large, {"Cookie": "sessionid=x"})[0] != 413


def test_a_body_without_a_length_is_refused(site: Site):
    chunks: Callable[[], Iterator[bytes]] = lambda: iter([b"code=", b"abc"])  # noqa: E731
    assert site.ask("POST", "/taller/", chunks(), {"Transfer-Encoding": "chunked"})[0] == 411


def test_who_hangs_up_half_way_has_sent_nothing(site: Site):
    log = site.data_dir / "log" / "web.log"
    heard = log.read_text().count("POST /vigencia/")
    half = line(site, posted("/vigencia/abc/", 100) + b"answer=")
    half.close()
    assert site.ask("POST", "/vigencia/abc/", b"answer=", {})[0] in {200, 400, 403, 404, 422}
    assert log.read_text().count("POST /vigencia/") - heard == 1  # the whole one alone


def test_a_proxy_is_not_played_by_a_name_with_an_underscore():
    spoofed = [("x_forwarded_for", "6.6.6.6"), ("x-forwarded-for", "1.2.3.4"), ("cookie", "a=1"), ("cookie", "b=2")]
    assert front._headers(spoofed) == {"HTTP_X_FORWARDED_FOR": "1.2.3.4", "HTTP_COOKIE": "a=1; b=2"}


def is_over(each: socket.socket) -> bool:
    each.settimeout(0.01)
    try:
        return each.recv(4096) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def answer(each: socket.socket) -> tuple[int, str]:
    each.settimeout(front.SECONDS_AT_LEAST + 10)
    received = b""
    while b"</html>" not in received and (piece := each.recv(4096)):
        received += piece
    return int(received.split(b" ", 2)[1]), received.decode(errors="replace")
