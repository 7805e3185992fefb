"""As many processes serve as can run at once, and share what was loaded before they began."""

import os
import subprocess
import sys
from types import ModuleType

import pytest

from config.web import preloaded_granian
from tests.support.servers.processes import PROJECT

LOADED = """
import os, threading
from pathlib import Path
import config.rsgi
opened = [os.readlink(each) for each in Path("/proc/self/fd").iterdir() if each.exists()]
print(threading.active_count(), [name for name in opened if "socket" in name])
"""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What granian was started with: how many processes, and whether the site was loaded by then."""
    found: list[tuple[str, bool]] = []
    cli = ModuleType("granian.cli")
    cli.entrypoint = lambda: found.append((os.environ["GRANIAN_WORKERS"], "config.wsgi" in sys.modules))
    monkeypatch.setitem(sys.modules, "granian.cli", cli)
    monkeypatch.delitem(sys.modules, "config.wsgi", raising=False)
    monkeypatch.setattr(sys, "argv", ["granian", "--host", "127.0.0.1", "config.wsgi:application"])
    monkeypatch.setattr(preloaded_granian.gc, "freeze", lambda: None)
    monkeypatch.setenv("GRANIAN_WORKERS", "9")  # goes back after the test
    return found


@pytest.mark.parametrize(
    ("asked", "processors", "expected"),
    [("", 1, ("1", False)), ("", 2, ("2", True)), ("", 64, ("4", True)), ("6", 2, ("6", True)), ("1", 8, ("1", False))],
)
def test_there_are_as_many_as_processors_unless_told(
    started: list[tuple[str, bool]],
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    processors: int,
    expected: tuple[str, bool],
):
    monkeypatch.setenv("WEB_WORKERS", asked)
    monkeypatch.setattr(preloaded_granian, "usable_processors", lambda: processors)
    preloaded_granian.main()
    assert started == [expected]


def test_a_process_may_be_bound_to_some_processors():
    assert 1 <= preloaded_granian.usable_processors() <= (os.cpu_count() or 1)


def test_what_is_loaded_opens_no_connection_and_begins_no_thread():
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[-2] == "1 []"
