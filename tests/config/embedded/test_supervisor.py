"""The supervisor as an operator meets it: a process of its own, real servers, real granian and celery.

Only the site is a tiny one, so that what is tested here is the supervisor.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest

from config.embedded.supervisor import StartError, read_site
from tests.support.servers.processes import PROJECT, all_ended, only_line, processes_on, until, without_settings

# Web and worker are the supervisor's own commands, on another application.
UP = """
import os, sys
from dataclasses import replace
from config.embedded import supervisor

site = supervisor.read_site(os.environ)
ours = supervisor.our_programs(site)
swap = {"config": "tiny", "config.rsgi:application": "tiny:application"}
tiny = {
    name: replace(getattr(ours, name), command=[swap.get(part, part) for part in getattr(ours, name).command])
    for name in ("web", "worker")
}
prepare = replace(ours.prepare, command=[sys.executable, "-c", os.environ["PREPARE"]])
sys.exit(supervisor.main(os.environ, supervisor.Programs(prepare, **tiny)))
"""

TINY_SITE = """
import os
from celery import Celery
from config.web.front import Front

exec(os.environ.get("HEALTH_CODE", ""))
app = Celery(broker=os.environ["REDIS_URL"].replace("unix://", "redis+socket://"))
app.conf.beat_schedule_filename = os.environ["DATA_DIR"] + "/beat"

def tiny(environ, start_response):
    start_response(os.environ.get("HEALTH", "200 OK"), [("Content-Type", "text/plain")])
    return [os.environ["SECRET_KEY"].encode()]

application = Front(tiny, lambda path, cookies: 2_000_000, 2)
"""

PREPARE = """
import os
open(os.environ["DEMO_ACCOUNTS_FILE"], "w").write("ana@example.org  una clave")
"""

STUBBORN = """
import pathlib, sys, time
from config.embedded import children

children.SECONDS_UNTIL_LAST_RESORT = 0
log = pathlib.Path(sys.argv[1])
command = ["sh", "-c", "trap '' TERM; sleep 99 & echo ready $0; wait; wait", log]
with children.Child("stubborn", command, log, environment={}) as child, children.LastResort() as last_resort:
    last_resort.watch([child])
    time.sleep(99)
"""


@dataclass
class Up:
    data_dir: Path
    port: int
    process: "subprocess.Popen[str] | None" = None
    greeting: list[str] = field(default_factory=list)

    def start(self, **environment: str) -> "Up":
        tiny = self.data_dir.parent / "tiny.py"
        tiny.write_text(TINY_SITE)
        ours = {"PORT": str(self.port), "DATA_DIR": str(self.data_dir), "PREPARE": PREPARE}
        path = {"PYTHONPATH": os.pathsep.join([str(PROJECT), str(tiny.parent)])}
        self.process = subprocess.Popen(
            [sys.executable, "-c", UP],
            cwd="/",
            env={**without_settings(), **ours, **path, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        return self

    def wait_for_greeting(self) -> "Up":
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.greeting.append(line)
            if "Ctrl-C" in line:
                return self
        raise AssertionError(self.process.communicate())

    def get(self, path: str) -> str:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.read().decode()

    def answers(self) -> bool:
        try:
            return bool(self.get("/"))
        except OSError:
            return False

    def send(self, number: signal.Signals) -> None:
        """To the whole group, as a terminal does."""
        assert self.process is not None
        os.killpg(self.process.pid, number)

    def end(self) -> tuple[int, str]:
        assert self.process is not None
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors


def child_of(up: Up, word: str) -> str:
    """The number of the supervisor's own child whose command holds the word, or nothing."""
    assert up.process is not None
    children = Path(f"/proc/{up.process.pid}/task/{up.process.pid}/children").read_text().split()
    return next((pid for pid in children if word in Path(f"/proc/{pid}/cmdline").read_text()), "")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def up(data_dir: Path) -> Iterator[Up]:
    site = Up(data_dir, free_port())
    yield site
    if site.process and site.process.poll() is None:
        site.process.terminate()
        site.process.communicate(timeout=60)


