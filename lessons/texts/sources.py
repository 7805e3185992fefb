"""The sources of a lesson are lines of free text, in which web addresses become links that show where they lead."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from linkify_it import LinkifyIt

# These signs end an address. Browsers take a backslash for a slash, and what stands before it for the host.
ENDS = str.maketrans("«»…\\", "    ")
SHOWN = 60
NONE_DEAD: Mapping[str, datetime] = MappingProxyType({})


@dataclass(frozen=True)
class Piece:
    """Holds plain text or, with `url`, a link; `dead_since` is when it stopped answering."""

    text: str
    url: str = ""
    dead_since: datetime | None = None


def cited(sources: str, dead: Mapping[str, datetime] = NONE_DEAD) -> list[list[Piece]]:
    """Return each line that says something, in pieces."""
    return [linked(line, dead) for line in map(str.strip, sources.splitlines()) if line]


def web_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each begins, where it ends, and the address."""
    if "://" in text:
        for found in _FINDER.match(text.translate(ENDS)) or ():
            yield found.index, found.last_index, found.raw


def _finder() -> LinkifyIt:
    """Return a finder of what begins with http:// or https://, not of what only looks like an address, as "acta.pe"."""
    finder = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    return finder.add("ftp:", None).add("mailto:", None).add("//", None)


def linked(line: str, dead: Mapping[str, datetime] = NONE_DEAD) -> list[Piece]:
    """Return one line of plain text, in pieces."""
    pieces, done = [], 0
    for begin, end, url in web_addresses(line):
        pieces += [Piece(line[done:begin]), Piece(shown(url), url, dead.get(url))]
        done = end
    return [piece for piece in [*pieces, Piece(line[done:])] if piece.text]


def shown(url: str) -> str:
    """Return host and path, without the name before an `@` that could pass for a host."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url[:SHOWN]
    address = host + parts.path.rstrip("/")
    return address if len(address) <= SHOWN else f"{address[: SHOWN - 1]}…"


def hosts_of(urls: Iterable[str]) -> dict[str, str]:
    """Map each address to its host, as it is shown."""
    return {url: (urlsplit(url).hostname or url).removeprefix("www.") for url in urls}


_FINDER = _finder()
