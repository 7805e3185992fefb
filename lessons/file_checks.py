"""What a file is, whatever its name says. Nothing is let in that is not one of a few kinds."""

import hashlib
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, BinaryIO, cast

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from lessons import photographs
from lessons.models import Attachment

MEGABYTE = 1024 * 1024
MOST_BYTES = 25 * MEGABYTE
HEAD = 4096  # what tells the kind of a file stands at its beginning
MOST_PARTS, MOST_UNPACKED, MOST_RATIO = 5_000, 400 * MEGABYTE, 250
# Of a zip file: its end, which tells where the list of parts is, and a mark of lists for more than 65,535.
LAST, END_OF_LIST, LONG_LIST = 66_000, rb"PK\x05\x06", b"PK\x06\x07"
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# Programs inside a document: of Microsoft's kind, controls, and of OpenDocument.
PROGRAMS = re.compile(r"vbaProject|vbaData|activeX|(?:^|/)(?:Basic|Scripts)/", re.IGNORECASE)
SYNC_OF_MP3 = re.compile(rb"\xff[\xe2-\xff]")
TRACK_OF_PICTURES = re.compile(rb"hdlr.{8}vide", re.DOTALL)
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
    "m4a": _format(Kind.AUDIO, "audio/mp4", ".m4a", ".mp4"),
    "wav": _format(Kind.AUDIO, "audio/wav", ".wav"),
    "docx": _format(Kind.OFFICE, f"{OPEN_XML}wordprocessingml.document", ".docx"),
    "xlsx": _format(Kind.OFFICE, f"{OPEN_XML}spreadsheetml.sheet", ".xlsx"),
    "pptx": _format(Kind.OFFICE, f"{OPEN_XML}presentationml.presentation", ".pptx"),
    "odt": _format(Kind.OFFICE, f"{OPEN_DOCUMENT}text", ".odt"),
    "ods": _format(Kind.OFFICE, f"{OPEN_DOCUMENT}spreadsheet", ".ods"),
    "odp": _format(Kind.OFFICE, f"{OPEN_DOCUMENT}presentation", ".odp"),
}
ACCEPTED = ",".join(f".{extension}" for extension in FORMATS)


@dataclass(frozen=True)
class Checked:
    """What may be kept: a picture encoded anew, anything else as it came. `sha256` is of what came."""

    format: Format
    extension: str
    content: File[bytes]
    sha256: str
    thumbnail: bytes = b""


