"""The desk shows how the machine is: work that waits, the schedule, and what is stored. All of it is asked cheaply."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Count, Func, IntegerField, Sum
from django.utils.timezone import now
from django_celery_beat.models import PeriodicTask
from kombu.transport.redis import PRIORITY_STEPS, Channel

from config.celery import app
from config.desk.words import TABLE_NAMES, table_name
from config.pages.views import SILENCE, last_tick
from config.schedule import ON_REQUEST, SCHEDULE_LABELS
from config.web.full_disk import room_left
from lessons.models import Photo
from networks.models import TaskRun

PATIENCE = timedelta(hours=6)  # the longest that a task may take: see config/tasks.py
SLOW = 2  # seconds for the broker to answer
TABLES = 12


@dataclass(frozen=True)
class Broker:
    waiting: int
    at_work: int
    memory: int


def broker() -> Broker | None:
    """Return how much the broker has to do; None if it does not answer."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=SLOW, socket_connect_timeout=SLOW) as client:
            asked = client.pipeline(transaction=False)
            for queue in _queues():
                asked.llen(queue)
            *waiting, at_work, memory = asked.hlen("unacked").info("memory").execute()
    except redis.RedisError:
        return None
    return Broker(waiting=sum(waiting), at_work=at_work, memory=memory["used_memory"])


def _queues() -> list[str]:
    """Return the names that kombu gives the queues: the first priority has no number, the others have theirs."""
    name = app.conf.task_default_queue
    return [f"{name}{Channel.sep}{step}" if step else name for step in PRIORITY_STEPS]


def is_alive() -> bool:
    """Return whether beat asked for a sign of life of late, and a worker gave it."""
    tick = last_tick()
    return tick is not None and now() - tick < SILENCE


@dataclass(frozen=True)
class Clockwork:
    """Describes a scheduled task. `went_well` is None while no run was told of; `error` is the kind of a failed one."""

    what: str
    how_often: str
    last_run: datetime | None
    next_run: datetime
    went_well: bool | None
    error: str


def clockwork() -> list[Clockwork]:
    rows = PeriodicTask.objects.filter(enabled=True).select_related("interval", "crontab").order_by("name")
    runs = {run.task: run for run in TaskRun.objects.all()}
    return [_clockwork(row, runs.get(row.task)) for row in rows]


def _clockwork(row: PeriodicTask, run: TaskRun | None) -> Clockwork:
    what, how_often = SCHEDULE_LABELS.get(row.task, (row.name, row.crontab or row.interval or ""))
    told = run if run and not _is_silent(row, run) else None
    return Clockwork(
        what=str(what),
        how_often=str(how_often),
        last_run=told.at if told else row.last_run_at,
        next_run=_next_run(row),
        went_well=not told.error if told else None,
        error=told.error if told else "",
    )


def _is_silent(row: PeriodicTask, run: TaskRun) -> bool:
    """Return whether beat asked for a later run long ago, and no worker ended it: it was killed, or none is there."""
    return row.last_run_at is not None and row.last_run_at - run.at > PATIENCE


def _next_run(row: PeriodicTask) -> datetime:
    """Return the moment that beat reckons; now for a task that is due already, which beat does with its next look."""
    schedule = row.schedule
    remaining: timedelta = schedule.remaining_estimate(row.last_run_at or now())
    return now() + max(remaining, timedelta())


def task_name(task: str) -> str:
    """Return what the desk calls a task: its own name if it is none of ours."""
    return str(
        ON_REQUEST[task] if task in ON_REQUEST else SCHEDULE_LABELS[task][0] if task in SCHEDULE_LABELS else task
    )


def room() -> int:
    """Return the bytes left on the disk of the files, which is most often that of all."""
    return room_left(Path(settings.MEDIA_ROOT))


@dataclass(frozen=True)
class Table:
    name: str
    size: int
    rows: int


def tables() -> list[Table]:
    """Return the biggest tables: bytes with all that belongs to them, and rows as PostgreSQL last estimated them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(relid) AS size, n_live_tup FROM pg_stat_user_tables"
            " ORDER BY size DESC, relname LIMIT %s",
            [TABLES],
        )
        rows = cursor.fetchall()
    names = _names()
    return [Table(names.get(table, table), size, rows) for table, size, rows in rows]


def _names() -> dict[str, str]:
    models = (each for each in apps.get_models(include_auto_created=True) if each._meta.managed)
    told = {table: str(name) for table, name in TABLE_NAMES.items()}
    return told | {each._meta.db_table: table_name(each) for each in models if not each._meta.proxy}


@dataclass(frozen=True)
class Photographs:
    many: int
    size: int


def photographs() -> Photographs:
    """Count the photographs and their bytes. The sizes are noted beside them: no photograph is read for it."""
    sizes = [Func(name, function="octet_length", output_field=IntegerField()) for name in ("small", "large")]
    totals = Photo.objects.aggregate(many=Count("pk"), size=Sum(sizes[0] + sizes[1]))
    return Photographs(totals["many"], totals["size"] or 0)
