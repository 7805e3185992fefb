"""PostgreSQL and Valkey run out of their wheels, as child processes that keep everything in one data folder.

They need no installation, no port and no password: both listen only on sockets in a folder that nobody else can enter.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.embedded.children import ON_LINUX, Child, ChildError, Command, Pause
from config.embedded.memory import memory, memory_settings
from config.embedded.paths import EmbeddedError, Place, own, place_in
from config.embedded.quiet_servers import postgres_settings, valkey_options
from config.embedded.restarts import Kept

NAME = "memoria"  # of the database, and of the superuser that makes it
ROLE = "memoria_app"  # of the site: database_role.sql
ROLE_SQL = Path(__file__).with_name("database_role.sql")
THROWAWAY = f"ALTER ROLE {ROLE} CREATEDB"  # tests make a database of their own
SECONDS_FOR_EARLIER_SERVERS = 20.0

# Their own environment: LC_ALL or PGPORT of the operator's shell can keep them from starting. A connection that waits
# gives back what its last query needed: it keeps 7 MB instead of 11.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "MALLOC_TRIM_THRESHOLD_": str(1024 * 1024)}


@dataclass(frozen=True)
class Servers:
    environment: dict[str, str]
    kept: tuple[Kept, ...]


@contextmanager
def embedded(data_dir: Path, *, durable: bool = True, pause: Pause = time.sleep) -> Iterator[Servers]:
    """Run both servers, or raise `EmbeddedError`; if `pause` raises meanwhile, nothing is left behind.

    `durable=False` is for tests: faster, and a power cut may cost the data.
    """
    with ExitStack() as running:
        try:
            place = place_in(data_dir)
            kept = _started(place, durable, running, pause)
        except (ChildError, PermissionError) as error:
            raise EmbeddedError(str(error)) from error
        yield Servers(_environment(place), kept)


@contextmanager
def database_alone(data_dir: Path) -> Iterator[str]:
    """Yield the address of a PostgreSQL that is thrown away after use: no power cut matters to it.

    Raise `EmbeddedError` if it cannot run.
    """
    with ExitStack() as running:
        try:
            place = place_in(data_dir, with_valkey=False)
            _started(place, False, running, time.sleep)
        except (ChildError, PermissionError) as error:
            raise EmbeddedError(str(error)) from error
        yield _environment(place)["DATABASE_URL"]


def running_on(data_dir: Path) -> dict[str, str] | None:
    """Return the environment of the servers that run on a folder, such as those of `manage.py up`; None if none do.

    Raise EmbeddedError if they are just starting or stopping.
    """
    lock = data_dir / "servers.lock"
    if not lock.exists():
        return None
    with lock.open("rb") as file:
        if try_lock(file.fileno()):
            return None
    place = place_in(data_dir)
    if not _pong(place.valkey_socket):
        raise EmbeddedError(f"the servers on {data_dir} are just starting or stopping: try again in a moment")
    return _environment(place)


def _started(place: Place, durable: bool, running: ExitStack, pause: Pause) -> tuple[Kept, ...]:
    lock = running.enter_context(_sole_use(place, pause))
    return _Start(place, durable, lock, pause).everything(running)


def try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _sole_use(place: Place, pause: Pause) -> Iterator[int]:
    """Yield a lock that the servers inherit: after a crash it stays until the last of them has ended."""
    with (place.data_dir / "servers.lock").open("ab") as file:
        deadline = time.monotonic() + SECONDS_FOR_EARLIER_SERVERS
        while not try_lock(file.fileno()):
            if time.monotonic() > deadline:
                raise EmbeddedError(f"servers are already running on {place.data_dir}: stop them first")
            pause(0.05)
        yield file.fileno()


def _environment(place: Place) -> dict[str, str]:
    return {
        "DATABASE_URL": f"postgres://{ROLE}@/{NAME}?host={place.sockets}",
        "REDIS_URL": f"unix://{place.valkey_socket}",
    }


@dataclass(frozen=True)
class _Start:
    place: Place
    durable: bool
    lock: int
    pause: Pause

    def everything(self, running: ExitStack) -> tuple[Kept, ...]:
        own(self.place.sockets, self.place.account)
        running.callback(shutil.rmtree, self.place.sockets, ignore_errors=True)
        self.make_cluster()
        postgres = running.enter_context(Kept(self.postgres))
        valkeys = [running.enter_context(Kept(self.valkey))] if self.place.valkey_server else []
        postgres.child.wait_until(self.postgres_answers, self.pause)
        self.make_database(postgres.child)
        for valkey in valkeys:
            valkey.child.wait_until(lambda: _pong(self.place.valkey_socket), self.pause)
        return postgres, *valkeys

    def child(self, name: str, command: Command, ending: signal.Signals, *, again: bool = False) -> Child:
        return Child(
            name,
            command,
            self.place.data_dir / "log" / f"{name}.log",
            environment=ENVIRONMENT,
            ending=ending,
            account=self.place.account,
            keep_open=[self.lock],
            cwd=self.place.data_dir,
            log_goes_on=again,
        )

    def postgres(self, again: bool) -> Child:
        command: Command = [self.place.postgres_bin / "postgres", "-D", self.place.cluster]
        command += ["-h", "", "-k", self.place.sockets]
        command += [part for setting in _postgres_settings(self.durable) for part in ("-c", setting)]
        return self.child("postgres", command, signal.SIGINT, again=again)  # which closes sessions, saves and ends

    def make_cluster(self) -> None:
        """Make the cluster unless it is there. It has another name first: an interrupted start leaves no half one."""
        if self.place.cluster.exists():
            self.refuse_other_major()
            return
        unfinished = self.place.cluster.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        own(unfinished, self.place.account)
        initdb = self.place.postgres_bin / "initdb"
        command: Command = [initdb, "-D", unfinished, *_initdb_options(self.durable)]
        self.child("initdb", command, signal.SIGTERM).finish(self.pause)
        unfinished.rename(self.place.cluster)

    def refuse_other_major(self) -> None:
        stamp = self.place.cluster / "PG_VERSION"
        made_by = stamp.read_text().strip() if stamp.exists() else "(unknown)"
        ours = self.place.postgres_major
        if made_by != ours:
            raise EmbeddedError(
                f"{self.place.cluster} was made by PostgreSQL {made_by} and this is {ours}: dump it with the"
                " pg_dump of the version that made it, start on a new DATA_DIR, load the dump with psql"
            )

    def postgres_answers(self) -> bool:
        """Ask only when PostgreSQL says that it is ready: each call before that is an error in its log."""
        status = self.place.cluster / "postmaster.pid"
        says_ready = status.exists() and "ready" in status.read_text()
        return says_ready and self.psql("SELECT 1").returncode == 0

    def make_database(self, postgres: Child) -> None:
        there = self.psql("SELECT 1 FROM pg_database WHERE datname = current_user").stdout
        made = there or not self.psql(f"CREATE DATABASE {NAME}").returncode
        role = ROLE_SQL.read_text()
        if not made or self.psql(role if self.durable else f"{role};{THROWAWAY}", database=NAME).returncode:
            raise EmbeddedError(f"cannot create the database. {postgres.last_words()}")

    def psql(self, statement: str, database: str = "postgres") -> subprocess.CompletedProcess[bytes]:
        """Run the program psql, not psycopg: it keeps the process that waits here 20 MB smaller."""
        command: Command = [self.place.postgres_bin / "psql", "-X", "-h", self.place.sockets]
        command += ["-U", NAME, "-d", database, "-v", "ON_ERROR_STOP=1", "-Atqc", statement]
        return subprocess.run(command, env=ENVIRONMENT, capture_output=True, start_new_session=True)

    def valkey(self, again: bool) -> Child:
        options: dict[str, str | Path] = {
            "--port": "0",
            "--unixsocket": self.place.valkey_socket,
            "--unixsocketperm": "700",
            "--dir": own(self.place.data_dir / "valkey", self.place.account),
            "--save": "",
            "--appendonly": "yes" if self.durable else "no",
            "--maxmemory-policy": "noeviction",
            **valkey_options(),
        }
        arguments: Command = [part for option in options.items() for part in option]
        return self.child("valkey", [self.place.valkey_server or "", *arguments], signal.SIGTERM, again=again)


def _initdb_options(durable: bool) -> list[str]:
    locale = "C.UTF-8" if ON_LINUX else "en_US.UTF-8"
    options = [f"--username={NAME}", "--encoding=UTF8", f"--locale={locale}"]
    options += ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
    options += ["--auth-local=trust", "--auth-host=reject"]
    return options if durable else [*options, "--no-sync"]


def _postgres_settings(durable: bool) -> list[str]:
    """Return settings for one machine and few people: its share of the memory, no replicas."""
    size = [*memory_settings(memory()), "max_connections=50", "jit=off", "io_method=sync", "max_wal_size=256MB"]
    no_replicas = ["wal_level=minimal", "max_wal_senders=0", "max_logical_replication_workers=0"]
    plain = ["unix_socket_permissions=0700", "timezone=UTC", "log_timezone=UTC", "log_checkpoints=off"]
    unsafe = [] if durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    return size + no_replicas + plain + unsafe + postgres_settings()


def _pong(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
