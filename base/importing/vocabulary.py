"""What words in a column mean that has a list of ours."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext

from base.lines import quoted
from base.words import folded, in_each_language, signs_of

# One by one: a place in “Lima y Callao”, a code in “C1, P2”. What is a word of the list as a whole stays whole.
APART = re.compile(r"[;\n|]")
FURTHER_APART = re.compile(r"[,/&+]|\s+(?:y|and|e)\s+|\s+[-–—]\s+", re.IGNORECASE)
JOINED = re.compile(r"\s*[-–—]\s*|\s+")
WHOLE_NUMBER = re.compile(r"(\d+)\.0+")  # as a spreadsheet writes a code that it took for a number
NOTHING = ("n/a", "no aplica", "ninguno", "ninguna", "none")
MOST_ASKED = 40  # words of each vocabulary, on the page


@lru_cache(maxsize=10_000)
def key(word: str) -> str:
    """Whatever its accents, case, spaces, points and invisible signs."""
    return signs_of(WHOLE_NUMBER.sub(r"\1", word.strip()))


def _alone(word: str) -> Iterator[str]:
    yield word


@dataclass(frozen=True)
class Vocabulary:
    """`known`: word → our code for it; `options`: each code with its name; `forms`: how else a word may be read."""

    label: Any
    options: list[tuple[str, str]]
    known: Mapping[str, str]
    ids: dict[str, int] = field(default_factory=dict)
    has_parts: bool = False
    forms: Callable[[str], Iterator[str]] = _alone
    keys: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        known = dict.fromkeys(NOTHING, "") | dict(self.known)
        object.__setattr__(self, "keys", {key(word): code for word, code in known.items() if key(word)})

    @property
    def names(self) -> dict[int, str]:
        return {self.ids[code]: name for code, name in self.options}

    @property
    def heading(self) -> str:
        return capfirst(str(self.label))

    def code_of(self, word: str) -> str | None:
        """Our code; "" for a word that means none of them; None for one that we do not know."""
        return next((self.keys[form] for form in map(key, self.forms(word)) if form in self.keys), None)

    def in_parts(self, cell: str) -> Iterator[str]:
        for part in filter(key, map(str.strip, APART.split(cell))) if self.has_parts else filter(key, [cell]):
            if not self.has_parts or self.code_of(part) is not None:
                yield part
            else:
                yield from self._in_smaller_parts(part)

    def _in_smaller_parts(self, part: str) -> Iterator[str]:
        for piece in filter(key, map(str.strip, FURTHER_APART.split(part))):
            words = [piece] if self.code_of(piece) is not None else [*filter(key, JOINED.split(piece))]
            yield from words if all(self.code_of(word) is not None for word in words) else [piece]

    def nearest(self, word: str) -> str:
        """The code of the one word of ours that is like it, or "" – to be offered, never to be taken for granted."""
        near = get_close_matches(key(word), self.keys, n=1, cutoff=0.8)
        within = {code for known, code in self.keys.items() if code and len(known) > 3 and known in key(word)}
        return self.keys[near[0]] if near else within.pop() if len(within) == 1 else ""


def choices_vocabulary(label: Any, choices: Any) -> Vocabulary:
    known = in_each_language(lambda: ((str(word), code) for code, name in choices for word in (name, code)))
    return Vocabulary(label, [(code, str(name)) for code, name in choices], known)


class WordReader:
    """Reads the words of rows; `chosen` is what people said words mean that are on no list of ours.

    `unknown`: for each vocabulary such words, as they were first written, and how many rows have them.
    """

    def __init__(self, vocabularies: Mapping[str, Vocabulary], chosen: Mapping[str, Mapping[str, str]]) -> None:
        self.vocabularies = vocabularies
        self.chosen = {
            name: {word: code for word, code in chosen.get(name, {}).items() if not code or code in dict(each.options)}
            for name, each in vocabularies.items()
        }
        self.unknown: dict[str, Counter[str]] = {}
        self._first: dict[tuple[str, str], str] = {}
        self._here: set[tuple[str, str]] = set()

    def begin_row(self) -> None:
        self._here = set()

    def codes(self, name: str, text: str) -> list[str]:
        """Each once. Raises ValueError, which names what is on no list and nobody has explained."""
        found, strange = [], []
        for word in self.vocabularies[name].in_parts(text):
            code = self.vocabularies[name].code_of(word)
            if code is None:
                self._note(name, word)
                code = self.chosen[name].get(folded(word))
            if code is None:
                strange.append(word)
            elif code:
                found.append(code)
        if strange:
            words = ", ".join(quoted(word[:60]) for word in strange[:5])
            raise ValueError(gettext("Not on any of our lists: %(words)s.") % {"words": words})
        return list(dict.fromkeys(found))

    def to_ask(self) -> dict[str, list[tuple[str, int]]]:
        """As `FileImport.found` keeps them: not all, so those that nobody has explained come first."""
        return {
            name: sorted(words.most_common(), key=lambda each: folded(each[0]) in self.chosen[name])[:MOST_ASKED]
            for name, words in self.unknown.items()
        }

    def _note(self, name: str, word: str) -> None:
        """Counted once for each row, under the spelling that came first."""
        first = self._first.setdefault((name, folded(word)), word)
        if (name, first) not in self._here:
            self._here.add((name, first))
            self.unknown.setdefault(name, Counter())[first] += 1
