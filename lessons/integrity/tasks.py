"""Each night, looks for what the database may have lost, and clears what a folder kept too long."""

import structlog
from celery import shared_task

from lessons.exports import making as exports
from lessons.files import attachments
from lessons.printouts import making
from lessons.record.models import Lesson

log = structlog.get_logger(__name__)


@shared_task(name="lessons.tasks.check_stewards")
def check_stewards() -> int:
    """Return how many lessons have nobody active who answers for them. Runs each night.

    The database refuses it: more than 0 is a fault of ours, such as a trigger lost in a restore, and is logged as an
    error.
    """
    lost = list(Lesson.objects.without_active_steward().values_list("pk", flat=True))
    if lost:
        log.error("lessons without an active steward", lessons=lost)
    else:
        log.info("each lesson has an active steward")
    return len(lost)


@shared_task(name="lessons.tasks.clear_files")
def clear_files() -> None:
    log.info("files cleared", **attachments.clear(), **making.clear(), **exports.clear())
