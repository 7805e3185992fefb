"""Every line of a log goes through this one filter, whoever writes it: our code, Django, Celery, the web server.

It lets through what is known to be harmless, and nothing else: numbers, names out of our program, the constant words
of whoever wrote the line. Search words, drafts, addresses, tokens and browsers are not looked for and removed: they
are not among what is let through. Of errors it keeps what `config.logs.traces` does.
"""

import re
import sys
from collections.abc import Mapping
from logging import INFO, LogRecord
from typing import Any
from uuid import UUID

from structlog.typing import EventDict

from config.logs.paths import HIDDEN, mask_path
from config.logs.traces import short_name, told

OURS = ("base", "config", "digests", "lessons", "networks")
# Words without anything filled in are constant with these; with others they may have been filled before.
PLAIN_SPEAKERS = (*OURS, "django_structlog", "_granian", "granian")
PLAIN_WHILE_ALL_IS_WELL = ("celery", "kombu", "django_celery_beat")
KNOW_PATHS = (*OURS, "django", "django_structlog")
METHODS = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS"
ADDRESS = re.compile(r"\S+@\S+")


def only_what_is_harmless(_logger: Any, _method: str, event: EventDict) -> EventDict:
    record: LogRecord = event.pop("_record")
    structured = event.pop("_from_structlog")
    given = event.pop("positional_args", ())
    error = _error(event.pop("exc_info", None), event.get("exception"))
    about = _fields(event, record.name) if structured else {"event": _words(record, given), "at": _place(record)}
    line = about | {name: event[name] for name in ("level", "logger", "timestamp") if name in event}
    line |= {name: event[name] for name in ("request_id", "task_id", "parent_task_id") if _is_id(event.get(name))}
    return line | ({"errors": told(error)} if error else {})


def _error(info: Any, given: Any) -> BaseException | None:
    found = info[1] if isinstance(info, tuple) else info
    if found is True:
        found = sys.exc_info()[1]
    return next((each for each in (found, given) if isinstance(each, BaseException)), None)


def _fields(event: EventDict, logger: str) -> dict[str, Any]:
    """Return the fields without those of which nothing may be kept."""
    kept = {name: harmless(value, by=logger) for name, value in event.items() if name != "event"}
    words = {"event": _one_line(str(event["event"]))}
    return words | {name: value for name, value in kept.items() if value not in (None, HIDDEN)}


def _words(record: LogRecord, given: Any) -> str:
    """Return the words of the line; whoever wrote them, of what is filled in only what is harmless stays."""
    speaker, words = _speaker(record.name), str(record.msg)
    if given and isinstance(record.msg, str):
        return _one_line(_filled(words, given, record.name))
    well = record.levelno <= INFO and speaker in PLAIN_WHILE_ALL_IS_WELL
    return _one_line(words) if well or speaker in PLAIN_SPEAKERS else HIDDEN


def _filled(words: str, given: Any, by: str) -> str:
    try:
        if isinstance(given, Mapping):
            return words % {name: harmless(value, by=by) for name, value in given.items()}
        return words % tuple(harmless(each, by=by) for each in given)
    except (TypeError, ValueError, KeyError):  # a number was wanted where nothing may be shown
        return words


def _one_line(words: str) -> str:
    """Return the first line, without mail addresses and cut to 200 characters."""
    lines = words.strip().splitlines()
    return ADDRESS.sub(HIDDEN, lines[0])[:200] if lines else ""


def harmless(value: Any, *, by: str) -> Any:
    """Return the value if nobody can have typed it, else a sign; `by` is the logger, which may say more words."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, BaseException):
        return type(value).__name__
    if isinstance(value, UUID) or _is_id(value):
        return str(value)
    if isinstance(value, str):
        return _text(value, _speaker(by))
    if isinstance(value, list | tuple) and _speaker(by) in OURS:
        return [harmless(each, by=by) for each in value[:100]]
    return HIDDEN


def _text(text: str, speaker: str) -> str:
    asked = re.fullmatch(rf"((?:{METHODS}) )?(/[^\n]*)", text)
    if asked and speaker in KNOW_PATHS:
        return (asked[1] or "") + mask_path(asked[2])
    is_task = re.fullmatch(rf"({'|'.join(OURS)})(\.[a-z_]+)+", text)
    is_name = speaker in OURS and re.fullmatch(r"[A-Za-z_]{1,60}", text)
    return text if is_task or is_name else HIDDEN


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value))


def _speaker(logger: str) -> str:
    return logger.partition(".")[0]


def _place(record: LogRecord) -> str:
    """Return which line of which library wrote the record: there stand its words."""
    return f"{short_name(record.pathname)}:{record.lineno}"
