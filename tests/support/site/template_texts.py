"""What a template says in no language but its own: text that stands outside the translation tags."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

# The brand, the tax number and the kinds of table: the same in all languages.
KNOWN = ("Memoria Viva", "RUC", "Excel", "CSV")
SPOKEN = {
    "alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription", "aria-valuetext",
    "hx-confirm", "hx-prompt", "label", "placeholder", "title",
}  # fmt: skip
SPOKEN_META = re.compile(r"description$|title$|site_name$|:alt$")
BUTTONS = {"submit", "button", "reset"}
LETTER = re.compile(r"[^\W\d_]")
SILENT = {"blocktranslate", "blocktrans", "comment"}
CLASS_BLOCK = re.compile(r"block \w*class\b")
# Where a tag itself brings words to the page: a filter's default, a text handed to an included template.
FILTERS = re.compile(r"""\|(?:default|default_if_none|yesno|pluralize|add|join):(?:"([^"]*)"|'([^']*)')""")
HANDED = re.compile(r"""\b(?:alt|caption|heading|hint|label|legend|text|title)=(?:"([^"]*)"|'([^']*)')""")


def _unknown(text: str) -> str:
    """What is left without the words known to all; empty if these are no words."""
    for known in KNOWN:
        text = text.replace(known, "")
    return " ".join(text.split()) if LETTER.search(text) else ""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[int, str]] = []
        self.silent = False  # in a script or style

    def _say(self, text: str | None) -> None:
        if rest := _unknown(text := text or ""):
            above = text[: len(text) - len(text.lstrip())].count("\n")
            self.said.append((self.getpos()[0] + above, rest))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in {"script", "style"}
        given = dict(attrs)
        for name in SPOKEN & set(given):
            self._say(given[name])
        if tag == "meta" and SPOKEN_META.search(given.get("name") or given.get("property") or ""):
            self._say(given.get("content"))
        if tag == "input" and given.get("type") in BUTTONS:
            self._say(given.get("value"))

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._say(data)


def untranslated(source: str, *, html: bool = True) -> list[tuple[int, str]]:
    """Line and text of all that a reader would meet in one language alone, in a page or in a plain text."""
    bare, found = "", []
    for token in _outside_translation(Lexer(source).tokenize()):
        # Each tag leaves its lines behind, and a variable what it says where it has no value.
        bare += token.contents if token.token_type == TokenType.TEXT else _words(token) + "\n" * _lines(token)
        found += [(token.lineno or 0, rest) for words in _handed(token) if (rest := _unknown(words))]
    if not html:
        return found + [(number, rest) for number, line in enumerate(bare.splitlines(), 1) if (rest := _unknown(line))]
    page = _Page()
    page.feed(bare)
    page.close()
    return found + page.said


def _outside_translation(tokens: list[Token]) -> Iterator[Token]:
    """All, but without the text of translations, of comments, and of blocks that are no text but a class."""
    until = ""
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split(" ")[0]
            until = "" if name == until else until
            if not until and (name in SILENT or CLASS_BLOCK.match(token.contents)):
                until = f"end{name}"
        elif until and token.token_type == TokenType.TEXT:
            token.contents = "\n" * _lines(token)
        yield token


def _lines(token: Token) -> int:
    return token.contents.count("\n")


def _words(token: Token) -> str:
    """Of the filters of a variable."""
    found = FILTERS.findall(token.contents) if token.token_type == TokenType.VAR else []
    return " ".join(one or other for one, other in found)


def _handed(token: Token) -> list[str]:
    found = HANDED.findall(token.contents) if token.token_type == TokenType.BLOCK else []
    return [one or other for one, other in found]
