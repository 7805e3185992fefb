"""Work outside the request."""

import structlog
from celery import shared_task

from base.queue import enqueue
from lessons.experience.actions import ask_for_result
from lessons.experience.models import Application
from lessons.files import attachments, reading
from lessons.files.models import Attachment
from lessons.importing import actions as importing_actions
from lessons.importing import undo
from lessons.importing.models import LessonImport
from lessons.notices.actions import tell
from lessons.notices.models import Notice
from lessons.printouts import making
from lessons.printouts.models import Printout
from lessons.record.models import Lesson
from lessons.sources import actions
from lessons.verification.mail import newly_due

log = structlog.get_logger(__name__)

# A task that waited this long is dropped: beat asks for it again.
ASKED_AGAIN = 300


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
    importing_actions.read(pk)
    log.info("import read", lesson_import=pk)


@shared_task(name="lessons.tasks.write_import")
def write_import(pk: int) -> None:
    importing_actions.write(pk)
    log.info("import written", lesson_import=pk)


@shared_task(name="lessons.tasks.undo_import")
def undo_import(pk: int) -> None:
    undo.undo(pk)
    log.info("import taken back", lesson_import=pk)


IMPORT_STEPS = {
    LessonImport.State.READING: read_import,
    LessonImport.State.WRITING: write_import,
    LessonImport.State.UNDOING: undo_import,
}


def go_on(batch: LessonImport, *, expires: float | None = None) -> None:
    """Let a worker do the step that the import is at."""
    enqueue(IMPORT_STEPS[LessonImport.State(batch.state)], batch.pk, expires=expires)


@shared_task(name="lessons.tasks.resume_imports")
def resume_imports() -> None:
    for batch in LessonImport.objects.unattended().only("pk", "state"):
        go_on(batch, expires=ASKED_AGAIN)


@shared_task(name="lessons.tasks.forget_imports")
def forget_imports() -> None:
    imports = LessonImport.objects.forget_unconfirmed()
    log.info("forgotten", imports=imports, faulty=LessonImport.objects.forget_faulty())


@shared_task(name="lessons.tasks.read_attachment")
def read_attachment(pk: int) -> None:
    found = reading.read(pk)
    log.info("attachment read", attachment=pk, words=found)


@shared_task(name="lessons.tasks.read_attachments")
def read_attachments() -> None:
    """What no broker heard of, and what a worker died of."""
    for pk in Attachment.objects.unread().values_list("pk", flat=True):
        enqueue(read_attachment, pk, expires=ASKED_AGAIN)


@shared_task(name="lessons.tasks.clear_files")
def clear_files() -> None:
    log.info("files cleared", **attachments.clear(), **making.clear())


@shared_task(name="lessons.tasks.make_printout")
def make_printout(pk: int) -> None:
    outcome = making.make(pk)
    if outcome is not None:
        log.info("printout", printout=pk, outcome=outcome)
        make_printouts()


@shared_task(name="lessons.tasks.make_printouts")
def make_printouts() -> None:
    """Those whose turn it is; also what a broker lost, or a worker died of."""
    for pk in Printout.objects.next_ones():
        enqueue(make_printout, pk, expires=ASKED_AGAIN)


def make_soon(printout: Printout) -> None:
    """A broker that is away loses nothing: beat asks for it within a minute."""
    enqueue(make_printout, printout.pk, expires=ASKED_AGAIN)


@shared_task(name="lessons.tasks.check_links")
def check_links() -> None:
    """On the first of each month all, and eight days later those that failed."""
    log.info("links gathered", cited=actions.gather())
    enqueue(check_some_links)


@shared_task(name="lessons.tasks.check_some_links")
def check_some_links() -> None:
    checked = actions.check_some()
    log.info("links checked", checked=checked, told=actions.tell_of_the_dead())
    if checked:
        enqueue(check_some_links)


@shared_task(name="lessons.tasks.tell_what_is_due")
def tell_what_is_due() -> int:
    """Each night: who answers for a lesson hears that its review is due. How many did."""
    lessons = list(newly_due().select_related("steward"))
    for lesson in lessons:
        tell(Notice.Kind.DUE, [lesson.steward], lesson=lesson, about=f"due:{lesson.pk}:{lesson.review_on}")
    log.info("lessons due for review", newly_due=len(lessons))
    return len(lessons)


@shared_task(name="lessons.tasks.ask_for_results")
def ask_for_results() -> int:
    """Each night: ask those who said it was too early what came of their use, once a month, three times at most."""
    waiting = list(Application.objects.to_ask().order_by("pk").values_list("pk", flat=True))
    asked = sum(ask_for_result(pk) for pk in waiting)
    log.info("asked for results", uses=asked)
    return asked
