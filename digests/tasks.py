"""Beat asks every five minutes what is due; each digest is a task of its own."""

import structlog
from celery import shared_task
from django.utils.timezone import now

from base.queue import enqueue
from digests.composition import compose
from digests.delivery import send

log = structlog.get_logger(__name__)

# A task that waited this long is dropped: beat asks for its digest again.
ASKED_AGAIN = 300


@shared_task(name="digests.tasks.send_due_digests")
def send_due_digests() -> None:
    for pk in compose.create_due(now()):
        enqueue(send_digest, pk, expires=ASKED_AGAIN)


@shared_task(name="digests.tasks.send_digest")
def send_digest(pk: int) -> str | None:
    """Send one digest; return what became of it, None if it was put off or that was not for this call to decide.

    The row keeps when to try again, not the broker: beat finds it, even after a broker lost its memory.
    """
    try:
        state = send.send(pk)
    except OSError as error:
        # Also all of smtplib's errors. Their texts name addresses: the log gets the kind only.
        log.warning("digest put off", digest=pk, error=type(error).__name__)
        return None
    log.info("digest", digest=pk, outcome=state)
    return state
