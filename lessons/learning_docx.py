"""A learning pack to go on editing: headings, lists and links that a word processor and a screen reader know."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from lessons.learning import LearningPack, Lines, PackedLesson

# As Word calls them.
LANGUAGES = {"es": "es-PE", "en": "en-GB"}


def docx_of(pack: LearningPack) -> bytes:
    document = Document()
    _describe(document, pack)
    document.add_paragraph(f"Memoria Viva · {pack.kind}")
    document.add_heading(pack.title, level=0)
    document.add_paragraph(" · ".join(pack.cover))
    _add_lines(document, pack.introduction, pack.language)
    document.add_heading(pack.how.heading, level=1)
    document.add_paragraph(pack.how.text)
    for lesson in pack.lessons:
        _add_lesson(document, lesson, pack)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document: Doc, pack: LearningPack) -> None:
    """Its title, and the language of all that says no other."""
    language = LANGUAGES.get(pack.language, pack.language)
    about = document.core_properties
    about.title, about.author, about.language, about.comments = pack.title, "Memoria Viva", language, ""
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language)


def _add_lesson(document: Doc, lesson: PackedLesson, pack: LearningPack) -> None:
    title = document.add_heading("", level=1)
    _add_run(title, lesson.title, lesson.language)
    if lesson.note:
        document.add_paragraph().add_run(lesson.note).italic = True
    for fact in lesson.facts:
        line = document.add_paragraph(style="List Bullet")
        line.add_run(f"{fact.label}: ").bold = True
        line.add_run(fact.text)
    for part in lesson.parts:
        document.add_heading(part.heading, level=2)
        _add_lines(document, part.lines, lesson.language)
    if lesson.sources:
        document.add_heading(pack.sources_heading, level=2)
        for source in lesson.sources:
            _add_lines(document, [source], lesson.language, style="List Bullet")
    document.add_heading(pack.questions_heading, level=2)
    for question in pack.questions:
        document.add_paragraph(question, style="List Bullet")
    _add_link(document.add_paragraph(), lesson.url, lesson.url)


def _add_lines(document: Doc, lines: Lines, language: str, style: str | None = None) -> None:
    """One paragraph; its lines stay lines."""
    if not lines:
        return
    paragraph = document.add_paragraph(style=style)
    for place, pieces in enumerate(lines):
        if place:
            paragraph.add_run().add_break()
        for piece in pieces:
            if piece.url:
                _add_link(paragraph, piece.text, piece.url)
            else:
                _add_run(paragraph, piece.text, language)


def _add_run(paragraph: Paragraph, text: str, language: str) -> None:
    properties: Any = paragraph.add_run(text)._r.get_or_add_rPr()
    spoken: Any = OxmlElement("w:lang")
    spoken.set(qn("w:val"), LANGUAGES.get(language, language))
    properties.append(spoken)


def _add_link(paragraph: Paragraph, text: str, url: str) -> None:
    """The library has no call for it."""
    link: Any = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run: Any = paragraph.add_run(text)
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)
