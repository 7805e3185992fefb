"""The desk and `/healthz` tell how the memory is guarded against its loss."""

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
    """Holds the last run of each kind that went well; what failed stands among the failed tasks."""

    backup: BackupRun | None
    drill: BackupRun | None
    restore: BackupRun | None

    @property
    def state(self) -> str:
        """Return `fresh`, `stale`, `none` until the first night has come, or `off` where nothing was set up."""
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
    """Return it for a machine that watches: the state (`unknown` if the database does not answer), ages in seconds."""
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
