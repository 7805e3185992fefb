"""`manage.py up` runs the whole site in one terminal: servers if none are given, web, worker, and their end.

It runs without Django, which would cost this long-lived process 115 MB.
"""

import http.client
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from config.embedded.children import Child, ChildError, Command, LastResort, Pause
from config.embedded.greeting import greeting
from config.embedded.paths import EmbeddedError, default_data_dir
from config.embedded.restarts import Kept, keep_all_running
from config.embedded.running import noted
from config.embedded.servers import embedded, try_lock

PROJECT = Path(__file__).resolve().parents[2]
SECONDS_TO_ANSWER = 60.0
# As in the Dockerfile, which a test compares. Who takes ten seconds for the head of a request sends no request.
GRANIAN: Command = ["--interface", "rsgi", "--http", "1", "--no-ws", "--http1-header-read-timeout", "10000"]
GRANIAN += ["--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "3"]
# Of each process, which else depends on how many there are: more than `config.web.front` lets bodies arrive.
GRANIAN += ["--backpressure", "512"]


class StartError(Exception):
    """Tells an operator in one line why the site cannot run."""


class StopRequest(Exception):
    """Somebody pressed Ctrl-C; or a service manager, or a closed terminal, asked for the same."""


@dataclass(frozen=True)
class Program:
    """Holds a command of ours, and what it needs in its environment beyond what all get."""

    name: str
    command: Command
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Programs:
    prepare: Program
    web: Program
    worker: Program


@dataclass(frozen=True)
class Site:
    """Holds what the operator asked for, checked before anything starts."""

    host: str
    ip: str
    port: int
    data_dir: Path
    embedded: bool
    environment: Mapping[str, str]

    @property
    def address(self) -> str:
        return f"http://{_reachable_host(self.host)}:{self.port}"

    @property
    def logs(self) -> Path:
        return self.data_dir / "log"

    @property
    def demo_accounts(self) -> Path:
        return self.data_dir / "demo_accounts.txt"


def main(environment: Mapping[str, str], programs: Programs | None = None) -> int:
    requests = _StopRequests()
    try:
        site = read_site(environment)
        _run(site, programs or our_programs(site), requests.pause)
    except StopRequest:
        return 0
    except (StartError, ChildError, EmbeddedError, OSError) as error:
        print(f"memoria-viva: {error}", file=sys.stderr)
        return 1
    return 0


class _StopRequests:
    """Signals are noted, and raised only where we wait: never between starting a child and knowing of it."""

    def __init__(self) -> None:
        self.came = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays nohup
                signal.signal(number, self._note)

    def _note(self, *_: object) -> None:
        self.came = True

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)
        if self.came:
            with suppress(OSError):  # the terminal may be gone
                print("Stopping …", flush=True)
            raise StopRequest


# --- what was asked for ------------------------------------------------------


