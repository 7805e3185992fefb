"""Beat keeps the schedule also after a clock that ran ahead: what was noted then must not hold back today's work."""

import time
from datetime import datetime
from typing import Any

from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry


class Entry(ModelEntry):  # type: ignore[misc]
    """An entry last ran now, at the latest: else it would wait until the clock has caught up, which may be years."""

    last_run_at: datetime

    def is_due(self) -> Any:
        moment = self._default_now()
        if self.last_run_at > moment:
            self.last_run_at = self.model.last_run_at = moment
            self.model.no_changes = True  # not of the schedule
            self.save()  # it is read anew every few minutes
        return super().is_due()


class Scheduler(DatabaseScheduler):  # type: ignore[misc]
    """Reckons all moments anew when the clock was put back."""

    Entry = Entry
    _seen = 0.0

    def tick(self, *arguments: Any, **options: Any) -> float:
        if time.time() < self._seen:
            self._heap = None
        self._seen = time.time()
        seconds: float = super().tick(*arguments, **options)
        return seconds
