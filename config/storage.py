"""Each file of a lesson is stored whole, or not at all."""

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage

UNFINISHED = ".unfinished"
DAY = 60 * 60 * 24


class WholeFileStorage(FileSystemStorage):
    """Writes under another name first: a full disk, or a kill, leaves no half file that passes for one."""

    def _save(self, name: str, content: Any) -> str:
        self._forget_unfinished()
        begun, place = f"{UNFINISHED}/{uuid4().hex}", Path(self.path(name))
        try:
            super()._save(begun, content)  # type: ignore[misc]
            self._make_folders(place.parent)
            Path(self.path(begun)).replace(place)
        except BaseException:
            Path(self.path(begun)).unlink(missing_ok=True)
            raise
        return name

    def _make_folders(self, folder: Path) -> None:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir(mode=self.directory_permissions_mode or 0o777, exist_ok=True)

    def _forget_unfinished(self) -> None:
        """Remove what a kill left behind: nothing is written for a day."""
        for path in Path(self.path(UNFINISHED)).glob("*"):
            if path.stat().st_mtime < time.time() - DAY:
                path.unlink(missing_ok=True)
