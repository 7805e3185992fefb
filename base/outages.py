"""This module tells what to do while a server is away: the database, Valkey."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

Written = TypeVar("Written")

DATABASE_ERRORS = (OperationalError, InterfaceError)
# A connection refused or lost, a server that ends or starts, too many connections, a database that is only to be read:
# these states pass. A full disk does not.
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


valkey_away = Away()


def is_database_away(error: BaseException | None) -> bool:
    """Return whether the error says that the database is away for a while, and not that it found fault with a query."""
    if not isinstance(error, DATABASE_ERRORS):
        return False
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(PASSING)


def write_when_back(write: Callable[[], Written], seconds: float = SECONDS_TO_COME_BACK) -> Written:
    """Write what must not be forgotten, such as that a mail has left; wait up to `seconds` for a database that is away.

    Inside a transaction it does not wait: the database's error is raised at once.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return write()
        except DATABASE_ERRORS as error:
            if connection.in_atomic_block or not is_database_away(error) or time.monotonic() > deadline:
                raise
        connection.close()
        time.sleep(0.5)
