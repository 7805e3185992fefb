"""Two texts are compared word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# At most this many pairs of equal words are worth comparing: a text of 6,000 characters has far fewer, unless it was
# made to take long. A text that has more counts as rewritten.
MOST_PAIRS = 20_000


@dataclass(frozen=True)
class Piece:
    """Holds some words of a comparison; `kind` is same, gone or new."""

    kind: str
    text: str


def by_words(before: str, after: str) -> list[Piece]:
    """Return the pieces of both, in order: without the new ones they are `before`, without those gone `after`."""
    one, other = WORDS.findall(_plain(before)), WORDS.findall(_plain(after))
    return list(_joined(_pieces(one, other)))


def share_changed(before: str, after: str) -> float:
    """Return which share of the words of the longer one, 0 to 1, is not in the other at its place."""
    one, other = WORDS.findall(_plain(before)), WORDS.findall(_plain(after))
    words = max(_count(one), _count(other))
    same = sum(_count(WORDS.findall(piece.text)) for piece in _pieces(one, other) if piece.kind == "same")
    return 1 - same / words if words else 0.0


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _count(words: list[str]) -> int:
    return sum(word[:1].isalnum() for word in words)


def _pieces(one: list[str], other: list[str]) -> Iterator[Piece]:
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    yield Piece("same", "".join(one[:start]))
    yield from _middle(one[start : len(one) - end], other[start : len(other) - end])
    yield Piece("same", "".join(one[len(one) - end :]))


def _common(one: list[str], other: list[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _middle(one: list[str], other: list[str]) -> Iterator[Piece]:
    here, there = Counter(one), Counter(other)
    if sum(here[word] * there[word] for word in here if not word.isspace()) > MOST_PAIRS:
        yield from (Piece("gone", "".join(one)), Piece("new", "".join(other)))
        return
    # Blanks are no anchor: two texts have thousands of them in common.
    for what, a, b, c, d in SequenceMatcher(str.isspace, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(one[a:b]))
        else:
            yield from (Piece("gone", "".join(one[a:b])), Piece("new", "".join(other[c:d])))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Leave out empty pieces, and join two changes with only a blank between them: it reads as people would mark it."""
    gone = new = blank = ""
    for piece in pieces:
        if piece.kind == "same" and piece.text.isspace() and (gone or new):
            blank += piece.text
        elif piece.kind == "same" and piece.text:
            yield from _change(gone, new)
            yield Piece("same", blank + piece.text)
            gone = new = blank = ""
        else:
            between, blank = (blank, "") if piece.text else ("", blank)
            gone, new = gone + between, new + between
            gone, new = (gone + piece.text, new) if piece.kind == "gone" else (gone, new + piece.text)
    yield from _change(gone, new)
    if blank:
        yield Piece("same", blank)


def _change(gone: str, new: str) -> Iterator[Piece]:
    yield from (piece for piece in (Piece("gone", gone), Piece("new", new)) if piece.text)
