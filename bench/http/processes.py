"""What the processes of a site use, told by Linux: time on a processor, and memory that is theirs."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
MOST_ENDED = 5  # processes, one after another, while they are read
TICK = 1000 / os.sysconf("SC_CLK_TCK")  # ms
# By what each is called that the supervisor starts.
KINDS = {"granian": "web", "celery": "worker", "bin/postgres": "database", "valkey-server": "valkey"}


@dataclass(frozen=True)
class Used:
    """Holds ms on a processor."""

    app: float
    database: float

    @property
    def ms(self) -> float:
        return self.app + self.database

    def __sub__(self, before: "Used") -> "Used":
        return Used(self.app - before.app, self.database - before.database)

    def __add__(self, more: "Used") -> "Used":
        return Used(self.app + more.app, self.database + more.database)


@dataclass(frozen=True)
class Site:
    """A site that `manage.py up` started as the process `supervisor`."""

    address: str
    supervisor: int

    def used(self) -> Used:
        """Read it again if a process ended meanwhile, as PostgreSQL's vacuum does: its parent has its time then."""
        for _ in range(MOST_ENDED):
            with suppress(FileNotFoundError, ProcessLookupError):
                return self._used()
        return self._used()

    def _used(self) -> Used:
        of = self._roots()
        return Used(*(sum(_ms(pid) for pid in _tree(of[kind])) for kind in ("web", "database")))

    def memory(self) -> dict[str, float]:
        """Return MB (PSS) by kind of process: what is shared counts once, in parts."""
        found = {kind: sum(map(_pss, _tree(pid))) for kind, pid in self._roots().items()}
        return found | {"supervisor": _pss(self.supervisor)}

    def _roots(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for pid in _children(self.supervisor):
            command = (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace")
            for mark, kind in KINDS.items():
                if mark in command:
                    found.setdefault(kind, pid)
        return found


def _children(pid: int) -> list[int]:
    return [
        int(child) for task in (PROC / str(pid) / "task").iterdir() for child in (task / "children").read_text().split()
    ]


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for child in _children(pid):
        yield from _tree(child)


def _ms(pid: int) -> float:
    """Return the time of a process, and of those it started that have ended."""
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * TICK


def _pss(pid: int) -> float:
    lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
