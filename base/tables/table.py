"""A table is what was read of a file: headings, rows with their numbers, and how it was read."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext as _

from base.lines import one_line

MEGABYTE = 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 200  # each row is made as wide as the first: a wide one would fill the memory
UNREADABLE = "\ufffd"
SAMPLE, SHOWN_OF_CELL = 3, 100
LINE_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c]")
NO_VALUE = {"NULL", "null", "NaN", "nan", "<NA>", "\\N"}  # as databases and programs of statistics write it
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")  # such as the sign by which MS-DOS ends a file
# White space, and what nobody sees: marks of byte order and of direction, between files that were put together too.
AROUND = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u00ad\u200b\u200e\u200f\u2060\u2800\ufeff"
# Takes a row for headings: tells whether a row of ours can be made of them, and how many are known.
Naming = Callable[[list[str]], tuple[bool, int]]
# What a person said of a file: "sheet", "encoding", "delimiter", "line".
Chosen = Mapping[str, Any]


class TableError(Exception):
    """Raised if a file cannot be read as a table; the text tells whoever sent it why."""


class Row(list[str]):
    """Holds the cells of a row, with the number by which a spreadsheet shows it in `line`.

    `faults` says by column why a cell cannot be taken; `fault` why the whole row cannot; `merged` by column from which
    row a merged cell reaches down to it; `links` by column which address is behind its words.
    """

    def __init__(self, cells: list[str], line: int = 0, faults: dict[int, str] | None = None, fault: str = "") -> None:
        super().__init__(cells)
        self.line, self.faults, self.fault = line, faults or {}, fault
        self.merged: dict[int, int] = {}
        self.links: dict[int, str] = {}

    def faults_in(self, columns: Sequence[str]) -> dict[str, str]:
        """Return by field the faults of the columns that fill one; none if the row has a `fault`: it may be wider."""
        return {} if self.fault else {columns[at]: text for at, text in self.faults.items() if columns[at]}


@dataclass
class How:
    """Tells how a file was read.

    `doubts` names what may well be otherwise; `notes` says what stays out, and what was mended.
    """

    line: int = 1
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    encoding: str = ""
    encodings: list[tuple[str, str]] = field(default_factory=list)  # with a word that shows the difference
    delimiter: str = ""
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)  # what its headings are, also those it had in another reading


@dataclass
class Table:
    headings: list[str]
    rows: list[Row]
    how: How = field(default_factory=How)
    is_1904: bool = False  # whether its numbers count days from 1904 on, as an old Excel on a Mac did

    def __iter__(self) -> Iterator[Any]:
        """Yield headings and rows, for whoever wants no more."""
        return iter((self.headings, self.rows))

    def take_sample(self) -> None:
        """Keep some rows to be shown: those whose letters may be wrong before others."""
        shown = sorted(self.rows, key=lambda row: all(map(str.isascii, row)))[:SAMPLE]
        self.how.sample = [[cell[:SHOWN_OF_CELL] for cell in row] for row in sorted(shown, key=lambda row: row.line)]


def as_kept(text: str) -> str:
    """Return what can be seen of a cell, in composed letters, with one sign for each line break."""
    if text.isascii() and text.isprintable():
        kept = text.strip()
        return "" if kept in NO_VALUE else kept
    kept = normalize("NFC", CONTROLS.sub("", LINE_BREAKS.sub("\n", text))).strip(AROUND)
    return kept if any(map(str.isalnum, kept)) or one_line(kept) else ""


def nothing_known(headings: list[str]) -> tuple[bool, int]:
    return False, 0


def refuse_too_large(size: int, most: int) -> None:
    if size > most:
        raise TableError(_("The file is larger than %(most)s MB. Send it in parts.") % {"most": most // MEGABYTE})


def refuse_too_many(rows: int, columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise TableError(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    if rows > MOST_ROWS:
        raise TableError(_("The file has more than %(most)s rows. Send it in parts.") % {"most": MOST_ROWS})


def too_wide() -> str:
    return _("This row has more cells than there are headings. Is a quotation mark missing?")


def unreadable() -> str:
    return _("Some letters cannot be read: save the file in UTF-8.")


def formula_failed(error: str) -> str:
    return _("The spreadsheet shows %(error)s here: mend the formula.") % {"error": error[:40]}


# What a spreadsheet shows for it, in English and Spanish, also where it was saved as text.
FAILED = re.compile(r"#[¡¿]?(?:N/[AD]|[A-ZÁÉÍÓÚ]+(?:/0)?[!?])|Err:\d{3}|#{3,}")


def fault_of(cell: str) -> str:
    """Return why this text cannot be what somebody wrote; "" for most."""
    if UNREADABLE in cell:
        return unreadable()
    return formula_failed(cell) if FAILED.fullmatch(cell) else ""


# UTF-8 that some program took for Windows-1252 and saved again: “ñ” has become “Ã±”.
_CONTINUED = "".join(bytes([each]).decode("cp1252", errors="ignore") or chr(each) for each in range(0x80, 0xC0))
_TWICE = re.compile(f"(?:[ÂÃ][{re.escape(_CONTINUED)}]|â€[{re.escape(_CONTINUED)}])+")


# As pages of the web write letters. Not those that may be meant: who writes “&lt;” may speak of it.
_ENTITY = re.compile(r"&(?:[aeiounAEIOUN](?:acute|tilde|uml|grave)|i(?:quest|excl)|[lr]aquo|ord[mf]|nbsp|[lr][ds]quo);")


def once(text: str) -> str:
    """Mend what was encoded twice."""
    return _ENTITY.sub(lambda found: unescape(found[0]), _TWICE.sub(_decoded_again, text))


def _decoded_again(found: re.Match[str]) -> str:
    signs = found.group()
    try:
        return b"".join(bytes([ord(sign)]) if ord(sign) < 0x100 else sign.encode("cp1252") for sign in signs).decode()
    except UnicodeError:
        return signs
