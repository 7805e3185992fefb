"""The Celery application, and the tick by which `/healthz` knows that beat and a worker live."""

import os
from contextlib import suppress
from pathlib import Path
from traceback import extract_tb
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, beat_init, setup_logging, task_failure
from django.core.cache import cache
from django.db import DatabaseError
from django.utils.timezone import now

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("memoria")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

BASE_DIR = Path(__file__).resolve().parent.parent
TICK_KEY = "beat-last-tick"


@app.task(name="config.celery.tick", ignore_result=True)
def tick() -> None:
    cache.set(TICK_KEY, now(), timeout=None)


@task_failure.connect
def note_failure(sender: Any = None, exception: BaseException | None = None, traceback: Any = None, **_: Any) -> None:
    """For the admins' desk. That it cannot be noted must not hide the failure itself."""
    from networks.models import TaskFailure  # apps are not ready when this module is loaded

    frames = [
        frame for frame in extract_tb(traceback) if str(BASE_DIR) in frame.filename and ".venv" not in frame.filename
    ]
    where = f"{Path(frames[-1].filename).relative_to(BASE_DIR)}:{frames[-1].lineno}" if frames else ""
    name = getattr(sender, "name", "")
    with suppress(DatabaseError):
        TaskFailure.objects.create(task=name[:120], error=type(exception).__name__[:120], where=where[:200])


@setup_logging.connect
def keep_django_logging(**_: Any) -> None:
    """Celery leaves logging alone when somebody answers this signal."""


@beat_init.connect
@beat_embedded_init.connect
def first_tick(**_: Any) -> None:
    """Beat waits one interval before its first task; a start should not look like an outage."""
    tick.delay()
