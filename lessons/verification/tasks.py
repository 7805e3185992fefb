"""Each night, whoever answers for a lesson hears that it is due."""

import structlog
from celery import shared_task

from lessons.notices.actions import notify
from lessons.notices.models import Notice
from lessons.verification.mail import newly_due

log = structlog.get_logger(__name__)


@shared_task(name="lessons.tasks.tell_what_is_due")
def tell_what_is_due() -> int:
    """Tell each steward that the review of their lesson is due. Return for how many lessons. Runs each night."""
    lessons = list(newly_due().select_related("steward"))
    for lesson in lessons:
        notify(Notice.Kind.DUE, [lesson.steward], lesson=lesson, about=f"due:{lesson.pk}:{lesson.review_on}")
    log.info("lessons due for review", newly_due=len(lessons))
    return len(lessons)
