"""Each kind of document contains what one reader may see today."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lessons.collections.models import Collection
from lessons.printouts.handover_pack import Pack, pack_of
from lessons.printouts.handover_pack import file_name as handover_name
from lessons.printouts.learning_pack import LearningPack, PackedLesson, in_pieces, learning_pack
from lessons.printouts.learning_pack import file_name as learning_name
from lessons.printouts.models import Printout
from networks.models import Network, User
from networks.record.permissions import Permission, Visitor, can

Kind = Printout.Kind
About = Collection | Network
# Raise this number with each change of how documents look or what stands in them: then all are made anew.
LOOK = 1
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


@dataclass(frozen=True)
class Format:
    """Describes a kind of file; `layout` is as base/typesetting/program.py knows it."""

    layout: str
    mime: str
    ending: str


FORMATS = {
    Kind.LEARNING_PDF: Format("lessons/printouts/learning.typ", PDF, "pdf"),
    Kind.LEARNING_WORD: Format("lessons.printouts.word", WORD, "docx"),
    Kind.HANDOVER_PDF: Format("lessons/printouts/pack.typ", PDF, "pdf"),
}


@dataclass(frozen=True)
class Version:
    """Identifies one version of a document by its fingerprint, and tells how long it is."""

    fingerprint: str
    characters: int


def version_of(kind: str, about: About, reader: Visitor) -> Version:
    """Return the version of the document that `reader` would be given now, in the active language."""
    return _version(kind, in_pieces(about, reader=reader) if isinstance(about, Collection) else [_pack(about, reader)])


def _pack(network: Network, reader: Visitor) -> Pack:
    """Return the pack; raise PermissionDenied if the reader's role has ended before its turn came."""
    if not isinstance(reader, User) or not can(reader, Permission.WRITE, network):
        raise PermissionDenied
    return pack_of(network, reader=reader)


def _version(kind: str, pieces: Iterable[PackedLesson | LearningPack | Pack]) -> Version:
    seen, characters = hashlib.sha256(f"{LOOK} {kind} {get_language()}".encode()), 0
    for piece in pieces:
        text = json.dumps(asdict(piece), ensure_ascii=False, default=str)
        seen.update(text.encode())
        characters += len(text)
    return Version(seen.hexdigest(), characters)


def learning(printout: Printout) -> tuple[Version, dict[str, Any]]:
    """Return which version it would be now, and what the program is told to make it."""
    collection, reader = cast("Collection", printout.collection), printout.reader or AnonymousUser()
    pack = learning_pack(collection, reader=reader)
    version = _version(printout.kind, [*pack.lessons, replace(pack, lessons=[])])
    return version, asdict(pack) | {"made_on": date_format(localdate(), "DATE_FORMAT")}


def handover(printout: Printout) -> tuple[Version, dict[str, Any], Pack]:
    """Return the version, what the program is told, and the pack, for a mail.

    Raises PermissionDenied if its reader no longer writes there.
    """
    pack = _pack(cast("Network", printout.network), printout.reader or AnonymousUser())
    words = {
        "made_on": date_format(pack.made_on, "DATE_FORMAT"),
        "made_for": _("For %(name)s") % {"name": pack.reader},
        "language": get_language(),
    }
    return _version(printout.kind, [pack]), asdict(pack) | words, pack


def file_name(kind: str, about: About) -> str:
    name = learning_name(about) if isinstance(about, Collection) else handover_name(about)
    return f"{name}.{FORMATS[Kind(kind)].ending}"
