"""PostgreSQL's own programs dump and load: they alone know all that a database holds.

No password stands on their command line.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.db import connection

from config.backup import BackupError
from config.backup.archive import PART
from config.embedded.paths import POSTGRES, EmbeddedError, installed

# What libpq reads from the environment, of what Django hands to a connection.
NAMES = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
SECONDS_FOR_A_LOCK = 60


def server_version() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.server_version)


def _environment(*options: str) -> dict[str, str]:
    given = connection.get_connection_params()
    ours = {NAMES[name]: str(value) for name, value in given.items() if name in NAMES}
    home = {name: os.environ[name] for name in ("HOME", "PGPASSFILE") if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C", **home, **ours, "PGOPTIONS": " ".join(f"-c {each}" for each in options)}


def folder() -> Path:
    """Return the folder whose pg_dump, pg_restore and psql fit the server, of the system or of the wheel.

    Raise BackupError if neither fits.
    """
    major = server_version() // 10_000
    found = {place: _major(place) for place in _places()}
    fitting = sorted((version, place) for place, version in found.items() if version >= major)
    if not fitting:
        there = ", ".join(str(version) for version in found.values() if version) or "none"
        raise BackupError(
            f"pg_dump of PostgreSQL {major} is needed (there is {there}): install postgresql-client-{major}"
        )
    return fitting[0][1]


def _places() -> Iterator[Path]:
    found = shutil.which("pg_dump")
    if found:
        yield Path(found).parent
    with suppress(EmbeddedError):
        yield installed(POSTGRES) / "pginstall" / "bin"


def _major(place: Path) -> int:
    try:
        output = subprocess.run([place / "pg_dump", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", output)
    return int(number[1]) if number else 0


def dump(snapshot: str, *, without_rows_of: list[str]) -> Iterator[bytes]:
    """Dump the database as it was at an exported snapshot, in PostgreSQL's custom format."""
    left_out = [f"--exclude-table-data=public.{table}" for table in without_rows_of]
    command: list[str | Path] = [folder() / "pg_dump", "--format=custom", "--no-owner", "--no-privileges"]
    command += ["--no-password", f"--lock-wait-timeout={SECONDS_FOR_A_LOCK}s", f"--snapshot={snapshot}", *left_out]
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=told, env=_environment()
        ) as program,
    ):
        try:
            assert program.stdout  # noqa: S101 - for mypy: it is a pipe
            while chunk := program.stdout.read(PART):
                yield chunk
        except BaseException:
            program.kill()
            raise
        if program.wait():
            raise BackupError(f"pg_dump failed: {_last_words(told)}")


def _last_words(told: IO[bytes]) -> str:
    told.seek(0)
    lines = [line.strip() for line in told.read(100_000).decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if re.search("error|fatal", line, re.IGNORECASE)]
    return (errors or lines or ["it said nothing"])[0][:300]


# Asked once more where nothing can change any more: a restore takes minutes, and somebody may have signed up.
REFUSE_PEOPLE = """
DO $$ BEGIN
  IF to_regclass('public.networks_user') IS NOT NULL THEN
    LOCK TABLE public.networks_user IN ACCESS EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM public.networks_user) THEN RAISE EXCEPTION 'somebody has signed up meanwhile'; END IF;
  END IF;
END $$
"""
EMPTY = [
    REFUSE_PEOPLE,
    "DROP SCHEMA public CASCADE",
    "CREATE SCHEMA public",
    "ALTER SCHEMA public OWNER TO pg_database_owner",  # as it is in a new database
]


class Loading:
    """Loads a dump into the database, in one transaction that ends with `commit` and else never was."""

    def __init__(self, running: ExitStack) -> None:
        place = folder()
        self._told = running.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - so it is
        read_end, self._held = os.pipe()
        running.callback(self._let_go)
        psql: list[str | Path] = [
            place / "psql",
            "-X",
            "-q",
            "-w",
            "-1",
            "-v",
            "ON_ERROR_STOP=1",
            "-v",
            "VERBOSITY=terse",
        ]
        psql += [part for statement in EMPTY for part in ("-c", statement)]
        restore: list[str | Path] = [place / "pg_restore", "--no-owner", "--no-privileges", "--file=-"]
        environment = _environment(
            "statement_timeout=0",
            "idle_in_transaction_session_timeout=0",  # while files are put in place
            f"lock_timeout={SECONDS_FOR_A_LOCK}s",
            "client_min_messages=warning",
        )
        with os.fdopen(read_end, "rb") as source:
            self._psql = self._start(running, [*psql, "-f", "-"], environment, stdin=source, stdout=subprocess.DEVNULL)
        self._restore = self._start(running, restore, environment, stdin=subprocess.PIPE, stdout=self._held, bufsize=0)

    def _start(self, running: ExitStack, command: Any, environment: Any, **pipes: Any) -> "subprocess.Popen[bytes]":
        program = subprocess.Popen(command, env=environment, stderr=self._told, **pipes)
        running.enter_context(program)
        running.callback(program.kill)  # before it is waited for; of one that has ended it does nothing
        return program

    def _let_go(self) -> None:
        if self._held >= 0:
            os.close(self._held)
            self._held = -1

    def write(self, chunk: bytes) -> None:
        try:
            assert self._restore.stdin  # noqa: S101 - for mypy: it is a pipe
            self._restore.stdin.write(chunk)
        except BrokenPipeError:
            raise self._failure() from None

    def commit(self) -> None:
        """Commit, or raise BackupError.

        psql ends its transaction when its input ends: we hold that open until pg_restore says that all is well.
        """
        assert self._restore.stdin  # noqa: S101 - for mypy: it is a pipe
        with suppress(BrokenPipeError):
            self._restore.stdin.close()
        if self._restore.wait():
            raise self._failure()
        self._let_go()
        if self._psql.wait():
            raise self._failure()

    def _failure(self) -> BackupError:
        with suppress(subprocess.TimeoutExpired):
            self._psql.wait(2)  # it is the one that knows why
        return BackupError(f"the database did not take it: {_last_words(self._told)}")


@contextmanager
def loading() -> Iterator[Loading]:
    with ExitStack() as running:
        yield Loading(running)
