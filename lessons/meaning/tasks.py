"""A worker keeps the meanings of lessons, and of what somebody looks for."""

import structlog
from celery import shared_task

from lessons.meaning import actions
from lessons.meaning.embedding import is_on

log = structlog.get_logger(__name__)


@shared_task(name="lessons.tasks.keep_meanings")
def keep_meanings() -> None:
    """Make the vectors of lessons that were published or changed. Runs each minute."""
    if is_on() and (made := actions.keep_meanings()):
        log.info("meanings kept", lessons=made)


@shared_task(name="lessons.tasks.find_meaning")
def find_meaning(token: int) -> None:
    """Answer a web process; what it asks is in the cache, so that no log and no note of a failure has the words."""
    if is_on():
        actions.answer(token)
