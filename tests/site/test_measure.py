"""No file and no folder grows past what one reads at a sitting: split before that."""

from collections import Counter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
CODE = ("base", "config", "digests", "lessons", "networks", "tests", "bench")
TABLES = {"tests/site/permissions/table.py", "tests/support/site/pages.py"}  # a row for each page


def modules() -> list[Path]:
    found = (path.relative_to(PROJECT) for app in CODE for path in (PROJECT / app).rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


@pytest.mark.parametrize(
    ("most", "pattern"), [(350, "**/*.py"), (120, "templates/**/*.html"), (350, "static/css/**/*.css")]
)
def test_no_file_is_longer_than_its_bound(most: int, pattern: str):
    files = modules() if pattern == "**/*.py" else [path.relative_to(PROJECT) for path in PROJECT.glob(pattern)]
    assert len(files) > 5
    lengths = {str(path): (PROJECT / path).read_text().count("\n") for path in files}
    assert {path for path, length in lengths.items() if length > most} <= TABLES


def test_no_folder_has_more_than_fourteen_modules():
    folders = Counter(str(path.parent) for path in modules() if path.name != "__init__.py")
    assert {folder: number for folder, number in folders.items() if number > 14} == {}
