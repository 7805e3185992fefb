"""`/healthz` says what lives and what does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils.timezone import now

from config.celery import TICK_KEY, tick
from networks.models import BackupRun

DEAD_SOCKET = "unix:///nowhere/valkey.sock"


@pytest.fixture
def ticking(db: None) -> None:
    tick()


def test_all_is_well(ticking: None, client: Any):
    response = client.get("/healthz")
    assert response.status_code == 200
    said = response.json()
    assert (said["ok"], said["database"], said["broker"], said["beat"]) == (True, True, True, True)
    assert 0 <= said["beat_age_seconds"] < 60


def test_a_beat_that_never_ticked_or_stopped_is_said(db: None, client: Any):
    assert client.get("/healthz").json()["beat_age_seconds"] is None
    cache.set(TICK_KEY, now() - timedelta(minutes=5), timeout=None)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["beat"] is False
    assert response.json()["database"] is True


def test_a_dead_broker_is_said(ticking: None, client: Any, settings: Any):
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"LOCATION": DEAD_SOCKET}}
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["broker"] is False
    assert response.json()["database"] is True


def test_a_dead_database_is_said(ticking: None, client: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["database"] is False
    assert response.json()["broker"] is True


def test_little_room_is_a_warning_alone(ticking: None, client: Any, monkeypatch: pytest.MonkeyPatch):
    assert client.get("/healthz").json()["room"] is True
    monkeypatch.setattr("config.pages.views.LITTLE", 2**60)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["room"]) == (200, False)


def test_an_old_backup_is_said_and_takes_nothing_away(ticking: None, client: Any, settings: Any):
    settings.BACKUP_DIR = "/srv/backups"

    def said() -> tuple[Any, ...]:
        response = client.get("/healthz")
        assert response.status_code == 200
        return tuple(response.json()[name] for name in ("backup", "backup_age_seconds", "drill_age_seconds"))

    assert said() == ("none", None, None)
    BackupRun.objects.create(kind="backup", at=now() - timedelta(days=3))
    assert said()[0] == "stale"
    BackupRun.objects.create(kind="backup")
    BackupRun.objects.create(kind="drill")
    state, age, drill_age = said()
    assert (state, 0 <= age < 60, 0 <= drill_age < 60) == ("fresh", True, True)
