"""How the memory is guarded against its loss, for the desk and for `/healthz`."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.timezone import now

from networks.models import BackupRun

# Nightly and monthly, and some time to do it.
BACKUP_IS_OLD = timedelta(hours=36)
DRILL_IS_OLD = timedelta(days=40)


@dataclass(frozen=True)
class Guard:
    """The last that went well of each; what failed stands among the failed tasks."""

    backup: BackupRun | None
    drill: BackupRun | None
    restore: BackupRun | None

    @property
    def state(self) -> str:
        """`fresh`, `stale`, `none` as long as the first night has not come, `off` where nothing was set up."""
        if self.backup:
            return "fresh" if now() - self.backup.at < BACKUP_IS_OLD else "stale"
        return "none" if settings.BACKUP_DIR else "off"

    @property
    def drill_is_due(self) -> bool:
        return self.backup is not None and (self.drill is None or now() - self.drill.at > DRILL_IS_OLD)


def guard() -> Guard:
    newest = BackupRun.objects.newest()
    return Guard(*(newest.get(kind) for kind in ("backup", "drill", "restore")))


def told() -> dict[str, str | float | None]:
    """Tell it to a machine that watches. `unknown` if the database does not answer."""
    try:
        here = guard()
    except Exception:  # whatever it is: the part that failed is told beside it
        return {"backup": "unknown", "backup_age_seconds": None, "drill_age_seconds": None}
    return {
        "backup": here.state,
        "backup_age_seconds": _age(here.backup),
        "drill_age_seconds": _age(here.drill),
    }


def _age(run: BackupRun | None) -> float | None:
    return (now() - run.at).total_seconds() if run else None
