"""Work outside the request."""

import structlog
from celery import shared_task

from lessons.asks import newly_due
from lessons.models import Lesson, Notice
from lessons.notices import tell

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


@shared_task(name="lessons.tasks.tell_what_is_due")
def tell_what_is_due() -> int:
    """Each night: who answers for a lesson hears that its review is due. How many did."""
    lessons = list(newly_due().select_related("steward"))
    for lesson in lessons:
        tell(Notice.Kind.DUE, [lesson.steward], lesson=lesson, about=f"due:{lesson.pk}:{lesson.review_on}")
    log.info("lessons due for review", newly_due=len(lessons))
    return len(lessons)
