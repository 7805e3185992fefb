"""Whatever people type, a document is made of it, with as much of it as our fonts have."""

import io
import shutil
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from base.typesetting.characters import BOX, SIGN, SILENT, Drawer, clean
from base.typesetting.program import FONTS, document
from tests.support.files.printouts import text_of

PACK = {
    "kind": "Paquete",
    "title": "Título",
    "language": "es",
    "cover": [],
    "made_on": "hoy",
    "introduction": [],
    "how": {"heading": "Cómo", "text": "Así"},
    "lessons": [],
    "sources_heading": "Fuentes",
    "questions_heading": "Para conversar",
    "questions": [],
}


@cache
def drawer() -> Drawer:
    return Drawer(FONTS)


def lesson(text: str) -> dict[str, object]:
    """With the text in each style: heading, emphasis, bold, list, plain."""
    line = [[{"text": text, "url": ""}]]
    facts, parts = [{"label": text, "text": text}], [{"heading": text, "lines": line}]
    about = {"facts": facts, "parts": parts, "sources": line, "language": "es", "url": "https://memoria.example/1/"}
    return {"title": text, "note": text, **about}


def made_of(*texts: str, layout: str = "lessons/printouts/learning.typ") -> bytes:
    return document(layout, PACK | {"lessons": [lesson(text) for text in texts]})


def every_style_as_pdf(*texts: str) -> str:
    return text_of(made_of(*texts))


def unspaced(text: str) -> str:
    return "".join(text.split())


NAMES = {
    "Ñusta Quispe Chuqui, q’ero, ch'isi": "Quechua and Spanish",
    "Aymar aru, jach’a, äwti, k’ïla": "Aymara",
    "ë ɨ ÿ ʉ ʔ ñ š ž": "letters of Amazonian languages",
    "Слава Ελένη Łukasz Ðorđe Ștefan": "Europe",
    "S/ 5000 – “CO₂” · 3 m² → ½ ✔ ☐ •": "signs",
}


@pytest.mark.parametrize("text", NAMES, ids=NAMES.get)
def test_letters_of_our_languages_are_drawn_as_they_are(text):
    assert drawer().drawn(clean(text)) == text
    assert unspaced(text) in unspaced(every_style_as_pdf(text))


# One for each sign, as a reader counts.
DRAWN = {
    "🎉": "🎉",
    "👍🏽": "👍🏽",
    "👩‍🌾": "👩‍🌾",
    "*️⃣": "*️⃣",
    "❤️": "❤️",
    "🇵🇪": "🇵🇪",
    "p\u0303": "p\u0303",
    "中": BOX,
    "한": BOX,
    "\u1112\u1161\u11ab": BOX,
    "ก็": BOX,
    "中\ufe0f": BOX,
    "中\u200d中": BOX,
    "\ue000": BOX,
    "a\u0338\u20dd": "a\u0338",
    "a\x00\ufeff\u202eb\u2069": "ab",
    "\ufe0f": "",
    "Ana\u00a0Flor\u202fRuiz\u2003y\tPaz": "Ana Flor Ruiz y Paz",
    "uno\u000bdos\u2028tres\r\ncuatro": "uno\ndos\ntres\ncuatro",
}


@pytest.mark.parametrize("text", DRAWN, ids=ascii)
def test_what_no_font_has_is_one_box_for_each_sign(text):
    assert drawer().drawn(clean(text)) == DRAWN[text]


def test_one_pdf_holds_all_characters_and_keeps_words_apart():
    text = every_style_as_pdf(*DRAWN, "Ana אבג 中文 محمد \u202eRuiz")
    assert "Ana Flor Ruiz y Paz" in text
    assert BOX in text


def test_the_handover_pack_holds_all_characters():
    lines = [{"text": text, "about": text, "url": ""} for text in DRAWN]
    told = {"title": "🎉", "language": "es", "made_on": "hoy", "made_for": "中", "network": "\ufeff", "reader": ""}
    sections = [{"heading": text, "lines": lines, "none": ""} for text in ("Gente 👩‍🌾", "")]
    text = text_of(document("lessons/printouts/pack.typ", told | {"sections": sections}))
    assert "Gente" in text
    assert BOX in text


def test_each_character_that_a_font_has_can_be_drawn():
    """Typesetting refuses what has no picture: so a font's table was read aright if this ends."""
    for known in drawer().families:
        letters = sorted(each for each in known if unicodedata.category(each)[0] not in "CZM")
        assert len(letters) > 1000
        marked = [f"o{each}" for each in sorted(known) if unicodedata.category(each)[0] == "M"]
        made_of(" ".join(letters), " ".join(marked))


def test_a_pdf_is_the_same_on_a_machine_without_fonts_of_its_own(tmp_path, monkeypatch):
    before = every_style_as_pdf("Ñusta 🎉 中")
    for name in ("HOME", "XDG_DATA_HOME", "FONTCONFIG_PATH", "FONTCONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path))
    pdf = made_of("Ñusta 🎉 中")
    assert text_of(pdf) == before
    fonts = {name.split("+")[-1] for name in fonts_in(pdf)}
    assert fonts <= {"NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "DejaVuSans", "NotoEmoji-Regular"}


def fonts_in(pdf: bytes) -> set[str]:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return {
        font.get_object()["/BaseFont"].lstrip("/") for page in pages for font in page["/Resources"]["/Font"].values()
    }


def test_without_one_of_our_fonts_there_are_boxes_and_no_failure(tmp_path, monkeypatch):
    for font in FONTS.glob("NotoSans*.ttf"):
        shutil.copy(font, tmp_path)
    monkeypatch.setattr("base.typesetting.program.FONTS", Path(tmp_path))
    monkeypatch.setattr("base.typesetting.characters.BOX", "\ufffd")
    assert "Ñusta \ufffd" in every_style_as_pdf("Ñusta 🎉")


# All of Unicode, and more often what joins, marks, turns and hides.
JOINS = st.sampled_from("\u200d\ufe0f\ufe0e\u200c\u0303\u20e3\u0338\U0001f3fd\U000e0067\U000e007f\u202e\u2067\u00ad\0")
PICTURES = st.sampled_from("🎉👩🌾🏴🇵🇪❤✅*1#中ก한ءבÑɨ")
CHARACTERS = st.one_of(JOINS, PICTURES, st.characters(), st.characters(categories=["Mn", "Mc", "Me", "Lo", "So", "Cf"]))
TEXTS = st.lists(st.text(CHARACTERS, max_size=30), min_size=10, max_size=40)
OFTEN = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


class TestWhateverIsTyped:
    @OFTEN
    @given(TEXTS)
    def test_a_pdf_is_made_with_what_the_fonts_have(self, texts):
        text = unspaced(every_style_as_pdf(*texts))
        for plain in filter(str.isascii, map(drawer().drawn, map(clean, texts))):
            assert unspaced(plain) in text

    @OFTEN
    @given(TEXTS)
    def test_a_word_document_is_made_with_all_that_one_can_hold(self, texts):
        read = Document(io.BytesIO(made_of(*texts, layout="lessons.printouts.word")))
        text = unspaced("".join(paragraph.text for paragraph in read.paragraphs))
        for told in map(clean, texts):
            assert unspaced(told) in text

    @given(st.text(CHARACTERS))
    def test_there_are_never_more_signs_than_were_typed(self, text):
        held = clean(text)
        signs = [sign for sign in SIGN.findall(unicodedata.normalize("NFC", held)) if SILENT.sub("", sign)]
        assert drawer().drawn(held).count(BOX) <= len(signs)
        assert clean(held) == held
