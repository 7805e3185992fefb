"""Small files of each kind, as programs make them; always the same one."""

import io
import wave
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pypdf
import typst
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.files.pictures import from_phone, halves

HEAD_OF_OGG = b"OggS\0\x02" + b"\0" * 8 + b"\1\2\3\4" + b"\0" * 8


@cache
def pdf(text: str = "Acta de la asamblea sobre los padrones") -> bytes:
    pages = "#pagebreak()\n".join(f"= Acta\n{part}\n" for part in text.split("\f"))
    return typst.compile(pages.encode(), format="pdf")


@cache
def scanned() -> bytes:
    """A page with a picture and no words."""
    return typst.compile(b"#rect(width: 5cm, height: 5cm, fill: red)", format="pdf")


@cache
def locked() -> bytes:
    """Opens with a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("clave", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@cache
def word() -> bytes:
    file = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Acta")
    document.save(file)
    return file.getvalue()


@cache
def sheet() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def open_document(mime: str = "application/vnd.oasis.opendocument.text", **parts: str) -> bytes:
    return zipped({"mimetype": mime, "content.xml": "<office:document-content/>", **parts})


def zipped(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def with_part(content: bytes, name: str, part: str) -> bytes:
    """The same office file with one part more."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, part)
    return file.getvalue()


@cache
def recording() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\1" * 4000)
    return file.getvalue()


def m4a(brand: bytes = b"M4A ", *, tracks: Sequence[bytes] = (b"soun",)) -> bytes:
    """A recording as phones make it, which call themselves by many a brand; or a film, or a picture."""
    boxes = b"".join(b"\0\0\0\x30moovhdlr" + b"\0" * 8 + kind + b"\0" * 64 for kind in tracks)
    return b"\0\0\0\x20ftyp" + brand + b"\0\0\0\0M4A mp42isom\0\0\0\0" + boxes


@cache
def picture(form: str) -> bytes:
    file = io.BytesIO()
    halves(64, 48).save(file, form)
    return file.getvalue()


@cache
def phone_picture() -> bytes:
    return from_phone(halves(640, 480)).getvalue()


def sent(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def contents() -> list[Path]:
    return [path for path in (Path(django_settings.MEDIA_ROOT) / "attachments").rglob("*") if path.is_file()]
