"""The kinds of files in which a list is taken along, and how many lessons one holds."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from base.tables.responses import WRITERS
from lessons.printouts.contents import PDF, WORD


@dataclass(frozen=True)
class Format:
    """Describes a kind of file. `layout`, of a document, is as base/typesetting/program.py knows it."""

    label: Any
    mime: str
    at_once: int = 1_000  # who waits for the answer holds a thread
    most: int = 20_000  # of a worker; who needs more narrows the list
    layout: str = ""


def _document(label: Any, mime: str, layout: str) -> Format:
    """A program makes it, with limits of memory and time: see docs/adr/0017."""
    return Format(label, mime, at_once=100, most=500, layout=layout)


FORMATS = {
    "xlsx": Format("Excel", WRITERS["xlsx"][1]),
    "csv": Format("CSV", WRITERS["csv"][1]),
    "docx": _document("Word", WORD, "lessons.printouts.word"),
    "pdf": _document("PDF", PDF, "lessons/printouts/learning.typ"),
    "md": Format("Markdown", "text/markdown; charset=utf-8"),
    "json": Format(_("JSON, for programs"), "application/json"),
}
