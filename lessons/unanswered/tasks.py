"""What tells searchers apart goes when their week is over."""

from celery import shared_task

from lessons.unanswered import actions


@shared_task(name="lessons.tasks.forget_searches")
def forget_searches() -> None:
    """Delete the marks of weeks that are over, and searches that too few people did. Runs each night."""
    actions.forget()
