"""A column of a table fills the field of ours that people mean by its heading."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django.utils.text import capfirst

from base.words import folded, in_each_language

NOT_LETTERS = re.compile(r"[^\w\s]|_")
ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]")
NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[a-z])\s*[.)\-:]\s*", re.IGNORECASE)
HOW_TO_FILL = re.compile(r"\s(?:obligatori[oa]|requerid[oa]|opcional|required|optional|dd mm (?:aaaa|yyyy|aa|yy))$")
ASKED = re.compile(r"^(?:cual(?:es)? (?:es|son|fue|fueron)|what (?:is|was|were)) (?:el |la |los |las |the )?")
NUMBER_BEHIND = re.compile(r"\s\d{1,2}$")  # “Fuente 1”, “Fuente 2”
LONGEST_HEADING = 200


def plain(heading: str) -> str:
    return folded(NOT_LETTERS.sub(" ", normalize("NFC", heading)))


@dataclass(frozen=True)
class Columns:
    """Describes the fields that the columns of a table can fill.

    `fields` has for each its label, then what else it is called; its identifier is known too. A row needs one of
    `needed`. Several columns of a field in `together` are read as one. `things` is a pattern of what a row is about:
    “title” is also “title of the lesson”. `addresses` are fields of addresses of pages.
    """

    fields: Mapping[str, tuple[Any, ...]]
    needed: frozenset[str]
    things: str
    together: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    def label(self, field: str) -> str:
        return capfirst(str(self.fields[field][0]))

    def is_enough(self, columns: Iterable[str]) -> bool:
        """Return whether a row can be made of what these columns hold."""
        return not self.needed.isdisjoint(columns)

    def called(self, learned: Mapping[str, str] | None = None) -> "Called":
        """Return what knows the headings of these columns.

        `learned` has the fields that people chose before for other headings: "" for those that they left out.
        """
        names = in_each_language(
            lambda: ((plain(str(name)), field) for field, words in self.fields.items() for name in (field, *words))
        )
        learned = {heading: field for heading, field in (learned or {}).items() if field in self.fields or not field}
        return Called(self, names | learned)


class Called:
    """Knows headings of these columns, in all languages."""

    def __init__(self, columns: Columns, names: Mapping[str, str]) -> None:
        self.columns, self.names = columns, names
        joined = r"(?:(?:de|del|of)\s(?:(?:la|las|los|el|the|a)\s)?)?"
        self._of_thing = re.compile(rf"\s{joined}(?:{columns.things})$|^(?:{columns.things})\s")

    def guess(self, headings: list[str]) -> list[str]:
        """Return for each heading the field that it names, or ""; an exact name comes before one that is like it."""
        found = [""] * len(headings)
        for forms in (self._as_it_is, self._without_what_is_added):
            for at, heading in enumerate(headings):
                is_left_out = self.names.get(plain(heading)) == ""
                if not found[at] and not is_left_out and 0 < len(heading) <= LONGEST_HEADING:
                    field = next(filter(None, (self.names.get(form) for form in forms(heading))), "")
                    found[at] = "" if field in found and field not in self.columns.together else field
        return found

    def naming(self, headings: list[str]) -> tuple[bool, int]:
        """Take a row for headings: return whether they are enough, and how many of them are known."""
        found = [*filter(None, self.guess(headings))]
        return self.columns.is_enough(found), len(found)

    def _as_it_is(self, heading: str) -> Iterator[str]:
        yield plain(heading)

    def _without_what_is_added(self, heading: str) -> Iterator[str]:
        """Yield the heading without additions: “1. Título de la lección (obligatorio) *” is also “Título”."""
        for aside in (heading, ASIDE.sub(" ", heading)):
            form = HOW_TO_FILL.sub("", plain(NUMBERED.sub("", aside)))
            form = ASKED.sub("", NUMBER_BEHIND.sub("", form))
            yield form
            yield self._of_thing.sub("", form)
        fields = {self.names.get(plain(part), "") for part in heading.split("/")}
        if len(fields) == 1 and (field := fields.pop()):  # “Región / Departamento”
            yield plain(field)
