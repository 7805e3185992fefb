"""The servers' own logs: what happened, and nothing of what people wrote."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg.pq import TransactionStatus

from config.embedded.quiet_servers import POSTGRES, VALKEY
from config.embedded.servers import embedded
from tests.support.servers.processes import database, until

MARK = "Zorrillo"
FAILING = [
    f"INSERT INTO kept VALUES ('{MARK}@ejemplo.example', 1)",  # twice the same
    f"INSERT INTO kept VALUES ('{MARK}', -1)",
    f"SELEC {MARK}",
    f"SELECT '{MARK}'::int",
    f"SELECT to_tsquery('{MARK} & & b')",
    f"DO $$ BEGIN RAISE EXCEPTION 'row %', '{MARK}'; END $$",
    f"DO $$ BEGIN RAISE WARNING 'row %', '{MARK}'; END $$",
    f"SET statement_timeout = 20; SELECT pg_sleep(5), '{MARK}'",
]


def refused(connection: psycopg.Connection, statement: str) -> str:
    try:
        connection.execute(statement)
    except psycopg.Error as error:
        return type(error).__name__
    return ""


def wait_for_each_other(one: psycopg.Connection, other: psycopg.Connection) -> None:
    """A deadlock: PostgreSQL tells its log of both statements."""
    one.execute(f"BEGIN; UPDATE kept SET n = 2 WHERE mail = '{MARK}@ejemplo.example'")
    other.execute("BEGIN; UPDATE kept SET n = 2 WHERE mail = 'other'")
    with ThreadPoolExecutor() as beside:
        first = beside.submit(refused, one, f"UPDATE kept SET n = 3 WHERE mail = 'other' AND '{MARK}' <> ''")
        second = refused(other, f"UPDATE kept SET n = 3 WHERE mail = '{MARK}@ejemplo.example'")
        other.execute("ROLLBACK")
        assert {first.result(), second} == {"", "DeadlockDetected"}
    one.execute("ROLLBACK")


def crash(environment: dict[str, str], log: Path) -> None:
    with ThreadPoolExecutor() as beside, database(environment) as victim:
        asked = beside.submit(refused, victim, f"SELECT pg_sleep(60), '{MARK}'")
        assert until(lambda: victim.info.transaction_status == TransactionStatus.ACTIVE)
        os.kill(victim.info.backend_pid, signal.SIGSEGV)
        assert asked.result() == "OperationalError"
    assert until(lambda: "ready to accept connections" in log.read_text().partition("signal 11")[2])


def test_postgresql_logs_no_words_of_failed_statements(data_dir: Path):
    with embedded(data_dir, durable=False) as servers:
        with database(servers.environment) as one, database(servers.environment) as other:
            one.execute("CREATE TABLE kept (mail text UNIQUE, n int CHECK (n > 0))")
            one.execute(f"INSERT INTO kept VALUES ('{MARK}@ejemplo.example', 1), ('other', 1)")
            for statement in FAILING:
                assert refused(one, statement) or "WARNING" in statement
            one.execute("SET statement_timeout = 0")
            wait_for_each_other(one, other)
        crash(servers.environment, data_dir / "log" / "postgres.log")
        logs = {path.name: path.read_text() for path in (data_dir / "log").iterdir()}
    assert MARK not in "".join(logs.values())
    assert "terminated by signal 11" in logs["postgres.log"]  # of the server itself all is there


def test_valkey_keeps_no_commands(data_dir: Path):
    with embedded(data_dir, durable=False) as servers:
        broker = redis.from_url(servers.environment["REDIS_URL"])
        broker.config_set("slowlog-max-len", 10)
        broker.set("key", MARK)
        assert broker.slowlog_get() == []
        assert {name: broker.config_get(name)[name] for name in VALKEY} == VALKEY


def test_compose_starts_its_servers_with_our_quiet_settings(pytestconfig: pytest.Config):
    compose = (pytestconfig.rootpath / "docker-compose.yml").read_text()
    missing = [f"-c {name}={value}" for name, value in POSTGRES.items() if f"{name}={value}" not in compose]
    missing += [f"--{name} {value}" for name, value in VALKEY.items() if f'--{name} "{value}"' not in compose]
    assert not missing
