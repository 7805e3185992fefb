"""Words that people type, held against ours whatever their accents, case and language."""

from collections.abc import Callable, Iterable
from typing import Any
from unicodedata import combining, normalize

from django.utils.translation import override

LANGUAGES = ("es", "en")


def folded(text: str) -> str:
    plain = "".join(each for each in normalize("NFD", text) if not combining(each))
    return " ".join(plain.casefold().split())


def by_word(entries: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {folded(word): value for word, value in entries if word}


def in_each_language(words: Callable[[], Iterable[tuple[str, Any]]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for language in LANGUAGES:
        with override(language):
            found |= by_word(words())
    return found
