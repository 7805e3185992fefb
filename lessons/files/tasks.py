"""A worker reads files for the search."""

import structlog
from celery import shared_task

from base.queue import ASKED_AGAIN, enqueue
from lessons.files import reading
from lessons.files.models import Attachment

log = structlog.get_logger(__name__)


@shared_task(name="lessons.tasks.read_attachment")
def read_attachment(pk: int) -> None:
    has_words = reading.read(pk)
    log.info("attachment read", attachment=pk, words=has_words)


@shared_task(name="lessons.tasks.read_attachments")
def read_attachments() -> None:
    """Enqueue the files whose message was lost, and those whose worker died."""
    for pk in Attachment.objects.due().values_list("pk", flat=True):
        enqueue(read_attachment, pk, expires=ASKED_AGAIN)
