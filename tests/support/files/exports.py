"""Lists taken along, as their readers get them."""

import io
from typing import Any

from django.test import Client
from openpyxl import load_workbook

from lessons.exports import making
from lessons.models import Export
from tests.support.files.printouts import text_of

DOCUMENTS = ("pdf", "docx")


def work() -> list[str | None]:
    """As a worker does, until nothing waits."""
    outcomes = []
    while pks := Export.objects.next_ones():
        outcomes += [making.make(pk) for pk in pks]
    return outcomes


def words_of(form: str, content: bytes) -> str:
    if form == "xlsx":
        return "\n".join("\n".join(map(str, row)) for row in load_workbook(io.BytesIO(content)).active.values)
    return text_of(content) if form in DOCUMENTS else content.decode("utf-8-sig")


def asked_for(client: Client, form: str = "json", query: str = "") -> Export:
    """What a POST asks for, of a list that is larger than fits into an answer."""
    answer: Any = client.post(f"/lecciones.{form}?{query}")
    assert answer.status_code == 302
    export: Export = Export.objects.latest("pk")
    assert answer["Location"].endswith(export.get_absolute_url())
    return export
