from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from config.backup import making
from tests.config.backup.memories import Memory, fill, memory


@pytest.fixture(scope="module")
def template(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database as the migrations leave it."""
    with django_db_blocker.unblock():
        if not connection.settings_dict["NAME"].startswith("test_"):  # pytest-django saw no test that says it needs one
            connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=True)
        yield connection.settings_dict["NAME"]


@pytest.fixture(scope="module")
def full(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    """A memory that people use. Tests leave it as they found it."""
    with memory("memoria_full", tmp_path_factory.mktemp("full"), template) as made:
        with made.here():
            fill()
        yield made


@pytest.fixture(scope="module")
def archive(full: Memory) -> bytes:
    """Its backup."""
    out = BytesIO()
    with full.here():
        making.to_stream(out, [])
    return out.getvalue()


@pytest.fixture
def empty(template: str, tmp_path: Path) -> Iterator[Memory]:
    """A memory that was prepared, and that nobody came to yet."""
    with memory("memoria_empty", tmp_path / "files", template) as made:
        yield made


@pytest.fixture(scope="module")
def spare(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    """An empty one that tests leave empty."""
    with memory("memoria_spare", tmp_path_factory.mktemp("spare"), template) as made:
        yield made


@pytest.fixture
def on_disk(archive: bytes, tmp_path: Path) -> Callable[..., Path]:
    def write(content: bytes = archive) -> Path:
        path = tmp_path / "backup.tar"
        path.write_bytes(content)
        return path

    return write
