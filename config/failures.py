"""What is kept of an error in a background task: nothing that could name a person."""

import errno
import traceback
from collections.abc import Iterable
from pathlib import Path
from smtplib import SMTPResponseException
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError

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


def place_of(error: BaseException) -> str:
    """The innermost line of ours that was running; empty if the worker died without saying where."""
    ours = ""
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(settings.BASE_DIR) and not {".venv", "site-packages"} & set(path.parts):
            ours = f"{path.relative_to(settings.BASE_DIR)}:{frame.lineno} {frame.name}"
    return ours


def detail_of(error: BaseException) -> str:
    """What it says in a code or in a name of ours. Its text is left out: it may hold addresses and rows."""
    if isinstance(error, SMTPResponseException):
        return f"SMTP {error.smtp_code}"
    if isinstance(error, DatabaseError):
        diagnosis = getattr(error.__cause__, "diag", None)
        told = [getattr(diagnosis, name, None) for name in ("sqlstate", "constraint_name")]
        return " ".join(str(each) for each in told if each)
    if isinstance(error, OSError) and error.errno:
        return errno.errorcode.get(error.errno, "")
    return ""
