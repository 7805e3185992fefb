"""What is wrong with a feed, as a validator would say: Atom is RFC 4287, its dates RFC 3339."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

ATOM, XML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/XML/1998/namespace}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ONCE = ("id", "title", "updated")
LINK_OF_PAGE = "alternate"


def faults_of(content: bytes) -> list[str]:
    """Raises ParseError if it is not well-formed."""
    feed = fromstring(content)
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    return [
        *(["the root is no feed"] if feed.tag != f"{ATOM}feed" else []),
        *_faults(feed, "feed"),
        *(["no link to itself"] if not _links(feed, "self") else []),
        *([] if _has_author(feed) or all(map(_has_author, entries)) else ["no author"]),
        *(["an id twice"] if len(set(ids)) < len(ids) else []),
        *(fault for entry in entries for fault in _faults(entry, "entry")),
        *("no summary" for entry in entries if not (entry.findtext(f"{ATOM}summary") or "").strip()),
    ]


def _faults(element: Element, what: str) -> Iterator[str]:
    for name in ONCE:
        found = element.findall(f"{ATOM}{name}")
        if len(found) != 1 or not (found[0].text or "").strip():
            yield f"{what}: not one {name}"
    for date in (*element.findall(f"{ATOM}updated"), *element.findall(f"{ATOM}published")):
        if not DATE.fullmatch(date.text or ""):
            yield f"{what}: no date {date.text}"
    if not urlsplit(element.findtext(f"{ATOM}id") or "").scheme:
        yield f"{what}: its id is no URI"
    yield from _faults_of_links(element, what)
    if not element.get(f"{XML}lang"):
        yield f"{what}: no language"


def _faults_of_links(element: Element, what: str) -> Iterator[str]:
    links = element.findall(f"{ATOM}link")
    if len(_links(element, LINK_OF_PAGE)) != 1 or not all(urlsplit(link.get("href", "")).netloc for link in links):
        yield f"{what}: its links"
    if any(not category.get("term") for category in element.findall(f"{ATOM}category")):
        yield f"{what}: a category without a term"


def _links(element: Element, rel: str) -> list[Element]:
    return [link for link in element.findall(f"{ATOM}link") if link.get("rel", LINK_OF_PAGE) == rel]


def _has_author(element: Element) -> bool:
    return bool((element.findtext(f"{ATOM}author/{ATOM}name") or "").strip())


def entries_of(content: bytes) -> list[dict[str, str]]:
    """Each entry's title, id, summary, author, updated, language, and link."""
    entries = fromstring(content).findall(f"{ATOM}entry")
    return [
        {name: entry.findtext(f"{ATOM}{name}") or "" for name in ("title", "id", "summary", "updated")}
        | {
            "author": entry.findtext(f"{ATOM}author/{ATOM}name") or "",
            "language": entry.get(f"{XML}lang", ""),
            "link": _links(entry, LINK_OF_PAGE)[0].get("href", ""),
            "subjects": "|".join(each.get("term", "") for each in entry.findall(f"{ATOM}category")),
        }
        for entry in entries
    ]
