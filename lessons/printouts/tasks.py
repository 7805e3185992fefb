"""A worker makes documents."""

import structlog
from celery import shared_task

from base.queue import ASKED_AGAIN, enqueue
from lessons.printouts import making
from lessons.printouts.models import Printout

log = structlog.get_logger(__name__)


@shared_task(name="lessons.tasks.make_printout")
def make_printout(pk: int) -> None:
    outcome = making.make(pk)
    if outcome is not None:
        log.info("printout", printout=pk, outcome=outcome)
        make_printouts()


@shared_task(name="lessons.tasks.make_printouts")
def make_printouts() -> None:
    """Enqueue those whose turn it is; also what a broker lost, or a worker died of."""
    Printout.objects.release()
    for pk in Printout.objects.next_ones():
        enqueue(make_printout, pk, expires=ASKED_AGAIN)


def make_soon(printout: Printout) -> None:
    """Enqueue it. Nothing is lost while the broker is away: beat asks for it within a minute."""
    enqueue(make_printout, printout.pk, expires=ASKED_AGAIN)
