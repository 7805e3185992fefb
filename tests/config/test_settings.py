"""What must be set has no default, and what is set is safe."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.support.cast import Cast
from tests.support.servers.processes import PRODUCTION, PROJECT, manage


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_what_is_missing_stops_the_start_with_one_line(name: str):
    result = manage({key: value for key, value in PRODUCTION.items() if key != name}, "check")
    assert result.returncode != 0
    assert result.stderr.splitlines() == [
        f"{name} is not set. Set it in the environment; README.md, 'Deploy', lists what is needed."
    ]


def test_a_secret_may_be_a_file(tmp_path: Path):
    key = tmp_path / "key"
    key.write_text(PRODUCTION["SECRET_KEY"])
    given = {name: value for name, value in PRODUCTION.items() if name != "SECRET_KEY"}
    assert manage(given | {"SECRET_KEY_FILE": str(key)}, "check").returncode == 0


def test_deployment_checks_are_clean():
    result = manage(PRODUCTION, "check", "--deploy", "--fail-level", "INFO")
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(("behind", "count"), [("true", "1"), ("false", "0")])
def test_only_a_proxy_is_believed_who_asks(behind: str, count: str):
    result = manage(PRODUCTION | {"BEHIND_PROXY": behind}, "diffsettings")
    assert f"ALLAUTH_TRUSTED_PROXY_COUNT = {count} " in result.stdout


class TestHeaders:
    def test_scripts_and_styles_come_from_here_alone(self, db: None, client: Any):
        policy = client.get("/")["Content-Security-Policy"]
        rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"].split()[0] == "'self'"
        assert rules["frame-ancestors"] == "'none'"
        assert "unsafe" not in policy

    @pytest.mark.parametrize("path", ["/", "/lecciones/", "/lecciones/nueva/", "/cuenta/perfil/", "/nada/", "/admin/"])
    def test_pages_keep_to_the_content_security_policy(self, cast: Cast, path: str):
        response = cast.client("admin").get(path)
        assert "unsafe" not in response["Content-Security-Policy"]
        page = BeautifulSoup(response.content.decode(), "html.parser")
        assert [script for script in page.find_all("script") if not (script.get("src") or script.get("type"))] == []
        assert page.find_all("style") == page.find_all(style=True) == []
        assert page.find_all(lambda tag: any(name.startswith("on") for name in tag.attrs)) == []

    def test_pages_are_not_framed_or_sniffed(self, db: None, client: Any):
        response = client.get("/")
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in response["Permissions-Policy"]


def test_a_recipient_of_backups_that_is_no_key_stops_the_start():
    result = manage(PRODUCTION | {"BACKUP_RECIPIENT": "age1nada"}, "check")
    assert result.returncode != 0
    assert "BACKUP_RECIPIENT: age1nada is no public key" in result.stderr


@pytest.mark.parametrize(("process", "waits"), [("config.rsgi", "8s"), ("config.celery", "0")])
def test_a_page_waits_for_a_row_some_seconds_and_a_worker_as_long_as_it_takes(process: str, waits: str):
    asked = (
        "import django, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; django.setup()\n"
        f"import {process}\n"
        "from django.db import connection\n"
        "with connection.cursor() as cursor: print(cursor.execute('SHOW lock_timeout').fetchone()[0])"
    )
    answered = subprocess.run([sys.executable, "-c", asked], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert answered.stdout.split()[-1] == waits
