"""The steps of an import, each asked for as often as it takes."""

import structlog
from celery import shared_task

from base.importing.models import State
from base.queue import ASKED_AGAIN, enqueue
from lessons.importing import actions, undo
from lessons.importing.models import LessonImport

log = structlog.get_logger(__name__)


@shared_task(name="lessons.tasks.read_import")
def read_import(pk: int) -> None:
    actions.read(pk)
    log.info("import read", lesson_import=pk)


@shared_task(name="lessons.tasks.write_import")
def write_import(pk: int) -> None:
    actions.write(pk)
    log.info("import written", lesson_import=pk)


@shared_task(name="lessons.tasks.undo_import")
def undo_import(pk: int) -> None:
    undo.undo(pk)
    log.info("import taken back", lesson_import=pk)


IMPORT_STEPS = {
    State.READING: read_import,
    State.WRITING: write_import,
    State.UNDOING: undo_import,
}


def go_on(batch: LessonImport, *, expires: float | None = None) -> None:
    """Let a worker do the step that the import is at."""
    enqueue(IMPORT_STEPS[State(batch.state)], batch.pk, expires=expires)


@shared_task(name="lessons.tasks.resume_imports")
def resume_imports() -> None:
    for batch in LessonImport.objects.unattended().only("pk", "state"):
        go_on(batch, expires=ASKED_AGAIN)


@shared_task(name="lessons.tasks.forget_imports")
def forget_imports() -> None:
    imports = LessonImport.objects.forget_unconfirmed()
    log.info("forgotten", imports=imports, faulty=LessonImport.objects.forget_faulty())
