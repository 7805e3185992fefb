"""What is kept of an error in a background task: nothing that could name a person."""

from collections.abc import Iterable
from typing import Any

from config.traces import detail_of, place_of
from networks.models import TaskFailure


def note(task: str, error: BaseException, args: Iterable[Any], *, tries_again: bool) -> None:
    TaskFailure.objects.note(
        task[:200],
        type(error).__name__[:200],
        place_of(error)[:200],
        detail=detail_of(error)[:200],
        ids=[each for each in args or () if type(each) is int],
        tries_again=tries_again,
    )
