"""How the machine is: work that waits, the schedule, and what is stored. All of it is asked cheaply."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Count, Func, IntegerField, Sum
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask
from kombu.transport.redis import PRIORITY_STEPS, Channel

from config.celery import app
from config.desk.words import TABLE_NAMES, table_name
from config.pages.views import SILENCE, last_tick
from config.web.full_disk import room_left
from lessons.models import Photo
from networks.models import TaskRun

# What is done by the clock, in words: what, and how often.
CLOCKWORK = {
    "config.celery.tick": (_("Sign of life"), _("every 30 seconds")),
    "config.tasks.backup": (_("Make a backup"), _("every night")),
    "config.tasks.drill": (_("Try to restore a backup"), _("every month")),
    "networks.tasks.forget": (_("Delete old sign-ins, invitations and failures"), _("every night")),
    "networks.tasks.forget_sessions": (_("Remove sessions that have ended"), _("every hour")),
    "networks.tasks.send_due_letters": (_("Send the e-mails that are waiting"), _("every minute")),
    "networks.tasks.resume_imports": (_("Resume interrupted imports of organisations"), _("every minute")),
    "lessons.tasks.resume_imports": (_("Resume interrupted imports of lessons"), _("every minute")),
    "digests.tasks.send_due_digests": (_("Send the digests that are due"), _("every 5 minutes")),
    "lessons.tasks.check_stewards": (_("Check that each lesson has somebody responsible for it"), _("every night")),
    "lessons.tasks.forget_imports": (_("Delete imports that nobody confirmed"), _("every night")),
    "lessons.tasks.check_links": (_("Check whether the links in lessons still work"), _("twice a month")),
    "lessons.tasks.check_some_links": (_("Continue checking links that were left out"), _("the days after")),
    "lessons.tasks.clear_files": (_("Delete files that nothing needs any more"), _("every night")),
    "lessons.tasks.make_printouts": (_("Make the documents that are waiting"), _("every minute")),
    "lessons.tasks.read_attachments": (_("Read the files that search does not cover yet"), _("every 5 minutes")),
    "lessons.tasks.tell_what_is_due": (_("Tell whoever is responsible for a lesson that it is due"), _("every night")),
    "lessons.tasks.ask_for_results": (_("Ask those who used a lesson what came of it"), _("every night")),
    "celery.backend_cleanup": (_("Tidy up the queue"), _("every night")),
}
# What is done when somebody asked for it.
TASKS = {
    "digests.tasks.send_digest": _("Send a digest"),
    "lessons.tasks.make_printout": _("Make a document"),
    "lessons.tasks.read_attachment": _("Read a file of a lesson"),
    "lessons.tasks.read_import": _("Read a file of lessons"),
    "lessons.tasks.undo_import": _("Undo an import of lessons"),
    "lessons.tasks.write_import": _("Save the lessons of a file"),
    "networks.tasks.read_import": _("Read a file of organisations"),
    "networks.tasks.send_letter": _("Send an e-mail"),
    "networks.tasks.write_import": _("Save the organisations of a file"),
}
PATIENCE = timedelta(hours=6)  # the longest that a task may take: see config/tasks.py
SLOW = 2  # seconds for the broker to answer
TABLES = 12


@dataclass(frozen=True)
class Broker:
    waiting: int
    at_work: int
    memory: int


def broker() -> Broker | None:
    """None if it does not answer."""
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
    """As kombu names them: of the first priority without a number, of the others with theirs."""
    name = app.conf.task_default_queue
    return [f"{name}{Channel.sep}{step}" if step else name for step in PRIORITY_STEPS]


def is_alive() -> bool:
    """Whether beat asked for a sign of life of late, and a worker gave it."""
    tick = last_tick()
    return tick is not None and now() - tick < SILENCE


@dataclass(frozen=True)
class Clockwork:
    """`went_well` is None while nobody told how the last run went; `error` is the kind of one that failed."""

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
    what, how_often = CLOCKWORK.get(row.task, (row.name, row.crontab or row.interval or ""))
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
    """Beat asked for a later run long ago, and no worker ended it: it was killed, or none is there."""
    return row.last_run_at is not None and row.last_run_at - run.at > PATIENCE


def _next_run(row: PeriodicTask) -> datetime:
    """As beat reckons it; what is due already, it does with its next look."""
    schedule = row.schedule
    remaining: timedelta = schedule.remaining_estimate(row.last_run_at or now())
    return now() + max(remaining, timedelta())


def task_name(task: str) -> str:
    """By its own name if it is none of ours."""
    return str(TASKS[task] if task in TASKS else CLOCKWORK[task][0] if task in CLOCKWORK else task)


def room() -> int:
    """Left on the disk of the files, which is most often that of all."""
    return room_left(Path(settings.MEDIA_ROOT))


@dataclass(frozen=True)
class Table:
    name: str
    size: int
    rows: int


def tables() -> list[Table]:
    """The biggest, with all that belongs to them. How many rows they have is what PostgreSQL last estimated."""
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
    """Their sizes are noted beside them: no photograph is read for it."""
    sizes = [Func(name, function="octet_length", output_field=IntegerField()) for name in ("small", "large")]
    told = Photo.objects.aggregate(many=Count("pk"), size=Sum(sizes[0] + sizes[1]))
    return Photographs(told["many"], told["size"] or 0)
