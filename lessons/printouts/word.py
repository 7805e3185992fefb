"""Writes a learning pack to go on editing: headings, lists and links that a word processor and a screen reader know.

It comes as data, in the shape of `LearningPack` in learning_pack.py: this runs in a process that knows nothing else.
"""

from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

Told = dict[str, Any]
Lines = list[list[Told]]
CHAPTER, PART, ITEM = "Heading1", "Heading2", "ListBullet"
# Word's names for our languages.
LANGUAGES = {"es": "es-PE", "en": "en-GB"}


def document(pack: Told) -> bytes:
    document = Document()
    _describe(document, pack)
    _add(document, f"Memoria Viva · {pack['kind']}")
    _add(document, pack["title"], "Title")
    _add(document, " · ".join([*pack["cover"], pack["made_on"]]))
    _add_lines(document, pack["introduction"], pack["language"])
    if pack["how"]["text"]:
        _add(document, pack["how"]["heading"], CHAPTER)
        _add(document, pack["how"]["text"])
    for lesson in pack["lessons"]:
        _add_lesson(document, lesson, pack)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document: Doc, pack: Told) -> None:
    """Set the title, and the language of all that says no other."""
    language = LANGUAGES.get(pack["language"], pack["language"])
    about = document.core_properties
    about.title, about.author, about.language, about.comments = pack["title"], "Memoria Viva", language, ""
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language)


def _add(document: Doc, text: str = "", style: str = "") -> Paragraph:
    """Add a paragraph by the id of its style: looking up a style's name takes the library longer than all the rest."""
    paragraph = document.add_paragraph(text)
    if style:
        paragraph._p.style = style
    return paragraph


def _add_lesson(document: Doc, lesson: Told, pack: Told) -> None:
    _add_run(_add(document, style=CHAPTER), lesson["title"], lesson["language"])
    if lesson["note"]:
        _add(document).add_run(lesson["note"]).italic = True
    for fact in lesson["facts"]:
        line = _add(document, style=ITEM)
        line.add_run(f"{fact['label']}: ").bold = True
        line.add_run(fact["text"])
    for part in lesson["parts"]:
        _add(document, part["heading"], PART)
        _add_lines(document, part["lines"], lesson["language"])
    if lesson["sources"]:
        _add(document, pack["sources_heading"], PART)
        for source in lesson["sources"]:
            _add_lines(document, [source], lesson["language"], ITEM)
    if pack["questions"]:
        _add(document, pack["questions_heading"], PART)
    for question in pack["questions"]:
        _add(document, question, ITEM)
    _add_link(_add(document), lesson["url"], lesson["url"])


def _add_lines(document: Doc, lines: Lines, language: str, style: str = "") -> None:
    """Add one paragraph; its lines stay lines."""
    if not lines:
        return
    paragraph = _add(document, style=style)
    for place, pieces in enumerate(lines):
        if place:
            paragraph.add_run().add_break()
        for piece in pieces:
            if piece["url"]:
                _add_link(paragraph, piece["text"], piece["url"])
            else:
                _add_run(paragraph, piece["text"], language)


def _add_run(paragraph: Paragraph, text: str, language: str) -> None:
    properties: Any = paragraph.add_run(text)._r.get_or_add_rPr()
    spoken: Any = OxmlElement("w:lang")
    spoken.set(qn("w:val"), LANGUAGES.get(language, language))
    properties.append(spoken)


def _add_link(paragraph: Paragraph, text: str, url: str) -> None:
    """Add a link in XML: the library has no call for it."""
    link: Any = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run: Any = paragraph.add_run(text)
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)
