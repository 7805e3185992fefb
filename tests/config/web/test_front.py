"""What `config.web.front` takes and refuses, on lines that the test holds in its hand. `tests/faults` has real ones."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config.web import front
from config.web.front import REFUSED, Front

LIMIT = 1_000


class Line:
    """As granian gives it: pieces that come, and an answer that goes. It hangs after the last piece, if told to."""

    def __init__(self, *pieces: bytes, hangs: bool = False) -> None:
        self.pieces, self.hangs, self.answer = pieces, hangs, (0, b"")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece
        if self.hangs:
            await asyncio.sleep(60)

    def response_bytes(self, status: int, headers: Any, body: bytes) -> None:
        self.answer = status, body


def in_a_loop(work: Coroutine[Any, Any, None]) -> None:
    """A thread of its own, since a browser of an earlier test may have left its loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response(f"{environ.get(REFUSED, 200)} Told", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


@pytest.fixture
def site() -> Front:
    return Front(echo, lambda path, cookies: LIMIT, 2)


def scope(**headers: str) -> Any:
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    where = {"server": "127.0.0.1:80", "client": "127.0.0.1:5", "scheme": "http", "http_version": "1.1"}
    request = {"method": "POST", "path": "/ñ", "query_string": "", "authority": None}
    return SimpleNamespace(**where, **request, headers=SimpleNamespace(items=lambda: named))


def asked(site: Front, line: Line, **headers: str) -> tuple[int, bytes]:
    in_a_loop(site.__rsgi__(scope(**headers), line))
    return line.answer


def test_a_body_comes_whole(site: Front):
    assert asked(site, Line(b"uno ", b"dos"), content_length="7") == (200, b"uno dos")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content_length": str(LIMIT + 1)}, 413),
        ({"content_length": "7,7"}, 400),
        ({"transfer_encoding": "chunked"}, 411),
    ],
)
def test_what_is_refused_reaches_nobody(site: Front, headers: dict[str, str], status: int):
    assert asked(site, Line(b"uno dos"), **headers) == (status, b"")


def test_half_a_body_is_not_handed_on(site: Front):
    assert asked(site, Line(b"uno"), content_length="7") == (0, b"")


def test_a_line_that_hangs_is_told_after_its_time(site: Front, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(front, "SECONDS_AT_LEAST", 0.05)
    assert asked(site, Line(b"uno", hangs=True), content_length="7") == (408, b"")


def test_no_body_takes_longer_than_the_longest_however_much_came(site: Front, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(front, "SECONDS_AT_MOST", 0.05)
    assert asked(site, Line(b"x" * 900, hangs=True), content_length="901") == (408, b"")


def test_more_bodies_at_once_than_there_is_room_for_are_told_to_wait(site: Front, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(front, "MOST_AT_ONCE", 0)
    assert asked(site, Line(b"uno dos"), content_length="7") == (503, b"")
    assert asked(site, Line()) == (200, b"")


def test_more_bytes_at_once_than_there_is_room_for_are_told_to_wait(site: Front, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(front, "AT_ONCE", 5)
    assert asked(site, Line(b"uno dos"), content_length="7") == (503, b"")
    assert (site.arriving, site.bodies) == (0, 0)


def test_a_large_answer_goes_from_a_file_that_is_gone_later(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("config.web.answers.SECONDS_TO_OPEN", 0.01)
    sent: list[Any] = []

    def large(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [])
        return (b"x" * 100_000 for _ in range(5))

    async def ask() -> None:
        line = SimpleNamespace(response_file=lambda status, headers, path: sent.append((path, Path(path).read_bytes())))
        await Front(large, lambda path, cookies: LIMIT, 1).__rsgi__(scope(), line)
        await asyncio.sleep(0.1)

    in_a_loop(ask())
    [(path, content)] = sent
    assert content == b"x" * 500_000
    assert not Path(path).exists()
