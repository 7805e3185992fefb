"""Words that people type are compared with ours whatever their accents, case and language."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from unicodedata import name as unicode_name
from unicodedata import normalize

from django.utils.translation import override

from base.lines import one_line

LANGUAGES = ("es", "en")
# Letters of Europe and of Peru (Murui, Kukama, Secoya) that are not a plain one with a mark, and what they pass for.
OTHER_LETTERS = {"æ": "ae", "œ": "oe", "ß": "ss", "ꞌ": "", **dict(zip("øłđðþŋɨʉ", "olddpniu", strict=True))}
# Plain signs that pass for each other, as in Unicode's list of confusable ones (UTS 39).
SEEN_AS = str.maketrans("01i", "oll")
MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")


def folded(text: str) -> str:
    plain = text if text.isascii() else MARKS.sub("", normalize("NFD", one_line(text)))
    return " ".join(plain.casefold().split())


def signs_of(name: str) -> str:
    """Return the letters and digits of a name, without accents and case: names that look or sound alike share them."""
    return "".join(filter(str.isalnum, folded(normalize("NFKC", name))))


def has_familiar_letters(name: str) -> bool:
    """Return whether each letter and digit of the name is a familiar one.

    It is plain, whatever its accents and form, or one of `OTHER_LETTERS`, or a mark that some languages of Peru write
    between letters. Latin is not enough: ı, ɑ, ʟ and ǀ are Latin too, and pass for others.
    """
    signs = filter(str.isalnum, normalize("NFKC", name))
    return all(_is_plain(each) or each.lower() in OTHER_LETTERS or _is_mark(each) for each in signs)


def look_of(name: str) -> str:
    """Return the same for names that a reader may take for each other; each must pass `has_familiar_letters`."""
    signs = signs_of(name.replace("|", "l"))
    letters = "".join(OTHER_LETTERS.get(each, each) for each in signs if not _is_mark(each))
    return letters.translate(SEEN_AS).replace("rn", "m").replace("vv", "w")


def _is_plain(sign: str) -> bool:
    return normalize("NFKD", sign)[0].isascii()


def _is_mark(sign: str) -> bool:
    return unicode_name(sign, "").startswith("MODIFIER LETTER")


def by_word(entries: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {folded(word): value for word, value in entries if word}


def in_each_language(words: Callable[[], Iterable[tuple[str, Any]]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for language in LANGUAGES:
        with override(language):
            found |= by_word(words())
    return found
