"""Each default that is unsafe or silent stops the start with one line, whatever starts."""

import os
import runpy
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.support.servers.processes import PRODUCTION, manage

pytestmark = pytest.mark.filterwarnings("ignore:'config.settings' found in sys.modules")  # read anew is what is meant
Started = Callable[[dict[str, str]], list[str]]
POSTGRES = "postgres://memoria_app:long-and-random@database/memoria"
UNSAFE = [
    ({"SECRET_KEY": "short"}, "SECRET_KEY is short or well known"),
    ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is short or well known"),
    ({"SECRET_KEY": "django-insecure-0123456789abcdefghijklmnopqrstuvw"}, "SECRET_KEY is short or well known"),
    ({"SITE_URL": "memoria.example.org"}, "SITE_URL must be an address"),
    ({"SITE_URL": "https://memoria.example.org/es"}, "SITE_URL must be an address"),
    ({"SITE_URL": "http://memoria.example.org"}, "SITE_URL begins with http://"),
    ({"SITE_URL": "http://192.168.1.5:8000", "ALLOWED_HOSTS": "192.168.1.5"}, "SITE_URL begins with http://"),
    ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS lacks memoria.example.org"),
    ({"ALLOWED_HOSTS": "example.org"}, "ALLOWED_HOSTS lacks memoria.example.org"),
    ({"ALLOWED_HOSTS": "memoria.example.org,*"}, "ALLOWED_HOSTS is *"),
    ({"DEBUG": "true"}, "DEBUG is true"),
    ({"BEHIND_PROXY": ""}, "BEHIND_PROXY is not set"),
    ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL sends mail to nobody"),
    ({"EMAIL_URL": "memorymail://"}, "EMAIL_URL sends mail to nobody"),
    ({"EMAIL_URL": "dummymail://"}, "EMAIL_URL sends mail to nobody"),
    ({"EMAIL_URL": "smtp://user:password@mail.example:25"}, "EMAIL_URL sends mail and password in clear"),
    ({"EMAIL_URL": "smtp://mail.example:25"}, "EMAIL_URL sends mail and password in clear"),
    ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL is not set"),
    ({"DATABASE_URL": "postgres://memoria:memoria@database/memoria"}, "DATABASE_URL has no password, or that of an"),
    ({"DATABASE_URL": "postgres://memoria:changeme@database/memoria"}, "DATABASE_URL has no password, or that of an"),
    ({"DATABASE_URL": "postgres://memoria@database/memoria"}, "DATABASE_URL has no password, or that of an"),
    ({"DATABASE_URL": POSTGRES.replace("database", "db.example.org")}, "DATABASE_URL leads to another machine"),
    ({"DATABASE_URL": POSTGRES.replace("database", "10.0.0.4") + "?sslmode=prefer"}, "DATABASE_URL leads to another"),
    ({"REDIS_URL": "redis://broker.example.org"}, "REDIS_URL leads to another machine without TLS"),
    ({"REDIS_URL": "rediss://broker.example.org?ssl_cert_reqs=none"}, "REDIS_URL does not check whom it speaks to"),
    ({"FILES_DIR": ""}, "FILES_DIR is not set"),
    ({"FILES_DIR": "/nowhere/files"}, "FILES_DIR /nowhere/files is not there"),
    ({"FILES_DIR": "/proc/sys"}, "FILES_DIR /proc/sys cannot be written to"),
    ({"SECURITY_CONTACT": ""}, "SECURITY_CONTACT is not set"),
]


@pytest.fixture
def started() -> Callable[[dict[str, str]], list[str]]:
    """What a start says: the settings are read anew, from this environment."""

    def start(environment: dict[str, str]) -> list[str]:
        with patch.dict(os.environ, environment, clear=True):
            try:
                runpy.run_module("config.settings")
            except SystemExit as end:
                return str(end.code).splitlines()
        return []

    return start


@pytest.mark.parametrize(("given", "told"), UNSAFE)
def test_what_is_unsafe_stops_the_start_with_one_line(started: Started, given: dict[str, str], told: str):
    (line,) = started(PRODUCTION | given)
    assert line.startswith(told)
    assert len(line) < 160


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"DATABASE_URL": POSTGRES},
        {"DATABASE_URL": POSTGRES.replace("database", "db.example.org") + "?sslmode=verify-full"},
        {"REDIS_URL": "redis://broker:6379"},
        {"EMAIL_URL": "smtp://localhost:25"},
        {"ALLOWED_HOSTS": ".example.org"},
        {"SECURITY_CONTACT": "none"},
    ],
)
def test_safe_settings_start(started: Started, given: dict[str, str]):
    assert started(PRODUCTION | given) == []


def test_a_site_for_this_machine_alone_needs_no_more_than_a_key_and_servers(started: Started, tmp_path: Path):
    needed = {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL"}
    here = {"SITE_URL": "http://localhost:8000", "REDIS_URL": "redis://localhost", "DATA_DIR": str(tmp_path)}
    assert started({name: PRODUCTION[name] for name in needed} | here) == []


def test_the_embedded_run_needs_none_of_these_settings(started: Started, tmp_path: Path):
    servers = {"DATABASE_URL": "postgres:///memoria", "REDIS_URL": "unix:///valkey.sock"}
    ours = {"EMBEDDED": "1", "SECRET_KEY": "kept", "SITE_URL": "http://192.168.1.5:8000", "DATA_DIR": str(tmp_path)}
    assert started(servers | ours) == []


def test_several_unsafe_settings_are_told_at_once(started: Started):
    assert len(started(PRODUCTION | {"DEBUG": "true", "SECURITY_CONTACT": ""})) == 2


def test_a_command_with_an_unsafe_setting_ends_with_that_line():
    result = manage(PRODUCTION | {"DEBUG": "true"}, "check")
    assert result.returncode != 0
    assert result.stderr.startswith("DEBUG is true")
    assert len(result.stderr.splitlines()) == 1


def test_the_word_none_is_no_security_contact():
    shown = manage(PRODUCTION | {"SECURITY_CONTACT": "none"}, "diffsettings", "--all").stdout
    assert "SECURITY_CONTACT = ''" in shown
