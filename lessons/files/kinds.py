"""A file's own first bytes tell its kind: names lie, and phones and programs give wrong ones."""

import re
from dataclasses import dataclass

import puremagic

from lessons.files.models import Attachment

HEAD = 4096  # what tells the kind of a file stands at its beginning
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
SYNC_OF_MP3 = re.compile(rb"\xff[\xe2-\xff]")
# The PDF format says that its header stands somewhere within the first 1,024 bytes.
HEADER_OF_PDF, WHERE_OF_PDF = b"%PDF-", 1024
# Boxes of ISO media: recordings of phones call themselves by the brand of any of them, pictures of iPhones by these.
BOXES = b"ftyp"
BRANDS_OF_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
RIFF = {b"WAVE": "wav", b"WEBP": "webp"}
Kind = Attachment.Kind


@dataclass(frozen=True)
class Format:
    kind: str
    mime: str
    looks_like: frozenset[str]


def _format(kind: str, mime: str, *looks_like: str) -> Format:
    return Format(kind, mime, frozenset(looks_like))


FORMATS = {
    "pdf": _format(Kind.PDF, "application/pdf", ".pdf"),
    "jpg": _format(Kind.IMAGE, "image/webp", ".jpg", ".jpeg", ".jfif"),
    "jpeg": _format(Kind.IMAGE, "image/webp", ".jpg", ".jpeg", ".jfif"),
    "png": _format(Kind.IMAGE, "image/webp", ".png"),
    "webp": _format(Kind.IMAGE, "image/webp", ".webp"),
    "mp3": _format(Kind.AUDIO, "audio/mpeg", ".mp3", ".mpga"),
    "ogg": _format(Kind.AUDIO, "audio/ogg", ".ogg"),
    "opus": _format(Kind.AUDIO, "audio/ogg", ".ogg"),
    "m4a": _format(Kind.AUDIO, "audio/mp4", ".m4a"),
    "wav": _format(Kind.AUDIO, "audio/wav", ".wav"),
    "docx": _format(Kind.OFFICE, f"{OPEN_XML}wordprocessingml.document", ".docx"),
    "xlsx": _format(Kind.OFFICE, f"{OPEN_XML}spreadsheetml.sheet", ".xlsx"),
    "pptx": _format(Kind.OFFICE, f"{OPEN_XML}presentationml.presentation", ".pptx"),
    "odt": _format(Kind.OFFICE, f"{OPEN_DOCUMENT}text", ".odt"),
    "ods": _format(Kind.OFFICE, f"{OPEN_DOCUMENT}spreadsheet", ".ods"),
    "odp": _format(Kind.OFFICE, f"{OPEN_DOCUMENT}presentation", ".odp"),
}
# Other names under which phones and programs keep the same.
ALSO_CALLED = {"jfif", "jpe", "oga", "mpga", "m4b", "3ga"}
ACCEPTED = ",".join(f".{extension}" for extension in (*FORMATS, *sorted(ALSO_CALLED)))


def possible_kinds(head: bytes) -> set[str]:
    """Return extensions of `FORMATS`; none for what we do not take.

    A zip file returns those of all office files: its parts say which one it is.
    """
    if head.startswith(b"PK\x03\x04"):
        return {name for name, form in FORMATS.items() if form.kind == Kind.OFFICE}
    if head.startswith(b"RIFF"):
        return {RIFF[head[8:12]]} if head[8:12] in RIFF else set()
    if head[4:8] == BOXES:
        return set() if is_heic(head) else {"m4a"}
    if SYNC_OF_MP3.match(head):
        return {"mp3"}
    signatures = _signatures(head)
    extensions = {name for name, form in FORMATS.items() if form.looks_like & signatures and form.kind != Kind.OFFICE}
    return extensions or ({"pdf"} if HEADER_OF_PDF in head[:WHERE_OF_PDF] else set())


def is_heic(head: bytes) -> bool:
    """Return whether it is an iPhone's own kind of picture, whatever it is called."""
    return head[4:8] == BOXES and head[8:12] in BRANDS_OF_HEIC


def _signatures(head: bytes) -> set[str]:
    try:
        return {match.extension for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()
