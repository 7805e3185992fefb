"""This module decides what of a text a document can hold, and what of that our fonts can draw.

The program that makes documents knows no Django, and uses this module too.
"""

import re
import struct
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

BOX = "□"
JOINERS = "\u200c\u200d"
LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Our text font has a picture of these; all other characters are looked up one by one.
PLAIN = " -~¡-¬®-ɏ–—‘’“”•…"
UNUSUAL = re.compile(f"[^\n{PLAIN}]")
# A font has no picture of these: they say how others look. The last are the letters in the flags of regions.
VARIANTS = "\ufe00-\ufe0f"
FLAG_LETTERS = "\U000e0020-\U000e007f"
SILENT = re.compile(f"[{JOINERS}{VARIANTS}{FLAG_LETTERS}]")


def clean(text: str) -> str:
    """Return the text as every document can hold it.

    Each kind of space is a space, each kind of line break a line break; what has no meaning or turns the direction of
    others is left out, and what only some font knows is a box.
    """
    return UNUSUAL.sub(lambda found: _held(found[0]), LINE_BREAKS.sub("\n", text))


@lru_cache(maxsize=4096)
def _held(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Zs" or character == "\t":
        return " "
    if kind in {"Cn", "Co"}:
        return BOX
    if kind[0] == "C" and not SILENT.match(character):
        return ""
    return character


class Drawer:
    """Knows which characters the fonts in a folder have. Files of one family are `Family-Style.ttf`."""

    def __init__(self, folder: Path) -> None:
        families: dict[str, set[str]] = {}
        for path in sorted(folder.glob("*.ttf")):
            known, family = characters_of(path.read_bytes()), path.stem.partition("-")[0]
            families[family] = families.get(family, known) & known
        self.families = list(families.values())

    def drawn(self, text: str) -> str:
        """Return the text with one box for each sign that no font has, however many characters it is made of."""
        return UNCOMMON.sub(lambda found: self._signs(found[0]), text)

    def _signs(self, text: str) -> str:
        composed = unicodedata.normalize("NFC", text)
        return "".join(self._sign(found[0]) for found in SIGN.finditer(composed))

    def _sign(self, sign: str) -> str:
        """Return the sign if one font has all of it; else its first character with as many marks as one font has."""
        visible = SILENT.sub("", sign)
        if not visible:
            return ""
        if any(known.issuperset(visible) for known in self.families):
            return sign
        first, marks = visible[0], [mark for mark in visible[1:] if unicodedata.combining(mark)]
        drawn = [first + "".join(mark for mark in marks if mark in known) for known in self.families if first in known]
        return max(drawn, key=len, default=BOX)


def characters_of(font: bytes) -> set[str]:
    """Return the characters of which a TrueType font has a picture, as its table `cmap` lists them."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = [struct.unpack_from(">4s4xI", font, 12 + 16 * number) for number in range(tables)]
    start = next(place for tag, place in records if tag == b"cmap")
    (maps,) = struct.unpack_from(">H", font, start + 2)
    known: set[str] = set()
    for number in range(maps):
        place = start + struct.unpack_from(">4xI", font, start + 4 + 8 * number)[0]
        (form,) = struct.unpack_from(">H", font, place)
        known.update(chr(code) for code in {4: _of_segments, 12: _of_groups}.get(form, _of_none)(font, place))
    return known


def _of_none(_font: bytes, _place: int) -> Iterable[int]:
    return ()


def _of_segments(font: bytes, place: int) -> Iterable[int]:
    """Read format 4: no segment of our fonts names a character without a picture; a test compares."""
    many = struct.unpack_from(">H", font, place + 6)[0] // 2
    ends = struct.unpack_from(f">{many}H", font, place + 14)
    starts = struct.unpack_from(f">{many}H", font, place + 16 + 2 * many)
    return (code for first, last in zip(starts, ends, strict=True) if first < 0xFFFF for code in range(first, last + 1))


def _of_groups(font: bytes, place: int) -> Iterable[int]:
    """Read format 12."""
    (many,) = struct.unpack_from(">I", font, place + 12)
    groups = (struct.unpack_from(">II", font, place + 16 + 12 * number) for number in range(many))
    return (code for first, last in groups for code in range(first, last + 1))


def _class_of(marks: Iterable[int]) -> str:
    """Write the inside of a character class of a regular expression."""
    ranges: list[list[int]] = []
    for code in marks:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def _marks() -> Iterable[int]:
    planes = (*range(0x20000), *range(0xE0100, 0xE01F0))
    return (code for code in planes if unicodedata.category(chr(code))[0] == "M")


SKIN = "\U0001f3fb-\U0001f3ff"
GOES_ON = f"[{_class_of(_marks())}\u200c{SKIN}{FLAG_LETTERS}]"
COUNTRY = "[\U0001f1e6-\U0001f1ff]{2}"
# What a reader takes for one sign: a letter with its marks, a flag, several pictures joined to one.
SIGN = re.compile(f"{COUNTRY}|.(?:{GOES_ON}|\u200d.?)*", re.DOTALL)
# A plain letter belongs to it: the mark that follows is drawn on it.
UNCOMMON = re.compile(f"(?:[{PLAIN}]?[^\n{PLAIN}]+)+")
