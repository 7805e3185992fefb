"""The Celery application, and the tick by which `/healthz` knows that beat and a worker live."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, beat_init, setup_logging
from django.core.cache import cache
from django.utils.timezone import now

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("memoria")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

TICK_KEY = "beat-last-tick"


@app.task(name="config.celery.tick", ignore_result=True)
def tick() -> None:
    cache.set(TICK_KEY, now(), timeout=None)


@setup_logging.connect
def keep_django_logging(**_: Any) -> None:
    """Celery leaves logging alone when somebody answers this signal."""


@beat_init.connect
@beat_embedded_init.connect
def first_tick(**_: Any) -> None:
    """Beat waits one interval before its first task; a start should not look like an outage."""
    tick.delay()
