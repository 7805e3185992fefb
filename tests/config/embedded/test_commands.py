"""`manage.py COMMAND` finds the embedded memory by itself: while it runs, and while it is stopped."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded import commands
from config.embedded.commands import environment_for
from config.embedded.paths import EmbeddedError
from config.embedded.running import all_running, noted
from config.embedded.servers import embedded
from config.embedded.supervisor import PROJECT
from tests.support.servers.processes import all_ended, only_line, without_settings

ASK = "from django.conf import settings; from django.db import connection; cursor = connection.cursor();"
MAKE = ASK + "cursor.execute('CREATE TABLE one AS SELECT 1 AS number'); print(settings.EMBEDDED)"
READ = ASK + "cursor.execute('SELECT number FROM one'); print(cursor.fetchone())"


def manage(data_dir: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**without_settings(), "DATA_DIR": str(data_dir), **more}
    program = [sys.executable, PROJECT / "manage.py", *command]
    return subprocess.run(program, cwd="/", env=environment, capture_output=True, text=True, check=False)


def test_a_command_finds_the_memory_running_and_stopped(data_dir: Path):
    with embedded(data_dir, durable=False) as servers:
        made = manage(data_dir, "shell", "--no-imports", "-c", MAKE)
        assert made.stdout == "True\n", made.stderr
        assert all(kept.child.running for kept in servers.kept)
    later = manage(data_dir, "shell", "--no-imports", "-c", READ)
    assert later.stdout == "(1,)\n", later.stderr
    assert all_ended(data_dir)


def test_a_command_makes_no_memory_where_there_is_none(data_dir: Path):
    done = manage(data_dir, "verify_memory")
    assert done.returncode == 1
    assert "SECRET_KEY is not set" in only_line(done.stderr)
    assert not data_dir.exists()


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_one_named_server_of_two_starts_no_others(data_dir: Path, name: str):
    (data_dir / "postgres").mkdir(parents=True)
    done = manage(data_dir, "check", **{name: "postgres:///nowhere"})
    assert "is not set" in only_line(done.stderr)
    assert [path.name for path in data_dir.iterdir()] == ["postgres"]


def test_servers_that_cannot_start_are_one_line(data_dir: Path):
    (data_dir / "postgres").mkdir(parents=True)
    (data_dir / "postgres" / "PG_VERSION").write_text("17\n")
    done = manage(data_dir, "check")
    assert done.returncode == 1
    assert "PostgreSQL 17" in only_line(done.stderr)


class TestElsewhere:
    """`DATA_DIR=/elsewhere make up` runs, and nobody tells the command where."""

    @pytest.fixture
    def notes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(commands, "NOTES", tmp_path / "running")
        return tmp_path / "running"

    def test_the_one_that_runs_is_found_and_named(self, data_dir: Path, notes: Path, capsys):
        with embedded(data_dir, durable=False) as servers, noted(data_dir, notes):
            with environment_for(["check"], {}) as found:
                assert found["DATABASE_URL"] == servers.environment["DATABASE_URL"]
                assert found["DATA_DIR"] == str(data_dir)
            assert str(data_dir) in only_line(capsys.readouterr().err)
        assert all_running(notes) == []

    def test_what_a_killed_one_left_behind_is_not_taken_for_it(self, data_dir: Path, notes: Path):
        notes.mkdir()
        (notes / "left").write_text(str(data_dir))
        assert all_running(notes) == []
        assert not data_dir.exists()

    def test_of_two_the_command_asks_which(self, data_dir: Path, notes: Path, monkeypatch: pytest.MonkeyPatch):
        both = [data_dir, data_dir.with_name("other")]
        monkeypatch.setattr("config.embedded.commands.all_running", lambda _notes: both)
        with pytest.raises(EmbeddedError, match=f"DATA_DIR={data_dir}"), environment_for(["check"], {}):
            pass

    def test_a_folder_that_is_named_wins(self, data_dir: Path, notes: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("config.embedded.commands.all_running", lambda _notes: [data_dir.with_name("other")])
        given = {"DATA_DIR": str(data_dir)}
        with environment_for(["check"], given) as found:
            assert found == given


@pytest.mark.skipif(not (PROJECT / ".venv" / "bin" / "python").exists(), reason="`make ready` made no .venv here")
def test_a_python_without_django_goes_on_with_ours(data_dir: Path):
    bare = [sys.executable, "-I", "-S", PROJECT / "manage.py", "check"]  # sees no package that was installed
    environment = {**without_settings(), "DATA_DIR": str(data_dir)}
    done = subprocess.run(bare, cwd="/", env=environment, capture_output=True, text=True, check=False)
    assert "SECRET_KEY is not set" in only_line(done.stderr)  # so far, only Django's settings come
