"""A log keeps of a path the words and numbers of our own addresses, and a sign for all else.

Nobody has to remember which addresses let in whoever has them: what an address holds beside its own words (a token,
a code, a name, what somebody typed) is not kept, also when the address is none of ours.
"""

import re
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

HIDDEN = "…"
NUMBER = "<int>"
MOST_SEGMENTS = 12


def mask_path(path: str) -> str:
    """Return the path as a log may keep it, with doubled slashes as one.

    `/en/lecciones/7/` stays, `/colecciones/enlace/abc/` loses its last part.
    """
    segments = [each for each in path.split("/") if each][:MOST_SEGMENTS]
    language = segments[:1] if segments[:1] and segments[0] in dict(settings.LANGUAGES) else []
    kept, before = ["", *language], ""
    for segment in segments[len(language) :]:
        shown, before = _segment(before, segment)
        kept.append(shown)
    return "/".join([*kept, ""] if path.endswith("/") else kept)


def _segment(before: str, segment: str) -> tuple[str, str]:
    """Return what is shown of a segment, and what it counts as for the one that follows."""
    pairs = known_pairs()
    if (before, segment) in pairs:
        return segment, segment
    if segment.isascii() and segment.isdigit() and (before, NUMBER) in pairs and (before, HIDDEN) not in pairs:
        return segment[:20], NUMBER
    return HIDDEN, HIDDEN


@cache
def known_pairs() -> frozenset[tuple[str, str]]:
    """Find which part follows which in our addresses. A part is a word, a number, or hidden."""
    return frozenset(pair for route in _routes("", get_resolver()) for pair in _pairs(route))


def _routes(prefix: str, resolver: URLResolver) -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield prefix + str(each.pattern)
        elif isinstance(each, URLResolver):
            # That of a language stands before all others, and depends on who asks.
            in_languages = type(each.pattern).__name__ == "LocalePrefixPattern"
            yield from _routes(prefix if in_languages else prefix + str(each.pattern), each)


def _pairs(route: str) -> Iterator[tuple[str, str]]:
    before = ""
    for segment in route.split("/"):
        part = segment.strip("^$")
        if part:
            part = _kind(part)
            yield before, part
            before = part


def _kind(part: str) -> str:
    if re.fullmatch(r"[\w.-]+", part):
        return part
    return NUMBER if re.fullmatch(r"<int:\w+>", part) else HIDDEN
