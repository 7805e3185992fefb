"""What dies is started again, and not for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.embedded import restarts
from config.embedded.children import Child, ChildError
from config.embedded.restarts import Kept
from tests.support.servers.processes import until


@contextmanager
def kept(folder: Path, script: str) -> Iterator[Kept]:
    """`$1` is a file of its own, to remember in what it did before."""

    def start(again: bool) -> Child:
        command: list[str | Path] = ["sh", "-c", script, "sh", folder / "memory"]
        return Child("mill", command, folder / "log" / "mill.log", environment={}, log_goes_on=again)

    (folder / "log").mkdir()
    with Kept(start) as child:
        yield child


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarts, "FIRST_WAIT", 0.01)


def keeps_running(mill: Kept, said: list[str]) -> bool:
    mill.keep_running(said.append)
    return mill.child.running


def test_a_child_that_lives_is_left_alone(tmp_path: Path, said: list[str]):
    with kept(tmp_path, "sleep 60") as mill:
        pid = mill.child.process.pid
        mill.keep_running(said.append)
        mill.must_run()
        assert (mill.child.process.pid, said) == (pid, [])


def test_a_dead_child_is_started_again_and_its_log_goes_on(tmp_path: Path, said: list[str]):
    with kept(tmp_path, 'test -e "$1" && echo second && exec sleep 60; touch "$1"; echo first; exit 3') as mill:
        assert until(lambda: not mill.child.running)
        assert until(lambda: keeps_running(mill, said))
        assert until(lambda: mill.child.log.read_text() == "first\nsecond\n")
    assert len(said) == 1
    assert "mill ended with code 3" in said[0]
    assert "first" in said[0]


def test_what_a_child_left_behind_ends_before_it_is_started_again(tmp_path: Path, said: list[str]):
    with kept(tmp_path, 'test -e "$1" && exec sleep 60; sleep 99 & echo $! > "$1"; exit 3') as mill:
        assert until(lambda: keeps_running(mill, said) and bool(said))
        left = Path("/proc") / (tmp_path / "memory").read_text().strip()
        assert until(lambda: not left.exists() or "Z" in (left / "stat").read_text().split()[2])


def test_a_child_that_dies_again_and_again_stops_everything_with_one_line(tmp_path: Path, said: list[str]):
    with kept(tmp_path, "echo no room; exit 3") as mill, pytest.raises(ChildError) as refusal:
        until(lambda: mill.keep_running(said.append))
    (line,) = str(refusal.value).splitlines()
    assert "mill died 6 times within 10 minutes, so that everything stops" in line
    assert "no room" in line
    assert len(said) == restarts.MOST_DEATHS


def test_deaths_of_long_ago_do_not_count(tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(restarts, "WITHIN_SECONDS", 0.0)
    with kept(tmp_path, "exit 3") as mill:
        assert until(lambda: mill.keep_running(said.append) or len(said) > 2 * restarts.MOST_DEATHS)


def test_while_the_site_starts_a_death_is_an_error(tmp_path: Path):
    with kept(tmp_path, "echo no address; exit 3") as mill:
        assert until(lambda: not mill.child.running)
        with pytest.raises(ChildError, match="no address"):
            mill.must_run()
