"""`enqueue` is the one way to hand work to a worker.

What a request committed is committed, whether or not the broker answers. So a task is only ever the hint that a row
waits: each kind of row has a sweep among the periodic tasks that finds those whose hint was lost, and the task claims
its row, so that two hints are as good as one. docs/adr/0018 has the reasons.
"""

from typing import Any

import structlog
from django.db import transaction

from base.outages import Away

log = structlog.get_logger(__name__)

# Valkey serves the lower number first; all that does not say otherwise has CELERY_TASK_DEFAULT_PRIORITY.
AT_ONCE = 0
# A task that waited so many seconds is dropped: beat asks for it again.
ASKED_AGAIN = 300
# These are of this connection alone: the worker's own waits for the broker as long as it must.
PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1, "max_retries": 0, "interval_start": 0}

broker_away = Away()


def enqueue(task: Any, *args: int, expires: float | None = None, priority: int | None = None) -> None:
    """Ask a worker, once this transaction is committed, to run the task; without a broker, leave it to the sweep.

    It takes a second at most, and never raises: whoever called has their answer to give.
    """
    options = {name: value for name, value in (("expires", expires), ("priority", priority)) if value is not None}
    transaction.on_commit(lambda: _hand_over(task, args, options))


def _hand_over(task: Any, args: tuple[int, ...], options: dict[str, Any]) -> None:
    if broker_away:
        return
    try:
        with task.app.connection_for_write(transport_options=PATIENCE) as broker:
            task.apply_async(args=args, connection=broker, retry=False, **options)
    except Exception as error:  # whatever it is, the row is there
        broker_away.begin()
        log.warning("task left to the sweep", task=task.name, error=type(error).__name__)
