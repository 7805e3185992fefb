import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest


def until(condition: Callable[[], object], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def all_ended(folder: Path) -> bool:
    return until(lambda: not processes_on(folder))


def processes_on(folder: Path) -> list[str]:
    """Found by current folder, command or environment, one of which names the data folder."""
    if sys.platform != "linux":
        pytest.skip("processes are found in /proc")
    processes = [process for process in Path("/proc").iterdir() if process.name.isdigit()]
    return [process.name for process in processes if _mentions(process, folder)]


def _mentions(process: Path, folder: Path) -> bool:
    try:
        traits = [os.fsencode((process / "cwd").readlink())]
        traits += [(process / name).read_bytes() for name in ("cmdline", "environ")]
    except OSError:  # ended meanwhile, or somebody else's
        return False
    return any(os.fsencode(folder) in trait for trait in traits)
