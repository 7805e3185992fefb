"""Documents to take away, as their readers get them: asked for, made as a worker makes them, downloaded, read."""

import io
from typing import Any

from django.test import Client
from docx import Document
from pypdf import PdfReader

from base.typesetting.program import document
from lessons.models import Collection, Printout
from lessons.printouts import contents, making


def work() -> None:
    """As workers do, until nothing waits."""
    while pks := Printout.objects.next_ones():
        for pk in pks:
            making.make(pk)


def taken(client: Client, address: str) -> Any:
    """The answer that brings the document."""
    assert client.post(address).status_code == 302
    work()
    return client.get(address)


def content_of(answer: Any) -> bytes:
    content: bytes = answer.getvalue()
    return content


def text_of(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def learning_pack_as(kind: str, collection: Collection, reader: Any) -> bytes:
    """Made here, without a process of its own, in the language that is active."""
    _version, told = contents.learning(Printout(kind=kind, collection=collection, reader=reader))
    return document(contents.FORMATS[contents.Kind(kind)].layout, told)