def check_name(name: str, size: int) -> str:
    """The extension. Raises ValidationError if no file of that name and size is let in, before it is sent."""
    extension = PurePath(name).suffix.lower().lstrip(".")
    if extension not in FORMATS:
        raise ValidationError(_other_kind(extension))
    if size > MOST_BYTES:
        limit = {"limit": MOST_BYTES // MEGABYTE}
        raise ValidationError(_("This file is too large: at most %(limit)s MB. Send a smaller copy.") % limit)
    if size == 0:
        raise ValidationError(_("This file is empty. Choose another one."))
    return extension


def check(file: File[bytes], name: str) -> Checked:
    """Raises ValidationError if it is not what its name says, or brings what could do harm."""
    extension = check_name(name, file.size)
    form = FORMATS[extension]
    _look_at_its_beginning(file, extension)
    sha256 = _digest(file)
    if form.kind == Kind.IMAGE:
        return _encoded_anew(file, form, sha256)
    inspect = INSPECTIONS.get(form.kind)
    if inspect:
        file.seek(0)
        inspect(cast("BinaryIO", file), extension)
    file.seek(0)
    return Checked(form, extension, file, sha256)


def _look_at_its_beginning(file: IO[bytes] | File[bytes], extension: str) -> None:
    file.seek(0)
    head = file.read(HEAD)
    try:
        seen = {match.extension for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        seen = set()
    known = FORMATS[extension].looks_like & seen or (extension == "mp3" and SYNC_OF_MP3.match(head))
    # It knows office files by what all zip files begin with: what is inside is looked at later.
    if not known and not (FORMATS[extension].kind == Kind.OFFICE and head.startswith(b"PK\x03\x04")):
        raise ValidationError(_not_what_it_says(extension))


def _digest(file: IO[bytes] | File[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(MEGABYTE):
        digest.update(piece)
    return digest.hexdigest()


def _encoded_anew(file: File[bytes], form: Format, sha256: str) -> Checked:
    file.seek(0)
    picture = photographs.redraw(cast("BinaryIO", file))
    return Checked(form, "webp", ContentFile(picture.large), sha256, picture.small)


def _look_for_pictures(file: BinaryIO, extension: str) -> None:
    """A film can call itself a recording: both are the same kind of box."""
    if extension == "m4a" and TRACK_OF_PICTURES.search(file.read()):
        raise ValidationError(_not_what_it_says(extension))


def _look_into_office_file(file: BinaryIO, extension: str) -> None:
    if not _has_a_short_list(file):  # before it is read whole
        raise ValidationError(_unpacks_to_more())
    try:
        with zipfile.ZipFile(file) as parts:
            _look_at_parts(parts, extension)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, KeyError):
        raise ValidationError(_not_what_it_says(extension)) from None


def _has_a_short_list(file: BinaryIO) -> bool:
    """Whether each place that could tell where the list of parts is tells of one that fits into memory many times."""
    end = file.seek(0, 2)
    file.seek(max(end - LAST, 0))
    tail = file.read()
    places = [found.start() for found in re.finditer(END_OF_LIST, tail)]
    sizes = [int.from_bytes(tail[place + 12 : place + 16], "little") for place in places]
    return LONG_LIST not in tail and all(size <= MEGABYTE for size in sizes)


def _look_at_parts(parts: zipfile.ZipFile, extension: str) -> None:
    listed = parts.infolist()
    unpacked, packed = sum(part.file_size for part in listed), sum(part.compress_size for part in listed)
    if len(listed) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, MEGABYTE // 4):
        raise ValidationError(_unpacks_to_more())
    names = [part.filename for part in listed]
    if any(PROGRAMS.search(name) for name in names) or len(set(names)) != len(names):
        raise ValidationError(_macros())
    if extension.startswith("od"):
        told = _read_part(parts, "mimetype").strip().decode("ascii", "replace")
        if told != FORMATS[extension].mime:
            raise ValidationError(_not_what_it_says(extension))
        return
    types = _read_part(parts, "[Content_Types].xml").decode("utf-8", "replace")
    if "macroEnabled" in types:
        raise ValidationError(_macros())
    if f"{FORMATS[extension].mime}.main+xml" not in types:
        raise ValidationError(_not_what_it_says(extension))


def _read_part(parts: zipfile.ZipFile, name: str) -> bytes:
    """No more than a sound one has, whatever the file says of itself."""
    with parts.open(name) as part:
        return part.read(MEGABYTE)


INSPECTIONS: dict[str, Callable[[BinaryIO, str], None]] = {
    Kind.OFFICE: _look_into_office_file,
    Kind.AUDIO: _look_for_pictures,
}


def _other_kind(extension: str) -> str:
    if extension in {"docm", "xlsm", "pptm", "dotm"}:
        return _macros()
    if extension in {"doc", "xls", "ppt", "rtf"}:
        return _("This is an older kind of document. Open it, save it as docx, xlsx, pptx or PDF, and send that.")
    if extension in {"heic", "heif"}:
        return _(
            "This is an iPhone's own kind of picture. With Settings, Camera, Formats, Most compatible it makes JPEG."
        )
    return _(
        "Files of this kind cannot be added. PDF, pictures (JPEG, PNG, WebP), recordings (MP3, OGG, Opus, M4A, WAV) and"
        " office documents (docx, xlsx, pptx, odt, ods, odp) can. Films: put their address among the sources."
    )


def _unpacks_to_more() -> str:
    return _("This file unpacks to far more than its own size. Save it again, and send that copy.")


def _macros() -> str:
    return _("There are programs (macros) in this document. Save it without them, as docx, xlsx or pptx.")


def _not_what_it_says(extension: str) -> str:
    said = _(
        "This is not a %(kind)s file that we can read, though its name says "
        "so. Open it, save it again, and send that copy."
    )
    return said % {"kind": extension.upper()}
