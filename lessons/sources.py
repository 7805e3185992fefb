"""The sources of a lesson: lines of free text in which web addresses become links that show where they lead."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

# No backslash: browsers take it for a slash, and what stands before it for the host.
URL = re.compile(r"""https?://[^\s<>"«»\\]+[^\s<>"«»\\.,;:!?)\]']""", re.IGNORECASE)
SHOWN = 60


@dataclass(frozen=True)
class Piece:
    """Plain text, or with `url` a link."""

    text: str
    url: str = ""


def cited(sources: str) -> list[list[Piece]]:
    """Each line that says something, in pieces."""
    return [linked(line) for line in map(str.strip, sources.splitlines()) if line]


def linked(line: str) -> list[Piece]:
    """One line of plain text, in pieces."""
    pieces, done = [], 0
    for found in URL.finditer(line):
        pieces += [Piece(line[done : found.start()]), Piece(_shown(found[0]), found[0])]
        done = found.end()
    return [piece for piece in [*pieces, Piece(line[done:])] if piece.text]


def _shown(url: str) -> str:
    """Host and path, without the name before an `@` that could pass for a host."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url[:SHOWN]
    address = host + parts.path.rstrip("/")
    return address if len(address) <= SHOWN else f"{address[: SHOWN - 1]}…"
