"""Work outside the request."""

import structlog
from celery import shared_task

from lessons.models import Application, Lesson
from lessons.speaking import ask_for_result

log = structlog.get_logger(__name__)


@shared_task(name="lessons.tasks.check_stewards")
def check_stewards() -> int:
    """Each night: how many lessons have nobody active who answers for them. The database refuses it: more than 0 is
    a fault of ours, such as a trigger lost in a restore, and is logged as an error."""
    lost = list(Lesson.objects.without_active_steward().values_list("pk", flat=True))
    if lost:
        log.error("lessons without an active steward", lessons=lost)
    else:
        log.info("each lesson has an active steward")
    return len(lost)


@shared_task(name="lessons.tasks.ask_for_results")
def ask_for_results() -> int:
    """Each night: ask those who said it was too early what came of their use, once a month, three times at most."""
    waiting = list(Application.objects.to_ask().order_by("pk").values_list("pk", flat=True))
    asked = sum(ask_for_result(pk) for pk in waiting)
    log.info("asked for results", uses=asked)
    return asked
