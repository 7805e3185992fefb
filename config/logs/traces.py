"""Of an error its kind, its codes and where it was are kept; never its words, nor what was in variables.

The words of an error hold what people typed: the row that the database refused, the address that the mail server did
not take, the text that is no number. Codes and places are enough to find a fault.
"""

import errno
import json
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from types import TracebackType
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
MOST_CAUSES = 5
MOST_PLACES = 30


def told(error: BaseException) -> list[dict[str, Any]]:
    """Return the error and what it came of, the outermost first: `{"error": kind, "detail": codes, "at": places}`."""
    return [
        {"error": type(each).__name__, "detail": detail_of(each), "at": places_of(each.__traceback__)}
        for each in _chain(error)
    ]


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    following: BaseException | None = error
    while following and following not in seen and len(seen) < MOST_CAUSES:
        seen.append(following)
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def detail_of(error: BaseException) -> str:
    """Return what the error says in a code, or in a name out of the program; empty if in neither."""
    if isinstance(error, SMTPResponseException):
        return f"SMTP {error.smtp_code}"
    if isinstance(error, SMTPRecipientsRefused):
        return " ".join(f"SMTP {code}" for code in sorted({code for code, _reply in error.recipients.values()}))
    if isinstance(error, OSError):
        return errno.errorcode.get(error.errno or 0, "")
    if isinstance(error, AttributeError | NameError | ImportError):
        return error.name or ""
    diagnosis = getattr(error, "diag", None) or getattr(error.__cause__, "diag", None)
    found = [getattr(diagnosis, name, None) for name in ("sqlstate", "constraint_name")]
    codes = " ".join(str(each) for each in found if each)
    return codes or ("no connection" if type(error).__name__ == "OperationalError" else "")


def places_of(trace: TracebackType | None) -> list[str]:
    """Return places as `file:line function`, the innermost last; libraries too: their errors seldom lack our part."""
    places = []
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{short_name(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-MOST_PLACES:]


def place_of(error: BaseException) -> str:
    """Return the innermost line of ours that was running; empty if the worker died without saying where."""
    ours = [place for place in places_of(error.__traceback__) if is_ours(place)]
    return ours[-1] if ours else ""


def is_ours(place: str) -> bool:
    return not place.startswith(("…/", "/", "<"))


def short_name(file_name: str) -> str:
    path = Path(file_name)
    if {".venv", "site-packages"} & set(path.parts):
        return "…/" + file_name.rpartition("site-packages/")[2]
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else file_name


def hold_back_words() -> None:
    """Have what Python itself writes from now on of errors and warnings be one JSON object a line, without their words.

    On a terminal all stays as it is: who runs a command there reads what they typed themselves.
    """
    if sys.stderr.isatty():
        return
    sys.excepthook = lambda _kind, error, _trace: _write("error that nobody caught", error)
    sys.unraisablehook = lambda each: _write("error that nobody could catch", each.exc_value)
    threading.excepthook = lambda each: _write("error that ended a thread", each.exc_value)
    warnings.showwarning = _write_warning


def _write(event: str, error: BaseException | None) -> None:
    if error:
        write_line({"event": event, "level": "error", "errors": told(error)})


def _write_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: Any, **__: Any
) -> None:
    write_line({"event": category.__name__, "level": "warning", "at": f"{short_name(filename)}:{lineno}"})


def write_line(line: dict[str, Any]) -> None:
    """Write the line to standard error. Nothing fails because a log does: its disk may be full."""
    with suppress(OSError):
        sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
