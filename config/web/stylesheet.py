"""memoria.css: one sheet for the browser, one file a part for us. Joined when it is asked for, with no build."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "memoria.css"
PARTS = settings.BASE_DIR / "static" / "css"


class JoinedStylesheet(BaseFinder):
    """Finds the sheet that no folder holds: its parts, in the order of their names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._folder = TemporaryDirectory(prefix="memoria-css-")

    def check(self, **_options: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:
        found = [str(self._joined())] if path == NAME else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self._joined()
        yield NAME, FileSystemStorage(location=self._folder.name)

    def _joined(self) -> Path:
        """It is as old as its newest part, so that nothing is collected anew when no part has changed."""
        parts = sorted(PARTS.glob("*.css"))
        newest = max(part.stat().st_mtime_ns for part in parts)
        sheet = Path(self._folder.name) / NAME
        if not sheet.exists() or sheet.stat().st_mtime_ns != newest:
            written = sheet.with_suffix(f".{os.getpid()}")
            written.write_text("".join(part.read_text() for part in parts))
            os.utime(written, ns=(newest, newest))
            written.replace(sheet)
        return sheet
