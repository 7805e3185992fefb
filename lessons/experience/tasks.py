"""Each night, those who used a lesson are asked what came of it."""

import structlog
from celery import shared_task

from lessons.experience.actions import ask_for_result
from lessons.experience.models import Application

log = structlog.get_logger(__name__)


@shared_task(name="lessons.tasks.ask_for_results")
def ask_for_results() -> int:
    """Ask those who said it was too early what came of their use: each month, three times at most. Runs nightly."""
    waiting = list(Application.objects.to_ask().order_by("pk").values_list("pk", flat=True))
    asked = sum(ask_for_result(pk) for pk in waiting)
    log.info("asked for results", uses=asked)
    return asked
