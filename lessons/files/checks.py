"""A file is what its content says, whatever its name says. Nothing is let in that is not one of a few kinds."""

import hashlib
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from base import images
from lessons.files.kinds import ALSO_CALLED, BOXES, FORMATS, HEAD, Format, Kind, is_heic, possible_kinds

MEGABYTE = 1024 * 1024
MOST_BYTES = 25 * MEGABYTE
MOST_PARTS, MOST_UNPACKED, MOST_RATIO = 5_000, 400 * MEGABYTE, 250
# The end of a zip file tells where the list of its parts is; a list of more than 65,535 has a mark of its own.
LAST, END_OF_LIST, LONG_LIST = 66_000, rb"PK\x05\x06", b"PK\x06\x07"
# Names of parts that are programs: macros and controls of Microsoft's, and scripts of OpenDocument.
PROGRAMS = re.compile(r"vbaProject|vbaData|activeX|(?:^|/)(?:Basic|Scripts)/", re.IGNORECASE)
TRACK = re.compile(rb"hdlr.{8}(soun|vide)", re.DOTALL)


@dataclass(frozen=True)
class Checked:
    """Holds what may be kept: a picture encoded anew, anything else as it came. `sha256` is of what came."""

    format: Format
    extension: str
    content: File[bytes]
    sha256: str
    thumbnail: bytes = b""


def check_name(name: str, size: int) -> str:
    """Return the extension. Raise ValidationError, before the file is sent, if none of that name and size is let in.

    Some phones pass files on without an extension: it is empty then, and the content has to tell the kind.
    """
    extension = PurePath(name).suffix.lower().strip(".")
    if extension and extension not in FORMATS and extension not in ALSO_CALLED:
        raise ValidationError(_other_kind(extension))
    if size > MOST_BYTES:
        limit = {"limit": MOST_BYTES // MEGABYTE}
        raise ValidationError(_("This file is too large: at most %(limit)s MB. Send a smaller copy.") % limit)
    if size == 0:
        raise ValidationError(_("This file is empty. Choose another one."))
    return extension


def check(file: File[bytes], name: str) -> Checked:
    """Return the file as the kind that its content is, even if its name says another kind that we take.

    Raises ValidationError if it is of no such kind, or brings what could do harm.
    """
    extension = _look_inside(file, check_name(name, file.size))
    form = FORMATS[extension]
    sha256 = _digest(file)
    if form.kind == Kind.IMAGE:
        return _encoded_anew(file, form, sha256)
    file.seek(0)
    return Checked(form, extension, file, sha256)


def _look_inside(file: File[bytes], named: str) -> str:
    """Return the extension that the content should have: the named one, where several stand for the same kind."""
    file.seek(0)
    head = file.read(HEAD)
    kinds = possible_kinds(head)
    if not kinds:
        raise ValidationError(_other_kind("heic") if is_heic(head) else _not_what_it_says(named))
    inspect = INSPECTIONS.get(FORMATS[next(iter(kinds))].kind)
    if inspect:
        file.seek(0)
        looked_like = inspect(cast("BinaryIO", file))
        kinds = kinds & looked_like
    if not kinds:
        raise ValidationError(_not_what_it_says(named))
    return named if named in kinds else min(kinds)


def _digest(file: IO[bytes] | File[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(MEGABYTE):
        digest.update(piece)
    return digest.hexdigest()


def _encoded_anew(file: File[bytes], form: Format, sha256: str) -> Checked:
    file.seek(0)
    picture = images.redraw(cast("BinaryIO", file))
    return Checked(form, "webp", ContentFile(picture.large), sha256, picture.small)


def _look_for_tracks(file: BinaryIO) -> set[str]:
    """Return the kinds it can be. A film can call itself a recording, so a recording must have only sound tracks."""
    head = file.read(HEAD)
    if head[4:8] != BOXES:
        return {*FORMATS}
    return {"m4a"} if {*TRACK.findall(head + file.read())} == {b"soun"} else set()


def _look_into_office_file(file: BinaryIO) -> set[str]:
    if not _has_a_short_list(file):  # before it is read whole
        raise ValidationError(_unpacks_to_more())
    try:
        with zipfile.ZipFile(file) as parts:
            return _look_at_parts(parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, KeyError):
        return set()


def _has_a_short_list(file: BinaryIO) -> bool:
    """Return whether, wherever the list of parts could be told to stand, it fits into memory many times."""
    end = file.seek(0, 2)
    file.seek(max(end - LAST, 0))
    tail = file.read()
    places = [found.start() for found in re.finditer(END_OF_LIST, tail)]
    sizes = [int.from_bytes(tail[place + 12 : place + 16], "little") for place in places]
    return LONG_LIST not in tail and all(size <= MEGABYTE for size in sizes)


def _look_at_parts(parts: zipfile.ZipFile) -> set[str]:
    listed = parts.infolist()
    unpacked, packed = sum(part.file_size for part in listed), sum(part.compress_size for part in listed)
    if len(listed) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, MEGABYTE // 4):
        raise ValidationError(_unpacks_to_more())
    names = [part.filename for part in listed]
    if any(PROGRAMS.search(name) for name in names) or len(set(names)) != len(names):
        raise ValidationError(_macros())
    if "mimetype" in names:
        mime = _read_part(parts, "mimetype").strip().decode("ascii", "replace")
        return {name for name, form in FORMATS.items() if form.mime == mime}
    types = _read_part(parts, "[Content_Types].xml").decode("utf-8", "replace")
    if "macroEnabled" in types:
        raise ValidationError(_macros())
    return {name for name, form in FORMATS.items() if f"{form.mime}.main+xml" in types}


def _read_part(parts: zipfile.ZipFile, name: str) -> bytes:
    """Read no more than a sound part has, whatever the file says of itself."""
    with parts.open(name) as part:
        return part.read(MEGABYTE)


INSPECTIONS: dict[str, Callable[[BinaryIO], set[str]]] = {
    Kind.OFFICE: _look_into_office_file,
    Kind.AUDIO: _look_for_tracks,
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
    if not extension:
        return _other_kind("")
    says = _(
        "Its name says %(kind)s, but we cannot read it as such a file. Open it, save it again, and send that copy."
    )
    return says % {"kind": extension.upper()}
