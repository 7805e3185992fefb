"""A worker writes the lists that people take along."""

import structlog
from celery import shared_task

from base.queue import ASKED_AGAIN, enqueue
from lessons.exports import making
from lessons.exports.models import Export

log = structlog.get_logger(__name__)


@shared_task(name="lessons.tasks.make_export")
def make_export(pk: int) -> None:
    outcome = making.make(pk)
    if outcome is not None:
        log.info("export", export=pk, outcome=outcome)
        make_exports()


@shared_task(name="lessons.tasks.make_exports")
def make_exports() -> None:
    """Enqueue the one whose turn it is; also what a broker lost, or a worker died of."""
    Export.objects.release()
    for pk in Export.objects.next_ones():
        enqueue(make_export, pk, expires=ASKED_AGAIN)


def make_soon(export: Export) -> None:
    """Enqueue it. Nothing is lost while the broker is away: beat asks for it within a minute."""
    enqueue(make_export, export.pk, expires=ASKED_AGAIN)
