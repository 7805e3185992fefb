"""What compose file, image and proxy hold to: parsed here, since nothing else in the tests starts containers."""

import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.embedded.supervisor import GRANIAN
from config.urls import BODIES, MEGABYTE
from config.web.front import AT_ONCE, threads
from config.web.preloaded_granian import MOST_WORKERS
from tests.support.servers.processes import PROJECT

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "memoria-viva"}
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
CADDYFILE = PROJECT / "deploy" / "Caddyfile"
every_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
every_one_of_ours = pytest.mark.parametrize("service", OURS.values(), ids=OURS)


@every_service
def test_a_container_is_read_only_and_gains_no_right(service: dict[str, Any]):
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@every_service
def test_a_container_has_bounds(service: dict[str, Any]):
    assert service["pids_limit"] <= 256
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])


@every_one_of_ours
def test_our_containers_run_as_nobody_in_particular_without_a_capability(service: dict[str, Any]):
    assert "USER memoria" in DOCKERFILE
    assert "user" not in service
    assert "cap_add" not in service


def test_the_volumes_of_earlier_images_stay_writable():
    """Those had whatever `useradd --system` gave, which is the highest."""
    assert "useradd --system --uid 999 " in DOCKERFILE
    assert "install -d -o memoria -m 700 /srv/files /srv/backups" in DOCKERFILE


def test_only_the_proxy_is_reached_from_outside():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"proxy", "mail"}
    assert all(port.startswith("127.0.0.1:") for port in published["mail"])


def test_database_and_broker_reach_nobody():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == SERVICES["broker"]["networks"] == ["inside"]
    assert "inside" not in SERVICES["proxy"]["networks"]


def test_the_mail_catcher_is_there_only_when_asked_for():
    assert SERVICES["mail"]["profiles"] == ["trial"]
    assert all("mail" not in service.get("depends_on", {}) for service in SERVICES.values())


@every_one_of_ours
def test_the_site_is_no_superuser_in_the_database(service: dict[str, Any]):
    assert service["environment"]["DATABASE_URL"].startswith("postgres://memoria_app:${DATABASE_PASSWORD:?")
    assert SERVICES["database"]["environment"]["POSTGRES_USER"] != "memoria_app"
    assert SERVICES["prepare"]["depends_on"]["role"] == {"condition": "service_completed_successfully"}


def test_what_must_be_set_has_no_default():
    required = set(re.findall(r"\$\{(\w+):\?", str(OURS)))
    needed = {"SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "DATABASE_PASSWORD", "EMAIL_URL", "DEFAULT_FROM_EMAIL"}
    assert required == needed | {"SECURITY_CONTACT"}


def test_the_example_names_all_that_must_be_set_and_holds_no_secret():
    example = (PROJECT / ".env.example").read_text()
    lines = dict(line.split("=", 1) for line in example.splitlines() if re.match(r"\w+=", line))
    asked = set(re.findall(r"\$\{(\w+):\?", str(COMPOSE)))
    assert asked == set(lines)
    assert [lines[name] for name in ("SECRET_KEY", "DATABASE_PASSWORD", "POSTGRES_PASSWORD")] == [""] * 3


def test_the_log_of_the_database_holds_no_words():
    command = SERVICES["database"]["command"]
    terse = {"log_statement=none", "log_min_error_statement=panic", "log_error_verbosity=terse"}
    assert terse | {"log_parameter_max_length_on_error=0"} <= set(command)


def test_files_are_shared_and_backups_have_a_place():
    for name in ("web", "worker"):
        assert "files:/srv/files" in SERVICES[name]["volumes"]
    assert "backups:/srv/backups" in SERVICES["worker"]["volumes"]
    assert {"files", "backups", "certificates", "database", "broker"} <= set(COMPOSE["volumes"])


class TestImage:
    def test_it_serves_as_the_embedded_run_does(self):
        command = yaml.safe_load(re.search(r"^CMD (\[.*?\])", DOCKERFILE, re.S | re.M)[1].replace("\\\n", " "))
        assert command[: len(GRANIAN) + 3] == ["python", "-m", "config.web.preloaded_granian", *GRANIAN]
        assert "--respawn-failed-workers" in command
        assert command[-1] == "config.rsgi:application"

    def test_it_has_few_threads_and_says_whether_it_is_well(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.delenv("WEB_THREADS", raising=False)
        assert threads() in {2, 3, 4}
        assert "HEALTHCHECK" in DOCKERFILE

    def test_bodies_of_all_its_processes_fit_into_its_temporary_folder(self):
        [size] = re.findall(r"size=(\d+)m", OURS["web"]["tmpfs"][0])
        assert max(BODIES.values()) * 2 < AT_ONCE < int(size) * MEGABYTE / MOST_WORKERS

    @pytest.mark.parametrize(
        "path",
        [
            ".env",
            ".env.production",
            "config/.env",
            ".git/config",
            ".data/secret_key",
            "tests/support/cast.py",
            "id.key",
        ],
    )
    def test_it_holds_no_secret_and_nothing_that_is_not_named(self, path: str):
        assert not is_sent(path)

    @pytest.mark.parametrize(
        "path",
        [
            *(
                "manage.py",
                "requirements/prod.txt",
                "static/css/memoria/10-tokens.css",
                "config/embedded/database_role.sql",
            ),
            *("base/lines.py", "config/settings.py", "digests/urls.py", "lessons/urls.py", "networks/urls.py"),
        ],
    )
    def test_the_image_holds_what_runs(self, path: str):
        assert is_sent(path)


def is_sent(path: str) -> bool:
    """As the builder reads .dockerignore: the last pattern that fits decides."""
    sent = True
    for line in (PROJECT / ".dockerignore").read_text().splitlines():
        if line and not line.startswith("#") and fits(path, line.removeprefix("!")):
            sent = line.startswith("!")
    return sent


def fits(path: str, pattern: str) -> bool:
    parents = [path, *map(str, Path(path).parents)]
    name = pattern.removeprefix("**/")
    return any(fnmatch(each, pattern) or (name != pattern and fnmatch(Path(each).name, name)) for each in parents)


class TestProxy:
    def test_it_takes_what_the_largest_form_takes_and_waits_for_slow_lines(self):
        text = CADDYFILE.read_text()
        assert int(re.search(r"max_size (\d+)MB", text)[1]) * MEGABYTE > max(BODIES.values())
        assert "request_buffers" in text
        assert "read_header 10s" in text

    def test_the_proxy_logs_no_visitor(self):
        assert "exclude http.log.error http.log.access" in CADDYFILE.read_text()

    @pytest.mark.parametrize("tls", ["", "tls internal"])
    def test_caddy_accepts_its_settings(self, tls: str, tmp_path: Path):
        caddy = shutil.which("caddy")
        if caddy is None or not is_recent(caddy):
            pytest.skip("no Caddy of today is here")
        command = [caddy, "validate", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
        environment = {"PATH": "/usr/bin:/bin", "SITE_URL": "https://memoria.example.org", "CADDY_TLS": tls}
        environment["HOME"] = str(tmp_path)  # where it puts the keys that it makes, which else are left in the project
        subprocess.run(command, env=environment, check=True, capture_output=True)


def is_recent(caddy: str) -> bool:
    """Of 2.7 or later, which knows `request_buffers`."""
    version = subprocess.run([caddy, "version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"v?(\d+)\.(\d+)", version)
    return found is not None and (int(found[1]), int(found[2])) >= (2, 7)
