"""Fixtures of this folder."""

import pytest
from django.core.cache import cache
from django.utils.timezone import now

from config.celery import TICK_KEY
from networks.models import BackupRun


@pytest.fixture
def alive(db: None) -> None:
    cache.set(TICK_KEY, now(), timeout=None)
    for kind in ("backup", "drill"):
        BackupRun.objects.create(kind=kind, of=now())
