"""Writes the lessons of a list into a file of each kind."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from typing import IO, Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from base.tables.files import stream_csv, write_xlsx
from base.typesetting.process import write_document
from lessons.exports.documents import around, facts_of, packed
from lessons.exports.formats import FORMATS
from lessons.exports.queries import parts_of
from lessons.exports.table import HEADINGS, published_on, row_of
from lessons.record.fields import headed
from lessons.record.models import Lesson
from lessons.texts.escaping import escaped, in_paragraphs
from networks.mail.letters import absolute_url
from networks.record.permissions import Visitor


@dataclass(frozen=True)
class List:
    """Describes a list: what it is called and where it is; which lessons, for whom, in which language."""

    title: str
    address: str
    keys: list[int]
    reader: Visitor
    language: str


def write(file: IO[bytes], form: str, told: List, *, note: Callable[[int], None] = lambda done: None) -> None:
    """Write into a real, empty `file`. `note` is told after each part how many lessons are done.

    Raises NotMade if a document cannot be made.
    """
    make, write_into = WRITERS[form]
    parts = _noted(parts_of(told.keys, told.reader, told.language, make), note)
    write_into(file, told, chain.from_iterable(parts))


def _noted(parts: Iterable[list[Any]], note: Callable[[int], None]) -> Iterator[list[Any]]:
    done = 0
    for part in parts:
        yield part
        done += len(part)
        note(done)


def _headings() -> list[str]:
    return [str(heading) for heading in HEADINGS]


def _csv(file: IO[bytes], _told: List, rows: Iterable[Any]) -> None:
    file.writelines(stream_csv(_headings(), rows))


def _xlsx(file: IO[bytes], _told: List, rows: Iterable[Any]) -> None:
    file.write(write_xlsx(_headings(), rows))


def _json(file: IO[bytes], told: List, lessons: Iterable[dict[str, Any]]) -> None:
    """Write one object, a lesson a line, so that no more than a part of a large list is held at once."""
    about = {"title": told.title, "url": told.address, "language": told.language}
    file.write(json.dumps(about, ensure_ascii=False)[:-1].encode() + b', "lessons": [')
    for place, lesson in enumerate(lessons):
        file.write(b",\n" if place else b"\n")
        file.write(json.dumps(lesson, ensure_ascii=False).encode())
    file.write(b"\n]}\n")


def _as_object(lesson: Lesson) -> dict[str, Any]:
    return {
        "title": lesson.title,
        "url": absolute_url(lesson.get_absolute_url()),
        "told_by": lesson.told_by,
        "network": lesson.network.slug if lesson.network else None,
        "insight": lesson.insight,
        "recommendation": lesson.recommendation,
        "result": lesson.result or None,
        "state": lesson.state,
        "departments": [region.slug for region in lesson.regions.all()],
        "sources": lesson.sources.splitlines(),
        "published": published_on(lesson) or None,
        "language": lesson.language,
    }


def _markdown(file: IO[bytes], told: List, lessons: Iterable[str]) -> None:
    file.write(f"# {escaped(told.title)}\n\n<{told.address}>\n".encode())
    for lesson in lessons:
        file.write(lesson.encode())


def _in_markdown(lesson: Lesson) -> str:
    facts = [f"- **{escaped(label)}**: {escaped(text)}" for label, text in facts_of(lesson) if text]
    parts = [f"### {escaped(heading)}\n\n{in_paragraphs(text)}" for heading, text in _texts(lesson) if text.strip()]
    address = f"<{absolute_url(lesson.get_absolute_url())}>"
    return "\n" + "\n\n".join([f"## {escaped(lesson.title)}", "\n".join(facts), *parts, address]) + "\n"


def _texts(lesson: Lesson) -> Iterator[tuple[str, str]]:
    yield from headed(lesson, ("insight", "recommendation"))
    yield _("Sources"), lesson.sources


def _document(form: str) -> Callable[[IO[bytes], List, Iterable[Any]], None]:
    def write_into(file: IO[bytes], told: List, lessons: Iterable[Any]) -> None:
        pack = around(told.title, told.language, list(lessons))
        made_on = date_format(localdate(), "DATE_FORMAT")
        write_document(file, FORMATS[form].layout, asdict(pack) | {"made_on": made_on})

    return write_into


WRITERS: dict[str, tuple[Callable[[Lesson], Any], Callable[[IO[bytes], List, Iterable[Any]], None]]] = {
    "csv": (row_of, _csv),
    "xlsx": (row_of, _xlsx),
    "json": (_as_object, _json),
    "md": (_in_markdown, _markdown),
    "pdf": (packed, _document("pdf")),
    "docx": (packed, _document("docx")),
}
