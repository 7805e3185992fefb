"""What is let in, and what is not, whatever it is called."""

import hashlib
import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from lessons.files import checks
from lessons.files.checks import MOST_BYTES, check, check_name
from tests.support.files import documents
from tests.support.files.documents import sent
from tests.support.files.pictures import bomb

PRESENTATION = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
GOOD = {
    "acta.pdf": documents.pdf(),
    "ACTA.PDF": documents.pdf(),
    "voz.wav": documents.recording(),
    "voz.mp3": b"ID3\x03\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x44" + b"\0" * 400,
    "voz2.mp3": b"\xff\xf3\x90\x44" + b"\0" * 400,
    "voz.ogg": documents.HEAD_OF_OGG + b"\x01\x1e\x01vorbis" + b"\0" * 40,
    "voz.opus": documents.HEAD_OF_OGG + b"\x01\x13OpusHead" + b"\0" * 40,
    "voz.m4a": documents.m4a(),
    "acta.docx": documents.word(),
    "padron.xlsx": documents.sheet(),
    "taller.pptx": documents.zipped({"[Content_Types].xml": PRESENTATION, "ppt/presentation.xml": "<p/>"}),
    "acta.odt": documents.open_document(),
    "padron.ods": documents.open_document("application/vnd.oasis.opendocument.spreadsheet"),
    "taller.odp": documents.open_document("application/vnd.oasis.opendocument.presentation"),
}
MANY = documents.zipped({"[Content_Types].xml": PRESENTATION} | {f"ppt/{n}.xml": "" for n in range(6000)})
LIST = documents.word()[:-10] + (2_000_000).to_bytes(4, "little") + documents.word()[-6:]
TWO_ENDS = LIST[:-2] + b"\x16\0" + b"PK\x05\x06" + b"\0" * 18
BOMB = documents.with_part(documents.word(), "word/media/a.xml", "0" * 300_000_000)
HEIC = b"\0\0\0\x1cftypheic\0\0\0\0mif1heicmiaf" + b"\0" * 300
BAD = {
    "virus.exe": (b"MZ" + b"\0" * 300, "cannot be added"),
    "pagina.html": (b"<html><script>alert(1)</script>", "cannot be added"),
    "dibujo.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be added"),
    "acta.pdf.exe": (documents.pdf(), "cannot be added"),
    "acta.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older kind"),
    "acta.docm": (documents.word(), "macros"),
    "foto.heic": (b"\0\0\0\x18ftypheic", "iPhone"),
    "vacio.pdf": (b"", "empty"),
    "programa.pdf": (b"MZ" + b"\0" * 300, "says PDF"),
    "pagina.pdf": (b"<html><script>alert(1)</script></html>", "says PDF"),
    "pagina.mp3": (b"<html><script>alert(1)</script></html>", "says MP3"),
    "tarde.pdf": (b" " * 1024 + documents.pdf(), "says PDF"),
    "de-iphone.jpg": (HEIC, "iPhone"),
    "de-iphone.pdf": (HEIC, "iPhone"),
    "imagen.m4a": (documents.m4a(tracks=[]), "says M4A"),
    "llamada.m4a": (documents.m4a(tracks=[b"soun", b"vide"]), "says M4A"),
    "film.m4a": (documents.m4a(tracks=[b"vide"]), "says M4A"),
    "roto.docx": (documents.word()[:2000], "says DOCX"),
    "otro.odt": (documents.open_document("application/vnd.oasis.opendocument.chart"), "says ODT"),
    "suelto.docx": (documents.zipped({"a.txt": "hola"}), "says DOCX"),
    "macros.docx": (documents.with_part(documents.word(), "word/vbaProject.bin", "x"), "macros"),
    "control.xlsx": (documents.with_part(documents.sheet(), "xl/activeX/activeX1.bin", "x"), "macros"),
    "macros.odt": (documents.open_document(**{"Basic/Standard/Module1.xml": "x"}), "macros"),
    "bomba.docx": (BOMB, "unpacks"),
    "muchos.pptx": (MANY, "unpacks"),
    "lista.docx": (LIST, "unpacks"),
    "dos.docx": (TWO_ENDS, "unpacks"),
    "lista64.docx": (documents.word()[:-22] + b"PK\x06\x07" + b"\0" * 16 + documents.word()[-22:], "unpacks"),
    "bomba.png": (bomb(20_000, 20_000).getvalue(), "megapixels"),
    "pagina.png": (b"\x89PNG\r\n\x1a\n<html>", "not a photograph"),
}

SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
# What phones and programs send under another name than its own, and with something before its beginning.
MISNAMED = {
    "bom.pdf": (b"\xef\xbb\xbf" + documents.pdf(), "pdf"),
    "correo.pdf": (b"\r\n\r\n" + documents.pdf(), "pdf"),
    "pjl.pdf": (b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n" + documents.pdf(), "pdf"),
    "lejos.pdf": (b" " * 1019 + documents.pdf(), "pdf"),
    "Voz 001.m4a": (documents.m4a(b"mp42"), "m4a"),
    "Samsung.m4a": (documents.m4a(b"3gp4"), "m4a"),
    "Samsung 2.m4a": (documents.m4a(b"isom"), "m4a"),
    "Nota.m4a": (documents.m4a(b"iso5"), "m4a"),
    "vieja.3ga": (documents.m4a(b"3gp5"), "m4a"),
    "captura.jpg": (documents.picture("PNG"), "webp"),
    "captura.png": (documents.picture("JPEG"), "webp"),
    "whatsapp.jpg": (documents.picture("WEBP"), "webp"),
    "foto.jfif": (documents.picture("JPEG"), "webp"),
    "voz.wav": (documents.HEAD_OF_OGG + b"\x01\x13OpusHead" + b"\0" * 40, "ogg"),
    "voz.mp3": (documents.m4a(), "m4a"),
    "voz.ogg": (b"ID3\x03\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x44" + b"\0" * 400, "mp3"),
    "padron.docx": (documents.sheet(), "xlsx"),
    "padron.odt": (documents.open_document(SPREADSHEET), "ods"),
    "acta.docx": (documents.open_document(), "odt"),
    "acta.mp3": (documents.pdf(), "pdf"),
    "DOC-20260412-WA0003": (documents.pdf(), "pdf"),
    "DOC-20260412-WA0004.": (documents.word(), "docx"),
}


@pytest.fixture(autouse=True)
def in_english(settings):
    from django.utils.translation import override

    with override("en"):
        yield


@pytest.mark.parametrize("name", GOOD)
def test_lets_in_each_kind_as_it_came(name):
    checked = check(sent(GOOD[name], name), name)
    assert checked.content.read() == GOOD[name]
    assert checked.sha256 == hashlib.sha256(GOOD[name]).hexdigest()


@pytest.mark.parametrize("name", MISNAMED)
def test_takes_it_for_what_it_is_and_names_it_rightly(name):
    content, extension = MISNAMED[name]
    checked = check(sent(content, name), name)
    assert checked.extension == extension
    assert checked.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("name", BAD)
def test_refuses_what_is_not_what_it_says_and_what_could_do_harm(name):
    content, why = BAD[name]
    with pytest.raises(ValidationError, match=why):
        check(sent(content, name), name)


def test_a_picture_loses_where_it_was_taken():
    before = documents.phone_picture()
    assert b"Exif" in before
    checked = check(sent(before, "foto.jpg"), "foto.jpg")
    after = checked.content.read()
    with Image.open(io.BytesIO(after)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("WEBP", (640, 480), {})
    assert b"Exif" not in after
    assert checked.extension == "webp"
    assert checked.thumbnail.startswith(b"RIFF")


def test_a_scanned_page_stays_large_enough_to_read():
    file = io.BytesIO()
    Image.effect_noise((2480, 3508), 60).save(file, "PNG")
    checked = check(sent(file.getvalue(), "acta.png"), "acta.png")
    with Image.open(checked.content) as picture:
        assert max(picture.size) >= 1440
    assert checked.content.size <= 1_500_000


def test_too_heavy_is_said_before_it_is_sent():
    assert check_name("acta.pdf", MOST_BYTES) == "pdf"
    with pytest.raises(ValidationError, match="25 MB"):
        check_name("acta.pdf", MOST_BYTES + 1)


def test_a_part_that_lies_about_its_size_is_not_unpacked(monkeypatch):
    """What is read of a file is bounded by us, not by what it says."""
    monkeypatch.setattr(checks, "MOST_RATIO", 10**9)
    types = documents.zipped({"[Content_Types].xml": " " * 50_000_000 + PRESENTATION})
    with pytest.raises(ValidationError, match="says PPTX"):
        check(sent(types, "a.pptx"), "a.pptx")
