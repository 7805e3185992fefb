"""memoria.css and desk.css are a sheet for the browser, a folder of parts for us, joined when asked for: no build."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FOLDER = settings.BASE_DIR / "static" / "css"


class JoinedStylesheets(BaseFinder):
    """Finds the sheets that no folder holds: the parts of each, in the order of their names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._folder = TemporaryDirectory(prefix="memoria-css-")

    def check(self, **_options: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:
        found = [str(self._joined(sheet)) for sheet in self._sheets() if path == f"{sheet.name}.css"]
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for sheet in self._sheets():
            yield self._joined(sheet).name, FileSystemStorage(location=self._folder.name)

    def _sheets(self) -> Iterator[Path]:
        return (path for path in sorted(FOLDER.iterdir()) if path.is_dir())

    def _joined(self, sheet: Path) -> Path:
        """Return the sheet, as old as its newest part: so nothing is collected anew when no part has changed."""
        parts = sorted(sheet.glob("*.css"))
        newest = max(part.stat().st_mtime_ns for part in parts)
        joined = Path(self._folder.name) / f"{sheet.name}.css"
        if not joined.exists() or joined.stat().st_mtime_ns != newest:
            written = joined.with_suffix(f".{os.getpid()}")
            written.write_text("".join(part.read_text() for part in parts))
            os.utime(written, ns=(newest, newest))
            written.replace(joined)
        return joined
