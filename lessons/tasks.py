"""Work outside the request."""

import structlog
from celery import shared_task

from lessons.importing import steps, undo
from lessons.models import Lesson, LessonImport

log = structlog.get_logger(__name__)


@shared_task(name="lessons.tasks.check_stewards")
def check_stewards() -> int:
    """Each night: how many lessons have nobody active who answers for them. The database refuses it: more than 0 is
    a fault of ours, such as a trigger lost in a restore, and is logged as an error."""
    lost = list(Lesson.objects.without_active_steward().values_list("pk", flat=True))
    if lost:
        log.error("lessons without an active steward", lessons=lost)
    else:
        log.info("each lesson has an active steward")
    return len(lost)


@shared_task(name="lessons.tasks.read_import")
def read_import(pk: int) -> None:
    steps.read(pk)
    log.info("import read", lesson_import=pk)


@shared_task(name="lessons.tasks.write_import")
def write_import(pk: int) -> None:
    steps.write(pk)
    log.info("import written", lesson_import=pk)


@shared_task(name="lessons.tasks.undo_import")
def undo_import(pk: int, by: int) -> None:
    undo.undo(pk, by=by)
    log.info("import taken back", lesson_import=pk)


@shared_task(name="lessons.tasks.forget_imports")
def forget_imports() -> None:
    log.info("forgotten", imports=LessonImport.objects.forget_unconfirmed())
