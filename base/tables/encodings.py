"""The encoding of a text is the one, of those that spreadsheets write, that makes Spanish of its bytes."""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from django.utils.translation import gettext as _

from base.lines import quoted
from base.tables.table import UNREADABLE, How

# As Excel writes in Peru, Excel on an old Mac, programs of MS-DOS.
ONE_BYTE = ("cp1252", "mac_roman", "cp850", "cp437")
MIXED = "utf-8 "  # and one of those: UTF-8 with some odd bytes, pasted from elsewhere
NAMES = {
    "utf-8": "UTF-8",
    "cp1252": "Windows (1252)",
    "mac_roman": "Mac (Roman)",
    "cp850": "MS-DOS (850)",
    "cp437": "MS-DOS (437)",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
}
NAMES |= {MIXED + encoding: f"UTF-8 + {NAMES[encoding]}" for encoding in ONE_BYTE}
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
EVIDENCE = 20_000  # bytes of a line that are looked at, and ten times as many in all
FEW = 2  # words
LETTERS = frozenset("áéíóúñÁÉÍÓÚÑ")
LETTERS_OF_OTHERS = frozenset("àâãäçèêëïôõöü")  # in names, and in other languages of Peru
OPENING, CLOSING, DASHES, ORDINALS = "¿¡«“‘", "»”’…", "–—", "ºª°"
WORD = re.compile(rb"[^\s;,\"]*[\x80-\xff][^\s;,\"]*")
BESIDE_WORDS, APART_FROM_WORDS = "²³©®™\u00a0€•", "·½¼¾±×÷§"


@dataclass(frozen=True)
class Decoded:
    """Holds a text as it was decoded; `others` are the encodings that it may be in, each with a word that differs."""

    text: str
    encoding: str
    in_doubt: bool = False
    odd: list[str] = field(default_factory=list)  # words with a byte that is not in the encoding of all others
    others: list[tuple[str, str]] = field(default_factory=list)

    def note_in(self, how: How) -> None:
        """Note in `how` which encoding it is, which others it may be, and what looks odd in it."""
        how.encoding, how.encodings = self.encoding, self.others or [(self.encoding, "")]
        how.doubts += ["encoding"] * self.in_doubt
        if self.odd:
            words = ", ".join(quoted(word) for word in self.odd)
            how.notes.append(_("Not in UTF-8 like the others, so look at these words: %(words)s") % {"words": words})


def decoded(content: bytes, chosen: str = "") -> Decoded | None:
    """Return the decoded text, or None if it is no text in any encoding that we know.

    UTF-16 and UTF-32 are recognised; otherwise an encoding that a person chose is used.
    """
    marked = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), "")
    wide = marked if marked.startswith("utf-") and marked != "utf-8" else _wide(content)
    if wide:
        return Decoded(content.decode(wide, errors="replace").lstrip("\ufeff"), wide)
    if b"\x00" in content:
        return None
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return _by_evidence(content, chosen)
    return Decoded(text, "utf-8") if chosen in {"", "utf-8"} else _by_evidence(content, chosen)


def _wide(content: bytes) -> str:
    """Return which UTF-16 or UTF-32 it is, or "": of Latin letters every other byte is empty, or three of four."""
    first = content[:4096]
    if len(content) % 4 == 0 and first.count(0) > len(first) / 2:
        return "utf-32-be" if first[:1] == b"\x00" else "utf-32-le"
    even, odd = first[::2].count(0), first[1::2].count(0)
    if len(content) % 2 or max(even, odd) < len(first) / 4 or min(even, odd) > len(first) / 40:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _by_evidence(content: bytes, chosen: str) -> Decoded:
    evidence = _lines_beyond_ascii(content)
    odd = b"\n".join(_odd_words(evidence))
    mixed = max((MIXED + encoding for encoding in ONE_BYTE), key=lambda encoding: _likeness(_text(odd, encoding)))
    texts = {encoding: _text(evidence, encoding) for encoding in (*ONE_BYTE, mixed)}
    scores = {encoding: _likeness(text) for encoding, text in texts.items()}
    best = chosen if chosen in NAMES else max(texts, key=lambda encoding: scores[encoding])
    odd = odd if best == mixed else b""
    score = min(scores.get(best, 1.0), _likeness(_text(odd, mixed)) if odd else 1.0)
    in_doubt = not chosen and (score < 0.5 or any(_is_rival(other, best, evidence) for other in texts))
    words = [word[:40] for word in _text(odd, mixed).split("\n")[:5] if word]
    return Decoded(_text(content, best), best, in_doubt, words, list(_told_apart(evidence, texts)))


