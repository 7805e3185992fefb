"""Once a month each source is asked whether it still answers."""

import structlog
from celery import shared_task

from base.queue import enqueue
from lessons.sources import actions

log = structlog.get_logger(__name__)


@shared_task(name="lessons.tasks.check_links")
def check_links() -> None:
    """Ask all on the first of each month, and eight days later those that failed."""
    log.info("links gathered", cited=actions.gather())
    enqueue(check_some_links)


@shared_task(name="lessons.tasks.check_some_links")
def check_some_links() -> None:
    checked = actions.check_some()
    log.info("links checked", checked=checked, told=actions.tell_of_the_dead())
    if checked:
        enqueue(check_some_links)
