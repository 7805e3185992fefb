"""The sources of a lesson: lines of free text in which web addresses become links that show where they lead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlsplit

# No backslash: browsers take it for a slash, and what stands before it for the host.
URL = re.compile(r"""https?://[^\s<>"«»\\]+[^\s<>"«»\\.,;:!?)\]']""", re.IGNORECASE)
SHOWN = 60
NONE_DEAD: Mapping[str, datetime] = MappingProxyType({})


@dataclass(frozen=True)
class Piece:
    """Plain text, or with `url` a link; `dead_since`: when it stopped answering."""

    text: str
    url: str = ""
    dead_since: datetime | None = None


def cited(sources: str, dead: Mapping[str, datetime] = NONE_DEAD) -> list[list[Piece]]:
    """Each line that says something, in pieces."""
    return [linked(line, dead) for line in map(str.strip, sources.splitlines()) if line]


def linked(line: str, dead: Mapping[str, datetime] = NONE_DEAD) -> list[Piece]:
    """One line of plain text, in pieces."""
    pieces, done = [], 0
    for found in URL.finditer(line):
        pieces += [Piece(line[done : found.start()]), Piece(shown(found[0]), found[0], dead.get(found[0]))]
        done = found.end()
    return [piece for piece in [*pieces, Piece(line[done:])] if piece.text]


def shown(url: str) -> str:
    """Host and path, without the name before an `@` that could pass for a host."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url[:SHOWN]
    address = host + parts.path.rstrip("/")
    return address if len(address) <= SHOWN else f"{address[: SHOWN - 1]}…"
