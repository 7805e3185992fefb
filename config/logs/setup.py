"""Logs are one JSON object a line, on stdout, with the request id, which the worker carries on.

Every line goes through `only_what_is_harmless`: there is one handler, and loggers of libraries have none of their own.
"""

import logging
import sys
from typing import Any

import structlog

from config.logs.filter import only_what_is_harmless
from config.logs.traces import told, write_line

_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _once_a_request(_logger: Any, _name: str, event: Any) -> Any:
    """Leave out that a request began: its end says all of it again, and each line costs as much as a query."""
    if event.get("event") == "request_started":
        raise structlog.DropEvent
    return event


structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        _once_a_request,
        *_shared,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


class FilteredHandler(logging.StreamHandler[Any]):
    """Says of a line that cannot be written only that it was lost: Python would show what should stand in it."""

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        lost = {"event": "line lost", "level": "error", "logger": record.name, "errors": told(error) if error else []}
        write_line(lost)


_TO_ROOT = {"handlers": [], "propagate": True}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared,
            "use_get_message": False,
            "pass_foreign_args": True,
            "processors": [only_what_is_harmless, structlog.processors.JSONRenderer(ensure_ascii=False)],
        }
    },
    "handlers": {
        "stdout": {"class": "config.logs.setup.FilteredHandler", "stream": "ext://sys.stdout", "formatter": "json"}
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        # Django mails 500s to nobody here and repeats each 404 that the request log already has.
        "django": _TO_ROOT | {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        # The web server comes with handlers of its own.
        "django.server": _TO_ROOT | {"level": "WARNING"},
        "_granian": _TO_ROOT,
        "granian.access": _TO_ROOT | {"level": "WARNING"},
        # The lines of django_structlog say the same, with the id of the request.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
