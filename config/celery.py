"""This Celery application ticks, so that `/healthz` knows that beat and a worker live, and keeps failures."""

import os
from contextlib import suppress
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.signals import (
    beat_embedded_init,
    beat_init,
    setup_logging,
    task_failure,
    task_postrun,
    task_prerun,
    task_retry,
)
from django.core.cache import cache
from django.utils.timezone import now
from django_structlog.celery.steps import DjangoStructLogInitStep

from base.outages import DATABASE_ERRORS, is_database_away
from config import broker  # noqa: F401  (its channel is the one that Celery opens)
from config.logs.traces import hold_back_words

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class PatientTask(DjangoTask):  # type: ignore[misc]
    """Is tried again, for some minutes, when the database is away: every task is written so that it may run twice."""

    autoretry_for = DATABASE_ERRORS
    max_retries = 10
    retry_backoff = 2
    retry_backoff_max = 60


app = Celery("memoria", task_cls=PatientTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)  # the worker takes over the id of the request that asked

TICK_KEY = "beat-last-tick"


@app.task(name="config.celery.tick", ignore_result=True)
def tick() -> None:
    cache.set(TICK_KEY, now(), timeout=None)


@setup_logging.connect
def keep_django_logging(**_: Any) -> None:
    """Celery leaves logging alone when somebody answers this signal."""
    hold_back_words()


@beat_init.connect
@beat_embedded_init.connect
def first_tick(**_: Any) -> None:
    """Tick at once: beat waits one interval before its first task, and a start should not look like an outage."""
    tick.delay()


@task_prerun.connect
def begin_run(task: Any, **_: Any) -> None:
    task.request.began_at = now()


@task_postrun.connect
def keep_run(task: Any, state: str, retval: Any, **_: Any) -> None:
    """Note the run of a scheduled task; the rest leaves a failure when it fails, and no trace when it does not."""
    if task.name in {each["task"] for each in app.conf.beat_schedule.values()}:
        from config.logs import failures

        with suppress(*DATABASE_ERRORS):
            began_at = getattr(task.request, "began_at", None) or now()
            failures.keep_run(task.name, began_at, None if state == "SUCCESS" else retval)


@task_failure.connect
def keep_failure(sender: Any, exception: BaseException, args: Any = (), **_: Any) -> None:
    from config.logs import failures  # has a model: they are not there yet when this module is read

    with suppress(*DATABASE_ERRORS):  # when it is away there is nowhere to note it
        failures.note(sender.name, exception, args, tries_again=False)


@task_retry.connect
def keep_retry(sender: Any, request: Any, reason: Any, **_: Any) -> None:
    from config.logs import failures

    if isinstance(reason, BaseException) and not is_database_away(reason):
        failures.note(sender.name, reason, request.args, tries_again=True)
