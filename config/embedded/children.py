"""Child processes of the supervisor have a log each, and none outlives it."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ON_LINUX = sys.platform == "linux"
SECONDS_TO_START = 60.0
SECONDS_UNTIL_LAST_RESORT = 10

Command = list[str | Path]
Pause = Callable[[float], None]  # sleeps; may raise to say that somebody wants to stop


class ChildError(Exception):
    """Tells an operator in one line that a process failed, with the log and its last words."""


@dataclass(frozen=True)
class Account:
    """A child runs as this system user instead of root."""

    uid: int
    gid: int
    name: str

    def reaches(self, path: Path) -> bool:
        """Ask the system itself whether the user may enter: modes of all parents, groups and access lists count."""
        question: Command = ["test", "-x", path]
        answer = subprocess.run(  # noqa: S603
            question, user=self.uid, group=self.gid, extra_groups=[], start_new_session=True
        )
        return answer.returncode == 0


class Child:
    """Runs a process with a log and a session of its own, so that Ctrl-C reaches only us.

    It is sent `ending` when we stop it, and on Linux also when we die without a chance to do so.
    """

    def __init__(
        self,
        name: str,
        command: Command,
        log: Path,
        *,
        environment: Mapping[str, str],
        ending: signal.Signals = signal.SIGTERM,
        patience: float = 15.0,
        account: Account | None = None,
        keep_open: Sequence[int] = (),
        cwd: Path | None = None,
        log_goes_on: bool = False,
    ) -> None:
        self.name, self.log, self.ending, self.patience = name, log, ending, patience
        with _opened_log(log, goes_on=log_goes_on) as output:
            self.process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=cwd,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                pass_fds=keep_open,
                start_new_session=True,
                preexec_fn=_end_with_parent(ending),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        if self.running:
            self.process.send_signal(self.ending)
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        # What it started and left behind; PermissionError is how macOS says that only zombies are there.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def finish(self, pause: Pause) -> None:
        """Wait for a process that ends by itself; raise ChildError if it does not end well."""
        with self:
            while self.running:
                pause(0.05)
        if self.process.returncode:
            raise ChildError(f"{self.name} failed. {self.last_words()}")

    def wait_until(self, ready: Callable[[], bool], pause: Pause) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while not ready():
            if not self.running:
                raise ChildError(f"{self.name} did not start. {self.last_words()}")
            if time.monotonic() > deadline:
                raise ChildError(f"{self.name} does not answer. {self.last_words()}")
            pause(0.05)

    def last_words(self) -> str:
        """Return the log's last line, or the error shortly before it: many programs say farewell after an error."""
        lines = [line.strip() for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        lines = lines[-20:] or ["(nothing)"]
        errors = [line for line in lines if re.search("error|fatal|panic", line, re.IGNORECASE)]
        return f"{self.log} ends with: {(errors or lines)[-1][:300]}"


# Waits for the end of a pipe that only we hold open, which says from time to time what the process groups are; then
# gives them some seconds to end.
LAST_RESORT = """
seconds=$1
while read -r line; do groups=$line; done
while [ $((seconds -= 1)) -ge 0 ]; do
    sleep 1
    alive=
    for group in $groups; do kill -s 0 -- "$group" && alive=yes; done
    [ "$alive" ] || exit
done
kill -s KILL -- $groups
"""


class LastResort:
    """If we are killed, this kills the children that do not end soon after, with all they started.

    `ending` asks a program to finish what it is at, which may take long, and nobody would be left to insist.
    """

    def __init__(self) -> None:
        self._shell = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", LAST_RESORT, "last-resort", str(SECONDS_UNTIL_LAST_RESORT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._shell.kill()
        with suppress(BrokenPipeError):
            self._shell.__exit__(None, None, None)

    def watch(self, children: Iterable[Child]) -> None:
        """Watch these children from now on, instead of those before."""
        with suppress(OSError):  # somebody killed the shell
            assert self._shell.stdin is not None  # noqa: S101
            self._shell.stdin.write(" ".join(f"-{child.process.pid}" for child in children) + "\n")
            self._shell.stdin.flush()


def _end_with_parent(ending: signal.Signals) -> Callable[[], None] | None:
    if not ON_LINUX:
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up before the fork, after which little may be done
    parent, set_death_signal = os.getpid(), 1

    def before_exec() -> None:  # runs after the change of user, which would clear the setting
        prctl(set_death_signal, int(ending))
        if os.getppid() != parent:
            os._exit(1)

    return before_exec


@contextmanager
def _opened_log(log: Path, *, goes_on: bool) -> Iterator[int]:
    """Open a new log for each start; the one before is kept, since it may tell why there had to be another start."""
    log.parent.mkdir(exist_ok=True)
    if log.exists() and not goes_on:
        log.replace(log.with_name(log.name + ".1"))
    with log.open("ab") as file:
        yield file.fileno()
