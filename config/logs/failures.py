"""Of an error in a background task nothing is kept that could name a person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.timezone import now

from config.logs.traces import detail_of, place_of
from networks.models import TaskFailure, TaskRun


def note(task: str, error: BaseException, args: Iterable[Any], *, tries_again: bool) -> None:
    TaskFailure.objects.note(
        task[:200],
        type(error).__name__[:200],
        place_of(error)[:200],
        detail=detail_of(error)[:200],
        ids=[each for each in args or () if type(each) is int],
        tries_again=tries_again,
    )


def keep_run(task: str, began_at: datetime, error: object | None) -> None:
    """Note how the last run of a scheduled task went. One that asks to be tried again did not go well yet."""
    error = getattr(error, "exc", None) or error
    run = {"at": now(), "seconds": (now() - began_at).total_seconds(), "error": type(error).__name__ if error else ""}
    TaskRun.objects.update_or_create(task=task, defaults=run)
