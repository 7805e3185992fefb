"""`python -m tests.support.commands.quick [FOLDER…]` runs the tests of those folders, or of what changed since main.

Without browsers, faults and the pages of the whole site: CI runs all.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

TESTS = Path("tests")
LEFT_OUT = {TESTS / "journeys", TESTS / "faults", TESTS / "site", TESTS / "attacks", TESTS / "support"}


def changed() -> set[Path]:
    """Paths that differ from where this branch left main; files that git does not know yet too."""
    base = subprocess.run(["git", "merge-base", "HEAD", "main"], capture_output=True, text=True, check=False).stdout
    asked = (["git", "diff", "--name-only", base.strip() or "HEAD"], ["git", "ls-files", "-o", "--exclude-standard"])
    found = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for command in asked)
    return {Path(line) for text in found for line in text.splitlines()}


def tests_of(paths: Iterable[Path]) -> set[Path]:
    """The folder of tests that mirrors each path, as near to its feature as there is one."""
    folders = set()
    for path in paths:
        parts = path.parts[1:] if path.parts[0] in {"templates", "tests"} else path.parts
        for length in (2, 1):
            folder = TESTS.joinpath(*parts[:length])
            if folder.is_dir() and folder != TESTS:
                folders.add(folder)
                break
    return {folder for folder in folders if not LEFT_OUT & {folder, *folder.parents}}


if __name__ == "__main__":
    chosen = sorted(map(str, map(Path, sys.argv[1:]) if sys.argv[1:] else tests_of(changed())))
    print("tests of:", *chosen or ["nothing that changed"])
    sys.exit(pytest.main(["-q", "-x", "-n", "auto", "--dist", "loadfile", *chosen]) if chosen else 0)
