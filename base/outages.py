"""What to do while a server is away: the database, Valkey."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

Written = TypeVar("Written")

DATABASE_ERRORS = (OperationalError, InterfaceError)
# Refused, closed by its end or start, no place for one more, only to be read: all of them pass. A full disk does not.
PASSING = ("08", "57P", "53300", "25006")
SECONDS_LEFT_ALONE = 5.0
SECONDS_TO_COME_BACK = 60.0


class Away:
    """A server that did not answer is left alone for some seconds: else everybody would wait for it in turn.

    There is one for each server that a process asks; all its threads share it.
    """

    def __init__(self, seconds: float = SECONDS_LEFT_ALONE) -> None:
        self._seconds, self._until = seconds, 0.0

    def __bool__(self) -> bool:
        return time.monotonic() < self._until

    def begin(self) -> None:
        self._until = time.monotonic() + self._seconds

    def end(self) -> None:
        self._until = 0.0


def is_database_away(error: BaseException | None) -> bool:
    """Say whether it refused a connection or lost one, and not that it found a fault in what was asked."""
    if not isinstance(error, DATABASE_ERRORS):
        return False
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(PASSING)


def write_when_back(write: Callable[[], Written], seconds: float = SECONDS_TO_COME_BACK) -> Written:
    """Write what must not be forgotten, such as that a mail has left; while the database is away, wait for it."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return write()
        except DATABASE_ERRORS as error:
            if connection.in_atomic_block or not is_database_away(error) or time.monotonic() > deadline:
                raise
        connection.close()
        time.sleep(0.5)
