import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Not in pytest's `tmp_path`: under root nobody else can enter that one, and PostgreSQL has to."""
    with tempfile.TemporaryDirectory(prefix="memoria-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"
