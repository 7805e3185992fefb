"""The table of changes stays small, since each page of a visitor reads all of it."""

from celery import shared_task

from lessons.changes.models import Change


@shared_task(name="lessons.tasks.fold_changes")
def fold_changes() -> None:
    """Fold what was noted since the last time. Runs each five minutes."""
    Change.objects.fold()
