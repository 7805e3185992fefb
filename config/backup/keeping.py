"""A folder keeps some backups: each night adds one, and then the old ones go."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from config.backup import BackupError, making

NAME = re.compile(r"memoria-(\d{8}T\d{6}Z)\.tar(\.age)?")
# By what a backup is the newest of its day, week or month.
PERIODS: list[Callable[[datetime], tuple[int, ...]]] = [
    lambda at: (at.year, at.month, at.day),
    lambda at: at.isocalendar()[:2],
    lambda at: (at.year, at.month),
]


@dataclass(frozen=True)
class Kept:
    path: Path
    made_at: datetime

    @property
    def encrypted(self) -> bool:
        return self.path.suffix == ".age"


def kept_in(folder: Path) -> list[Kept]:
    """List the backups of a folder, the newest first. A file with another name is not ours."""
    found = []
    for path in folder.iterdir():
        match = NAME.fullmatch(path.name)
        if match and path.is_file():
            found.append(Kept(path, datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)))
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def to_keep(made: Iterable[datetime], keep: tuple[int, int, int]) -> set[datetime]:
    """Choose the newest of each of the last so many days, weeks and months that have one; always the very newest."""
    newest_first = sorted(made, reverse=True)
    kept = set(newest_first[:1])
    for period, many in zip(PERIODS, keep, strict=True):
        newest_of: dict[tuple[int, ...], datetime] = {}
        for at in newest_first:
            newest_of.setdefault(period(at), at)
        kept |= set(list(newest_of.values())[:many])
    return kept


def forget(folder: Path, keep: tuple[int, int, int]) -> list[Path]:
    """Remove the backups that are not to be kept, and return their paths."""
    there = kept_in(folder)
    kept = to_keep((each.made_at for each in there), keep)
    gone = [each.path for each in there if each.made_at not in kept]
    for path in gone:
        path.unlink()
    return gone


def nightly() -> tuple[making.Made, list[Path]]:
    """Make a new backup, and only then remove the old ones. Return the new one, and the paths of those removed."""
    folder = the_folder()
    made = making.to_folder(folder, settings.BACKUP_RECIPIENTS)
    making.note(made)
    return made, forget(folder, settings.BACKUP_KEEP)


def the_folder() -> Path:
    """Return BACKUP_DIR, or raise BackupError if it is not set. Only the embedded run makes it: elsewhere a
    missing folder may be a disk not mounted."""
    if not settings.BACKUP_DIR:
        raise BackupError("BACKUP_DIR is not set: say where to, a folder, or - for standard output")
    folder = Path(settings.BACKUP_DIR)
    if settings.EMBEDDED:
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder
