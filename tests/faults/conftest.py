import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.faults.stack import Stack, running_stack
from tests.support.servers.smtp import Post, closed_port


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Post]:
    """On a port of its own, which `mail_server.port` names."""
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=closed_port())
    controller.start()
    post.port = controller.port  # type: ignore[attr-defined]
    yield post
    controller.stop()


@pytest.fixture(scope="session")
def stack(mail_server: Post) -> Iterator[Stack]:
    """One for all tests of this folder, for it takes long to begin: each leaves it well."""
    with tempfile.TemporaryDirectory(prefix="memoria-") as folder:
        Path(folder).chmod(0o755)
        with running_stack(Path(folder), f"smtp://127.0.0.1:{mail_server.port}") as stack:  # type: ignore[attr-defined]
            yield stack


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    """In place of that of all tests: here the cache is the stack's own."""
