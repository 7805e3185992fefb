"""Work outside the request."""

import structlog
from celery import shared_task

from base.queue import AT_ONCE, enqueue
from networks import letters, organisation_import, sessions
from networks.models.failures import TaskFailure
from networks.models.imports import OrganisationImport
from networks.models.joining import Invitation
from networks.models.letters import Letter

log = structlog.get_logger(__name__)

# A task that waited this long is dropped: beat asks for its letter again.
ASKED_AGAIN = 60


@shared_task(name="networks.tasks.read_import")
def read_import(pk: int) -> None:
    organisation_import.read(pk)
    log.info("import read", organisation_import=pk)


@shared_task(name="networks.tasks.write_import")
def write_import(pk: int) -> None:
    organisation_import.write(pk)
    log.info("import written", organisation_import=pk)


IMPORT_STEPS = {OrganisationImport.State.READING: read_import, OrganisationImport.State.WRITING: write_import}


def go_on(batch: OrganisationImport, *, expires: float | None = None) -> None:
    """Let a worker do the step that the import is at."""
    enqueue(IMPORT_STEPS[OrganisationImport.State(batch.state)], batch.pk, expires=expires)


@shared_task(name="networks.tasks.resume_imports")
def resume_imports() -> None:
    for batch in OrganisationImport.objects.unattended().only("pk", "state"):
        go_on(batch, expires=ASKED_AGAIN)


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


@shared_task(name="networks.tasks.forget")
def forget() -> None:
    """Each night: what people would not want kept for ever."""
    log.info(
        "forgotten",
        sign_ins=sessions.forget_old(),
        failures=TaskFailure.objects.forget_old(),
        invitations=Invitation.objects.forget_expired(),
        letters=Letter.objects.forget_old(),
        imports=OrganisationImport.objects.forget_unconfirmed(),
        faulty=OrganisationImport.objects.forget_faulty(),
    )


@shared_task(name="networks.tasks.forget_sessions")
def forget_sessions() -> None:
    """Each hour: sessions of nobody live three, and anybody can begin one."""
    log.info("sessions forgotten", sessions=sessions.forget_ended())


@shared_task(name="networks.tasks.send_due_letters")
def send_due_letters() -> None:
    """Each minute: what was put off, what no broker heard of, and what a worker died of."""
    Letter.objects.give_up_expired()
    for letter in Letter.objects.due().soonest_to_expire_first().only("pk", "expires_at"):
        post(letter, expires=ASKED_AGAIN)


def post(letter: Letter | None, *, expires: float | None = None) -> None:
    """Let a worker send it as soon as it is committed; before all else that waits, if its reader waits for a code.

    What was not written, because its reader is suspended, is not sent.
    """
    if letter is not None:
        enqueue(send_letter, letter.pk, expires=expires, priority=AT_ONCE if letter.expires_at else None)
