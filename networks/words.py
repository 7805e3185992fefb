"""Words that people type, held against ours whatever their accents, case and language."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from unicodedata import name as unicode_name
from unicodedata import normalize

from django.utils.translation import override

from networks.lines import one_line

LANGUAGES = ("es", "en")
MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")


def folded(text: str) -> str:
    plain = text if text.isascii() else MARKS.sub("", normalize("NFD", one_line(text)))
    return " ".join(plain.casefold().split())


def signs_of(name: str) -> str:
    """What two names have in common that look or sound like one: their letters and digits."""
    return "".join(filter(str.isalnum, folded(normalize("NFKC", name))))


def is_latin(name: str) -> bool:
    """Whether all its letters are, with the marks that some languages of Peru write between them."""
    letters = filter(str.isalpha, normalize("NFKC", name))
    return all(unicode_name(letter, "").startswith(("LATIN", "MODIFIER")) for letter in letters)


def by_word(entries: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {folded(word): value for word, value in entries if word}


def in_each_language(words: Callable[[], Iterable[tuple[str, Any]]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for language in LANGUAGES:
        with override(language):
            found |= by_word(words())
    return found