def _is_rival(other: str, best: str, evidence: bytes) -> bool:
    """Return whether `other` makes more than half as good words as `best`, where they differ.

    If only one or two words differ, return whether `other` makes any good ones.
    """
    both = ((_text(word, other), _text(word, best)) for word in {*WORD.findall(evidence)})
    apart = [(it, that) for it, that in both if it != that]
    its, those = (_likeness(" ".join(words)) for words in zip(*apart, strict=True)) if apart else (0.0, 1.0)
    return its > (those / 2 if len(apart) > FEW else 0)


def _lines_beyond_ascii(content: bytes) -> bytes:
    """Return as many lines beyond ASCII as are looked at, those that are not in UTF-8 first.

    Lines in ASCII say nothing of the encoding.
    """
    odd: list[bytes] = []
    even: list[bytes] = []
    for line in content.splitlines():
        if not line.isascii():
            (odd if UNREADABLE in line.decode("utf-8", errors="replace") else even).append(line[:EVIDENCE])
    return b"\n".join([*_up_to(odd), *_up_to(even)])


def _up_to(lines: list[bytes]) -> list[bytes]:
    sizes = accumulate(map(len, lines))
    return [line for line, size in zip(lines, sizes, strict=True) if size <= 5 * EVIDENCE]


def _text(content: bytes, encoding: str) -> str:
    if encoding.startswith(MIXED):
        return content.decode("utf-8", errors=encoding)
    return content.decode(encoding, errors="replace")


def _odd_bytes(encoding: str) -> Callable[[UnicodeError], tuple[str, int]]:
    def decode(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode(encoding, errors="replace"), error.end

    return decode


for each in ONE_BYTE:
    codecs.register_error(MIXED + each, _odd_bytes(each))


def _odd_words(content: bytes) -> Iterator[bytes]:
    """Yield the words that are not in UTF-8."""
    for word in WORD.finditer(content):
        if UNREADABLE in word[0].decode("utf-8", errors="replace"):
            yield word[0]


def _told_apart(evidence: bytes, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield encodings that make another text each, with the first word beyond ASCII as it reads in them."""
    word, seen = WORD.search(evidence), set()
    for encoding, text in texts.items():
        if word and text not in seen:
            seen.add(text)
            yield encoding, _text(word[0], encoding)[:40]


def _likeness(text: str) -> float:
    """Return how much the signs beyond ASCII are where Spanish has them: 1 for all, below 0 for hardly any."""
    places = re.finditer(r"[^\x00-\x7f]", text)
    counts = Counter((text[at.start() - 1 : at.start()], at.group(), text[at.end() : at.end() + 1]) for at in places)
    weights = sum(_weight(*signs) * times for signs, times in counts.items())
    return weights / (sum(counts.values()) or 1)


def _weight(before: str, sign: str, after: str) -> float:
    within = before.isalpha() and after.isalpha()
    if sign.isalpha() and sign not in ORDINALS:
        return _weight_of_letter(before, sign, after)
    if sign in OPENING:
        return -1.0 if before.isalpha() else 0.8
    if sign in CLOSING:
        return -0.5 if within or not before.strip() else 0.8
    if sign in DASHES:
        return -1.0 if within else 0.5
    if sign in ORDINALS:
        return 0.8 if before.isdigit() or (before in {"N", "n", "."} and not after.isalpha()) else -0.5
    if sign in BESIDE_WORDS:
        return -0.5 if within else 0.3
    if sign in APART_FROM_WORDS:
        return -0.5 if before.isalpha() or after.isalpha() else 0.3
    return -2.0


def _weight_of_letter(before: str, sign: str, after: str) -> float:
    """A small letter among capitals, or a capital among small ones, is a sign that the guess is wrong."""
    if (sign.isupper() and before.islower()) or (sign.islower() and after.isupper()):
        return -1.0
    if before.isdigit() or after.isdigit():
        return -1.0
    if sign.islower() and before.isupper() and not after.isalpha():
        return 0.0
    if sign in LETTERS or sign + before in {"üg", "üG", "Üg", "ÜG"}:
        return 1.0
    return 0.1 if sign in LETTERS_OF_OTHERS else -0.3
