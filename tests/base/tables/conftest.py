"""Fixtures of this folder."""

from typing import Any

import pytest

from base.tables.columns import Called
from base.tables.files import read_table
from base.tables.table import Table
from lessons.importing.columns import LESSONS


@pytest.fixture(scope="module")
def ours() -> Called:
    return LESSONS.called()


@pytest.fixture
def read(ours: Called) -> Any:
    """As the lessons' importer does."""

    def read(content: str | bytes, name: str = "x.csv", **chosen: Any) -> Table:
        return read_table(name, content.encode() if isinstance(content, str) else content, ours.naming, chosen)

    return read
