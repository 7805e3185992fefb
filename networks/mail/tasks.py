"""Letters are sent by a worker."""

import structlog
from celery import shared_task

from base.queue import AT_ONCE, enqueue
from networks.mail import letters
from networks.mail.models import Letter

ASKED_AGAIN = 60  # beat asks each minute

log = structlog.get_logger(__name__)


@shared_task(name="networks.tasks.send_letter")
def send_letter(pk: int) -> None:
    """The row keeps when to try again, not the broker: beat finds it, even after a broker lost its memory."""
    try:
        sent = letters.send_letter(pk)
    except OSError as error:
        # Also all of smtplib's errors. Their texts name addresses: the log gets the kind only.
        log.warning("letter put off", letter=pk, error=type(error).__name__)
        return
    log.info("letter", letter=pk, sent=sent)


@shared_task(name="networks.tasks.send_due_letters")
def send_due_letters() -> None:
    """Hand over each minute what was put off, what no broker heard of, and what a worker that died had claimed."""
    Letter.objects.give_up_expired()
    for letter in Letter.objects.due().soonest_to_expire_first().only("pk", "expires_at"):
        post(letter, expires=ASKED_AGAIN)


def post(letter: Letter | None, *, expires: float | None = None) -> None:
    """Let a worker send the letter once it is committed; before all else that waits, if its reader waits for a code.

    `letter` is None if it was not written, because its reader is suspended: then nothing is sent.
    """
    if letter is not None:
        enqueue(send_letter, letter.pk, expires=expires, priority=AT_ONCE if letter.expires_at else None)
