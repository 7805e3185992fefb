"""Long texts have a little Markdown: emphasis, lists, links, quotes, small headings. What it makes is cleaned.

It is read at each request: see docs/adr/0011. A plain text looks as it was typed, with its line breaks.
"""

import re
from collections.abc import Iterator

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from lessons.texts.addresses import MENTION, Titles, number_in
from lessons.texts.sources import shown, web_addresses

# These rules would change how a plain text looks: indented lines, rows of dashes, "&amp;", "[1]: …".
LEFT_OUT = ("code", "fence", "hr", "lheading", "reference", "html_block", "backticks", "html_inline", "entity", "image")
MOST_QUOTED = 1_000
CLEANER = nh3.Cleaner(
    tags={"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "h4", "h5", "h6"},
    attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noreferrer",
)
# Without one of these a text is as plain as it looks.
# The blanks before a list mark must not cross lines: over many empty lines the search would begin anew from each.
MARKS = re.compile(r"[*_#>\[\\<]|^[^\S\n]*(?:[-+]|\d+[.)])\s", re.MULTILINE)


def in_html(text: str, titles: Titles | None = None) -> SafeString:
    """Render the text; `titles` are of the lessons that it may lead to.

    The address of such a lesson becomes its title; a number like `#12` stays as it is written.
    """
    if not (MARKS.search(text) or _has_address(text)):
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - it is escaped
    made = _READER.render(text, {"titles": titles or {}})
    return mark_safe(CLEANER.clean(made))  # noqa: S308 - it is clean


def plain(text: str) -> str:
    """Return the words, without the marks."""
    if not MARKS.search(text):
        return text
    parts = [_words(token) for token in _READER.parse(text, {"titles": {}}) if token.type == "inline"]
    return "\n\n".join(parts)


def beginning(text: str) -> str:
    """Return the first words, for cards, mails and titles, which show no more than a few lines."""
    return plain(text[:MOST_QUOTED])


def _words(inline: Token) -> str:
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    return "".join(breaks.get(token.type, token.content) for token in inline.children or ())


def _small_headings(state: StateCore) -> None:
    """Turn the first kind of heading into an h4: those of the page are above it."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 3, 6)}"


def _name_addresses(state: StateCore) -> None:
    """Turn addresses and numbers of lessons into links, but not inside a link that somebody made."""
    for token in state.tokens:
        if token.type == "inline" and _has_address(token.content):
            token.children = list(_with_links(token.children or [], state.env["titles"]))


def _with_links(children: list[Token], titles: Titles) -> list[Token]:
    found: list[Token] = []
    inside = 0
    for child in children:
        inside += child.nesting if child.type.startswith("link_") else 0
        found += _pieces(child.content, titles) if child.type == "text" and not inside else [child]
    return found


def _pieces(text: str, titles: Titles) -> list[Token]:
    pieces: list[Token] = []
    done = 0
    for begin, end, address, words in sorted([*_lessons(text, titles), *_elsewhere(text)]):
        if begin >= done:
            pieces += [_text(text[done:begin]), *_link(address, words)]
            done = end
    return [*pieces, _text(text[done:])]


def _lessons(text: str, titles: Titles) -> Iterator[tuple[int, int, str, str]]:
    """Yield the mentions of lessons that the reader may read. Others stay as they are written."""
    for match in MENTION.finditer(text):
        title, address = titles.get(number_in(match), ("", ""))
        if address:
            # A number stays readable: who wrote “our problem #1” may not have meant a lesson.
            yield match.start(), match.end(), address, match[0] if match["number"] else title or shown(match[0])


def _elsewhere(text: str) -> Iterator[tuple[int, int, str, str]]:
    for begin, end, url in web_addresses(text):
        lesson = MENTION.match(text, begin)
        if not (lesson and number_in(lesson)):
            yield begin, end, url, shown(url)


def _has_address(text: str) -> bool:
    return "://" in text or MENTION.search(text) is not None


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(address: str, content: str) -> list[Token]:
    opened = Token("link_open", "a", 1, attrs={"href": address})
    return [opened, _text(content), Token("link_close", "a", -1)]


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable([*LEFT_OUT])
    reader.core.ruler.push("small_headings", _small_headings)
    reader.core.ruler.push("name_addresses", _name_addresses)
    return reader


_READER = _reader()
