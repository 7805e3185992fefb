"""Memories of their own for backups."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


@contextmanager
def refused(*said: str) -> Iterator[None]:
    """One line, with all of that."""
    with pytest.raises(CommandError) as caught:
        yield
    for part in said:
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def call(*command: str | Path) -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    call_command(*map(str, command), stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()