def read_site(environment: Mapping[str, str]) -> Site:
    given = {name for name in ("DATABASE_URL", "REDIS_URL") if environment.get(name)}
    if len(given) == 1:
        missing = ({"DATABASE_URL", "REDIS_URL"} - given).pop()
        raise StartError(f"{missing} is missing: set both it and {given.pop()}, or neither")
    if given and not environment.get("SECRET_KEY"):
        raise StartError("SECRET_KEY is missing: with servers of your own, set it too")
    data_dir = environment.get("DATA_DIR") or (PROJECT / ".data" if given else default_data_dir(PROJECT))
    host = environment.get("HOST") or "127.0.0.1"
    return Site(
        host=host,
        ip=_ip(host),
        port=_port(environment.get("PORT") or "8000"),
        data_dir=Path(data_dir).resolve(),
        embedded=not given,
        environment=environment,
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise StartError(f"PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


def _ip(host: str) -> str:
    """Return an address of the host: Granian listens on addresses, not on names."""
    try:
        return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
    except (OSError, UnicodeError) as error:
        raise StartError(f"HOST {host!r}: {error}") from error


def our_programs(site: Site) -> Programs:
    python = sys.executable
    granian: Command = [python, "-m", "config.web.preloaded_granian", *GRANIAN]
    granian += ["--host", site.ip, "--port", str(site.port), "config.rsgi:application"]
    celery: Command = [python, "-m", "celery", "-A", "config", "worker", "--pool", "threads"]
    celery += ["--concurrency", "4", "--beat", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    return Programs(
        prepare=Program("prepare", [python, "manage.py", "prepare"], {}),
        web=Program("web", granian, {}),
        # SIGQUIT: return unfinished tasks to the queue instead of waiting for them; each may run twice.
        worker=Program("worker", celery, {"OMP_NUM_THREADS": "1", "REMAP_SIGTERM": "SIGQUIT"}),
    )


# --- run ---------------------------------------------------------------------


def _run(site: Site, programs: Programs, pause: Pause) -> None:
    _refuse_taken_port(site)
    with ExitStack() as running:
        running.enter_context(_sole_supervisor(site.data_dir))
        kept: list[Kept] = []
        environment = environment_of(site)
        if site.embedded:
            servers = running.enter_context(embedded(site.data_dir, pause=pause))
            running.enter_context(noted(site.data_dir))
            kept += servers.kept
            environment |= servers.environment
        site = replace(site, environment=environment)
        _start(site, programs.prepare).finish(pause)
        kept += _start_both(site, programs, running)
        _wait_for_answer(site, kept, pause)
        print(_greeting(site), flush=True)
        while True:
            keep_all_running(kept)
            pause(0.2)


def _start_both(site: Site, programs: Programs, running: ExitStack) -> list[Kept]:
    both: list[Kept] = []
    last_resort = running.enter_context(LastResort())

    def watch() -> None:
        last_resort.watch(each.child for each in both)

    for program in (programs.web, programs.worker):
        start = partial(_start, site, program)
        both.append(running.enter_context(Kept(start, started_again=watch)))
        watch()
    return both


def _refuse_taken_port(site: Site) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in site.ip else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((site.ip, site.port))
    except OSError as error:
        raise StartError(f"cannot listen on {site.host}, PORT {site.port}: {error.strerror}") from error


@contextmanager
def _sole_supervisor(data_dir: Path) -> Iterator[None]:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / "up.lock").open("ab") as file:
        if not try_lock(file.fileno()):
            raise StartError(f"already running on {data_dir}: stop that one, or choose another DATA_DIR")
        yield


def environment_of(site: Site) -> dict[str, str]:
    """Return what all programs get. The operator's values win over defaults; what is empty counts as not set."""
    given = {name: value for name, value in site.environment.items() if value}
    ours = {"DATA_DIR": str(site.data_dir)}
    if site.embedded:
        ours |= {"EMBEDDED": "1", "DEMO_ACCOUNTS_FILE": str(site.demo_accounts)}
        ours["SECRET_KEY"] = given.get("SECRET_KEY") or _kept_secret(site.data_dir / "secret_key")
    return {**_defaults(site, given.get("SITE_URL", site.address)), **given, **ours}


def _defaults(site: Site, site_url: str) -> dict[str, str]:
    hosts = [
        "localhost",
        "127.0.0.1",
        "[::1]",
        _in_url(site.host),
        _in_url(urlsplit(site_url).hostname or ""),
    ]
    return {
        "SITE_URL": site_url,
        "ALLOWED_HOSTS": ",".join(dict.fromkeys(filter(None, hosts))),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",  # many threads, little memory
    }


def _kept_secret(path: Path) -> str:
    if not path.exists():
        unfinished = path.with_name(path.name + ".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(50))
        unfinished.replace(path)
    return path.read_text()


def _start(site: Site, program: Program, again: bool = False) -> Child:
    environment = {**site.environment, **program.environment}
    log = site.logs / f"{program.name}.log"
    return Child(
        program.name, program.command, log, environment=environment, patience=6, cwd=PROJECT, log_goes_on=again
    )


def _wait_for_answer(site: Site, kept: list[Kept], pause: Pause) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    status, body = 0, ""
    while status != 200:
        for each in kept:
            each.must_run()
        if time.monotonic() > deadline:
            problem = f"{site.address}/healthz does not answer 200, but {status}"
            raise StartError(f"{problem}: {' '.join(body.split())[:300]} (log: {site.logs}/web.log)")
        pause(0.25)
        status, body = _health(site)


def _health(site: Site) -> tuple[int, str]:
    connection = http.client.HTTPConnection(site.ip, site.port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(site.environment["SITE_URL"]).netloc})
        response = connection.getresponse()
        return response.status, response.read(2000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


# --- what the operator reads -------------------------------------------------


def _greeting(site: Site) -> str:
    mail = "SMTP" if site.environment.get("EMAIL_URL") else f"{site.address}/correo-enviado/ (admin)"
    facts = {"Address": site.address, "Mail": mail, "Data": str(site.data_dir), "Logs": str(site.logs)}
    accounts = site.demo_accounts.read_text() if site.embedded and site.demo_accounts.exists() else ""
    return greeting(facts, accounts.strip().splitlines())


def _reachable_host(host: str) -> str:
    """Return the host as it stands in an address; a wildcard listens everywhere, but nobody can call it."""
    return "localhost" if host in {"0.0.0.0", "::"} else _in_url(host)  # noqa: S104


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
