"""The steps of an import, each asked for as often as it takes."""

import structlog
from celery import shared_task

from base.importing.models import State
from base.queue import enqueue
from networks.importing import actions
from networks.importing.models import OrganisationImport

ASKED_AGAIN = 60  # beat asks each minute

log = structlog.get_logger(__name__)


@shared_task(name="networks.tasks.read_import")
def read_import(pk: int) -> None:
    actions.read(pk)
    log.info("import read", organisation_import=pk)


@shared_task(name="networks.tasks.write_import")
def write_import(pk: int) -> None:
    actions.write(pk)
    log.info("import written", organisation_import=pk)


IMPORT_STEPS = {State.READING: read_import, State.WRITING: write_import}


def go_on(batch: OrganisationImport, *, expires: float | None = None) -> None:
    """Let a worker do the step that the import is at."""
    enqueue(IMPORT_STEPS[State(batch.state)], batch.pk, expires=expires)


@shared_task(name="networks.tasks.resume_imports")
def resume_imports() -> None:
    for batch in OrganisationImport.objects.unattended().only("pk", "state"):
        go_on(batch, expires=ASKED_AGAIN)
