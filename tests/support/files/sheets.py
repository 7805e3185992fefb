"""Files of tables as people's programs write them, which are not ours."""

import io
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook


def xlsx(*rows: list[Any], change: Callable[[Workbook], None] | None = None) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, *changes: tuple[str, str]) -> bytes:
    """With these words of its parts replaced."""
    whole, file = ZipFile(io.BytesIO(content)), io.BytesIO()
    with ZipFile(file, "w") as packed:
        for name in whole.namelist():
            text = whole.read(name)
            for old, new in changes:
                text = text.replace(old.encode(), new.encode())
            packed.writestr(name, text)
    return file.getvalue()


HEADINGS = ["Título", "Qué pasó", "Fecha"]
