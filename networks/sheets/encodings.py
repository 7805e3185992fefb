"""Bytes of a text as letters: which of the encodings that spreadsheets write makes Spanish of them."""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from networks.sheets.table import UNREADABLE

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
LETTERS = frozenset("áéíóúñÁÉÍÓÚÑ")
OPENING, CLOSING, DASHES, ORDINALS = "¿¡«“‘", "»”’…", "–—", "ºª°"
WORD = re.compile(rb"[^\s;,\"]*[\x80-\xff][^\s;,\"]*")
BETWEEN_WORDS = "•·\u00a0€½¼¾²³±×÷§©®™"


@dataclass(frozen=True)
class Decoded:
    """`others`: what it may be else, each with a word in which the difference is seen."""

    text: str
    encoding: str
    in_doubt: bool = False
    odd: list[str] = field(default_factory=list)  # words with a byte that is not in the encoding of all others
    others: list[tuple[str, str]] = field(default_factory=list)


def decoded(content: bytes, chosen: str = "") -> Decoded | None:
    """None if it is no text in any encoding that we know. Whoever chose an encoding gets that one."""
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
    """Without a mark: of Latin letters every other byte is empty."""
    first = content[:4096]
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
    rival = max((scores[each] for each, text in texts.items() if text != texts.get(best)), default=-1.0)
    score = min(scores.get(best, 1.0), _likeness(_text(odd, mixed)) if odd else 1.0)
    in_doubt = not chosen and (score < 0.5 or rival > score / 2)
    words = [word[:40] for word in _text(odd, mixed).split("\n")[:5] if word]
    return Decoded(_text(content, best), best, in_doubt, words, list(_told_apart(evidence, texts)))


def _lines_beyond_ascii(content: bytes) -> bytes:
    """As many as are looked at, those that are not in UTF-8 before others: the rest says nothing of the encoding."""
    odd, even = [], []
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
    """Those that are not in UTF-8."""
    for word in WORD.finditer(content):
        if UNREADABLE in word[0].decode("utf-8", errors="replace"):
            yield word[0]


def _told_apart(evidence: bytes, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Encodings that make another text each, with the first word in which it shows."""
    word, seen = WORD.search(evidence), set()
    for encoding, text in texts.items():
        if word and text not in seen:
            seen.add(text)
            yield encoding, _text(word[0], encoding)[:40]


def _likeness(text: str) -> float:
    """How much its signs beyond ASCII are where Spanish has them: 1 for all, below 0 for hardly any."""
    places = re.finditer(r"[^\x00-\x7f]", text)
    found = Counter((text[at.start() - 1 : at.start()], at.group(), text[at.end() : at.end() + 1]) for at in places)
    weights = sum(_weight(*signs) * times for signs, times in found.items())
    return weights / (sum(found.values()) or 1)


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
        return 0.8 if before.isdigit() or before in {"N", "n", "."} else -0.5
    if sign in BETWEEN_WORDS:
        return -0.5 if within else 0.3
    return -2.0


def _weight_of_letter(before: str, sign: str, after: str) -> float:
    """A small letter among capitals, or a capital among small ones, is a sign that the guess is wrong."""
    if (sign.isupper() and before.islower()) or (sign.islower() and after.isupper()):
        return -1.0
    if before.isdigit() or after.isdigit():
        return -1.0
    if sign.islower() and before.isupper() and not after.isalpha():
        return 0.0
    return 1.0 if sign in LETTERS or sign + before in {"üg", "üG", "Üg", "ÜG"} else 0.1
