"""The table of counts stays small, since lists and pictures sum up its rows."""

from celery import shared_task

from lessons.counts.models import KeptCount


@shared_task(name="lessons.tasks.fold_counts")
def fold_counts() -> None:
    """Fold what was added since the last time. Runs each five minutes."""
    KeptCount.objects.fold()
