"""These tasks outside the request concern all apps."""

import structlog
from celery import shared_task
from django.conf import settings

from config.backup import BusyError, keeping
from config.backup import drill as drills

log = structlog.get_logger(__name__)

HOURS = 60 * 60


@shared_task(name="config.tasks.backup", time_limit=6 * HOURS)
def backup() -> None:
    """Make the nightly backup. What goes wrong is raised, and so stands among the failures on the desk."""
    if not settings.BACKUP_DIR:
        log.warning("no nightly backup: BACKUP_DIR is not set")
        return
    try:
        made, gone = keeping.nightly()
    except BusyError:  # the broker gave the task out once more, for the first one takes long
        log.info("a backup is being made already")
        return
    log.info("backup made", size=made.size, seconds=round(made.seconds), missing=len(made.missing), removed=len(gone))


@shared_task(name="config.tasks.drill", time_limit=6 * HOURS)
def drill() -> None:
    if not settings.BACKUP_DIR:
        return
    try:
        done = drills.drill()
    except BusyError:
        log.info("a drill is at work already")
        return
    log.info("drill", seconds=round(done.seconds), size=done.size)
