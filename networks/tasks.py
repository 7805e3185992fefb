"""Work outside the request."""

import structlog
from celery import shared_task

from networks import organisation_import

log = structlog.get_logger(__name__)


@shared_task(name="networks.tasks.read_import")
def read_import(pk: int) -> None:
    organisation_import.read(pk)
    log.info("import read", organisation_import=pk)


@shared_task(name="networks.tasks.write_import")
def write_import(pk: int) -> None:
    organisation_import.write(pk)
    log.info("import written", organisation_import=pk)
