"""A sitemap tells crawlers the address of each page that everybody may read, in each language (sitemaps.org).

A part holds the lessons of so many keys: it stays the same part however many come, and none counts those before it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from lessons.feeds.queries import in_force, modified_by_finding, modified_by_network, newest_key
from lessons.frame.models import Finding
from lessons.record.models import Lesson
from networks.mail.letters import absolute_url
from networks.models import Network

KEYS_OF_A_PART = 5_000  # each once a language; a file may have 50,000 addresses
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
LISTS = (
    *("home", "about", "lessons:lessons", "lessons:library", "lessons:findings", "lessons:matrix", "lessons:regions"),
    *("networks:networks", "networks:ties"),
)
Page = tuple[dict[str, str], datetime | None]  # its address in each language, the one without a prefix first


def number_of_parts() -> int:
    return newest_key() // KEYS_OF_A_PART + 1


def index(parts: int) -> str:
    """Return a sitemap of the parts."""
    named = (absolute_url(reverse("sitemap_part", args=[part])) for part in range(parts))
    return _document("sitemapindex", (f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in named))


def part(number: int) -> str:
    """Return the lessons of one part; before the first stand lists, networks and findings."""
    first = number * KEYS_OF_A_PART
    lessons = ((Lesson(pk=pk), at) for pk, at in in_force(first, first + KEYS_OF_A_PART))
    pages = [*(_few() if number == 0 else ()), *((_addresses(lesson), at) for lesson, at in lessons)]
    return _document("urlset", (text for page in pages for text in _entries(page)))


def _few() -> Iterator[Page]:
    for name in LISTS:
        yield {code: _in(code, name) for code in _languages()}, None
    for rows, modified, key in (
        (Network.objects.order_by("pk"), modified_by_network(), "slug"),
        (Finding.objects.order_by("pk"), modified_by_finding(), "code"),
    ):
        for row in rows:
            yield _addresses(row), modified.get(getattr(row, key))


def _languages() -> list[str]:
    return sorted(dict(settings.LANGUAGES), key=lambda code: code != settings.LANGUAGE_CODE)


def _in(code: str, name: str) -> str:
    with override(code):
        return absolute_url(reverse(name))


def _addresses(row: Lesson | Network | Finding) -> dict[str, str]:
    found = {}
    for code in _languages():
        with override(code):
            found[code] = absolute_url(row.get_absolute_url())
    return found


def _entries(page: Page) -> Iterator[str]:
    """Yield the page in each language; each names all, as the page itself does."""
    addresses, at = page
    named = [*addresses.items(), ("x-default", next(iter(addresses.values())))]
    twins = "".join(f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(url)}/>' for code, url in named)
    lastmod = f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""
    for url in addresses.values():
        yield f"<url><loc>{escape(url)}</loc>{lastmod}{twins}</url>"


def _document(root: str, rows: Iterable[str]) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {NAMESPACES}>\n' + "\n".join(rows) + f"\n</{root}>\n"