class TestUp:
    def test_tells_where_everything_is(self, up):
        up.start().wait_for_greeting()
        greeting = "".join(up.greeting)
        assert f"http://127.0.0.1:{up.port}\n" in greeting
        assert f"http://127.0.0.1:{up.port}/correo-enviado/" in greeting
        assert "ana@example.org" in greeting
        assert str(up.data_dir) in greeting
        assert "Qué hacer primero" in greeting
        assert "What to do first" in greeting

    def test_ctrl_c_stops_everything(self, up):
        up.start().wait_for_greeting()
        up.send(signal.SIGINT)
        assert up.end() == (0, "")
        assert all_ended(up.data_dir)

    def test_signal_during_the_start_stops_everything(self, up):
        endless = "open(__import__('os').environ['DATA_DIR'] + '/here', 'w'); __import__('time').sleep(99)"
        up.start(PREPARE=endless)
        assert until((up.data_dir / "here").exists)
        up.send(signal.SIGINT)
        assert up.end() == (0, "")
        assert all_ended(up.data_dir)

    def test_killed_supervisor_leaves_nothing_running(self, up):
        up.start().wait_for_greeting()
        assert len(processes_on(up.data_dir)) > 8  # with those that PostgreSQL, granian and celery started
        up.process.kill()
        assert all_ended(up.data_dir)

    def test_killed_supervisor_leaves_no_child_that_refuses_to_end(self, data_dir):
        data_dir.mkdir()
        supervisor = subprocess.Popen([sys.executable, "-c", STUBBORN, data_dir / "log"], cwd=PROJECT)
        assert until((data_dir / "log").exists)
        assert until(lambda: "ready" in (data_dir / "log").read_text())
        supervisor.kill()
        supervisor.wait()
        assert all_ended(data_dir)

    def test_secret_survives_a_restart_and_is_private(self, up):
        secrets = []
        for _ in range(2):
            up.start().wait_for_greeting()
            secrets.append(up.get("/"))
            up.process.terminate()
            assert up.end() == (0, "")
        assert secrets[0] == secrets[1] != ""
        assert (up.data_dir / "secret_key").stat().st_mode & 0o777 == 0o600

    def test_dead_web_answers_again_and_its_death_is_told(self, up):
        up.start().wait_for_greeting()
        granian = int(child_of(up, "granian"))
        os.kill(granian, signal.SIGKILL)
        assert until(lambda: child_of(up, "granian") not in {"", str(granian)})
        assert until(lambda: up.answers())
        assert "web ended with code -9" in "".join(up.process.stdout.readline() for _ in range(2))

    def test_a_child_that_dies_while_the_site_starts_ends_it_and_is_named(self, up):
        # The worker loads that code too: were it the quicker to die, it would be the one that is named.
        web_alone = "import sys\nif 'celery' not in sys.argv[0]: raise SystemExit('no address')"
        code, errors = up.start(HEALTH_CODE=web_alone).end()
        assert code == 1
        # Both run that code: whichever is quicker is named.
        assert any(f"log/{name}.log ends with: " in only_line(errors) for name in ("web", "worker"))
        assert all_ended(up.data_dir)

    def test_failed_preparation_ends_it_and_is_named(self, up):
        code, errors = up.start(PREPARE="raise SystemExit('migration 12 failed')").end()
        assert code == 1
        assert "log/prepare.log ends with: migration 12 failed" in only_line(errors)
        assert all_ended(up.data_dir)

    def test_second_one_on_the_same_folder_is_refused(self, up):
        up.start().wait_for_greeting()
        code, errors = Up(up.data_dir, port=free_port()).start().end()
        assert code == 1
        assert "already running" in only_line(errors)
        assert up.get("/")


class TestRefusals:
    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"PORT": "http"}, "PORT must be a number"),
            ({"PORT": "70000"}, "PORT must be a number"),
            ({"HOST": "no..where"}, "HOST 'no..where'"),
            ({"DATABASE_URL": "postgres://"}, "REDIS_URL is missing"),
            ({"REDIS_URL": "redis://"}, "DATABASE_URL is missing"),
            ({"DATABASE_URL": "postgres://", "REDIS_URL": "redis://"}, "SECRET_KEY is missing"),
        ],
    )
    def test_wrong_environment_is_told(self, given, told):
        with pytest.raises(StartError, match=told):
            read_site(given)

    def test_taken_port_is_one_line_and_nothing_starts(self, data_dir):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            number = taken.getsockname()[1]
            environment = {**without_settings(), "PORT": str(number), "DATA_DIR": str(data_dir)}
            command = [sys.executable, PROJECT / "manage.py", "up"]
            done = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True)
        assert done.returncode == 1
        assert str(number) in only_line(done.stderr)
        assert not data_dir.exists()
