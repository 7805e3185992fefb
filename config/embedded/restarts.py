"""A child that should go on running is started again when it dies, until it is clear that this does not help."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Self

from config.embedded.children import Child, ChildError

MOST_DEATHS, WITHIN_SECONDS = 5, 600.0
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds; each wait is twice the one before

Start = Callable[[bool], Child]  # told whether it is started again: then its log goes on


class Kept:
    """Keeps one place in the site, whichever process fills it."""

    def __init__(self, start: Start, *, started_again: Callable[[], None] = lambda: None) -> None:
        self._start, self._started_again = start, started_again
        self._deaths: list[float] = []
        self._starts_at: float | None = None
        self.child = start(False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.child.stop()

    def must_run(self) -> None:
        """Raise ChildError if the child died: while the site starts, the operator has to know."""
        if not self.child.running:
            raise ChildError(self._obituary())

    def keep_running(self, say: Callable[[str], None]) -> None:
        """Start a dead child anew when its time has come; raise ChildError when it died too often."""
        if self._starts_at is None:
            if not self.child.running:
                self._bury(say)
        elif time.monotonic() >= self._starts_at:
            self._revive(say)

    def _bury(self, say: Callable[[str], None]) -> None:
        self.child.stop()  # with what it left behind, which may hold a port or a socket
        wait = self._next_wait()
        say(f"{self._obituary()} It is started again in {wait:g} s.")
        self._starts_at = time.monotonic() + wait

    def _revive(self, say: Callable[[str], None]) -> None:
        self._starts_at = None
        try:
            self.child = self._start(True)
        except OSError as error:  # no room for a log, no memory for a process: that may pass
            wait = self._next_wait()
            self._starts_at = time.monotonic() + wait
            say(f"{self.child.name} cannot be started: {error}. It is tried again in {wait:g} s.")
        else:
            self._started_again()

    def _next_wait(self) -> float:
        now = time.monotonic()
        self._deaths = [death for death in self._deaths if death > now - WITHIN_SECONDS] + [now]
        if len(self._deaths) > MOST_DEATHS:
            often = f"{len(self._deaths)} times within {WITHIN_SECONDS / 60:.0f} minutes"
            raise ChildError(f"{self.child.name} died {often}, so that everything stops. {self._obituary()}")
        return float(min(FIRST_WAIT * 2 ** (len(self._deaths) - 1), LONGEST_WAIT))

    def _obituary(self) -> str:
        try:
            words = self.child.last_words()
        except OSError:
            words = f"Its log is {self.child.log}"
        return f"{self.child.name} ended with code {self.child.process.returncode}. {words}"


def say_to_operator(line: str) -> None:
    with suppress(OSError):  # the terminal may be gone, or the disk of a log full
        print(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}", flush=True)  # noqa: T201


def keep_all_running(kept: Iterable[Kept]) -> None:
    for each in kept:
        each.keep_running(say_to_operator)
