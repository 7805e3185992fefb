"""A learning pack is a collection to be read in a workshop, on paper, or to be edited further.

It is made for one reader, in their language, and holds no lesson that they may not read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from base.typesetting.characters import clean
from lessons.collections.models import Collection
from lessons.collections.queries import lessons_wholly
from lessons.experience.strength import strength_line
from lessons.record.fields import headed
from lessons.record.models import Lesson
from lessons.texts.sources import Piece, cited, linked
from networks.mail.letters import absolute_url
from networks.models import User
from networks.record.permissions import Visitor

Lines = list[list[Piece]]


@dataclass(frozen=True)
class Fact:
    label: str
    text: str


@dataclass(frozen=True)
class Part:
    heading: str
    lines: Lines


@dataclass(frozen=True)
class PackedLesson:
    """Holds one lesson of a pack. Its texts are in `language`, all else in the reader's."""

    title: str
    language: str
    note: str
    facts: list[Fact]
    parts: list[Part]
    sources: Lines
    url: str  # absolute: it is read on paper


@dataclass(frozen=True)
class How:
    heading: str
    text: str


@dataclass(frozen=True)
class LearningPack:
    """Holds a learning pack in the language that was active when it was made.

    A list of lessons is one too, that says neither how to use it nor what to talk about.
    """

    kind: str
    title: str
    language: str
    cover: list[str]
    introduction: Lines
    how: How
    sources_heading: str
    questions_heading: str
    questions: list[str]
    lessons: list[PackedLesson] = field(default_factory=list)


def learning_pack(collection: Collection, *, reader: Visitor) -> LearningPack:
    lessons = list(_lessons(collection, reader))
    return replace(_around(collection, reader, len(lessons)), lessons=lessons)


def in_pieces(collection: Collection, *, reader: Visitor) -> Iterator[PackedLesson | LearningPack]:
    """Yield each lesson, then what stands around them: who only looks for changes never holds all texts."""
    many = 0
    for lesson in _lessons(collection, reader):
        many += 1
        yield lesson
    yield _around(collection, reader, many)


def _lessons(collection: Collection, reader: Visitor) -> Iterator[PackedLesson]:
    return (_packed(lesson, note) for lesson, note in lessons_wholly(collection, reader))


def _around(collection: Collection, reader: Visitor, many: int) -> LearningPack:
    return LearningPack(
        kind=_("Learning pack"),
        title=in_one_line(collection.title),
        language=get_language() or "es",
        cover=list(map(in_one_line, _cover(collection, reader, many))),
        introduction=cited(clean(collection.introduction)),
        how=_how(),
        sources_heading=_("Sources"),
        questions_heading=_("To talk about"),
        questions=[
            _("How is it like your own situation? How is it different?"),
            _("What would you do differently where you are?"),
        ],
    )


def _cover(collection: Collection, reader: Visitor, many: int) -> Iterator[str]:
    """Yield the lines of the cover. Who collected it is told only to signed-in readers, as on its page."""
    if collection.network:
        yield collection.network.name
    if isinstance(reader, User):
        yield _("Collected by %(name)s") % {"name": collection.by}
    yield ngettext("%(total)s lesson", "%(total)s lessons", many) % {"total": many}


def _how() -> How:
    return How(
        _("How to use this pack"),
        _(
            "Read one lesson at a time, alone or in a group. Begin with what it advises and when it applies; then"
            " answer the two questions below it. If you use one, or it went differently for you, say so on its page:"
            " whoever wrote it hears of it."
        ),
    )


def _packed(lesson: Lesson, note: str) -> PackedLesson:
    return PackedLesson(
        title=in_one_line(lesson.title),
        language=lesson.language,
        note=in_one_line(note),
        facts=[Fact(label, in_one_line(str(text))) for label, text in _facts(lesson) if text],
        parts=[Part(heading, in_lines(text)) for heading, text in headed(lesson) if text.strip()],
        sources=cited(clean(lesson.sources)),
        url=absolute_url(lesson.get_absolute_url()),
    )


def _facts(lesson: Lesson) -> Iterator[tuple[str, str]]:
    yield _("Told by"), _who(lesson)
    yield _("Network"), lesson.network.name if lesson.network else ""
    yield _("How it went"), lesson.get_result_display()
    yield _("What others say"), strength_line(lesson)
    yield _("How we know this"), lesson.get_evidence_display()
    day = "Y" if lesson.is_from_source else "DATE_FORMAT"
    yield _("When it happened"), date_format(lesson.happened_on, day) if lesson.happened_on else ""
    yield _("Where"), ", ".join(map(str, lesson.regions.all()))
    yield _("Sector"), lesson.sector.name if lesson.sector else ""


def _who(lesson: Lesson) -> str:
    """Return who tells the lesson; `lesson` comes without its source where the reader may not know it."""
    if lesson.network is None:
        return lesson.told_by
    if lesson.author is None:
        return _("Someone from %(network)s, shared anonymously") % {"network": lesson.network.name}
    return ", ".join(str(source) for source in (lesson.author, lesson.organisation) if source)


def in_lines(text: str) -> Lines:
    return [linked(line) for line in clean(text).strip().splitlines()]


def in_one_line(text: str) -> str:
    return " ".join(clean(text).split())


def file_name(collection: Collection) -> str:
    """Return the name without its ending."""
    return "-".join(part for part in (_("pack"), slugify(collection.title)[:60].strip("-")) if part)
