"""What somebody typed is read as terms: words, phrases, and what else is looked for in their place."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from base.reading.kept_lists import KeptLists
from base.words import folded
from lessons.search.models import SynonymGroup
from networks.models import Network, Region

MOST_TERMS = 24  # of a pasted paragraph, the first
LONGEST_TERM = 8  # words
# They join words, and say nothing of what is asked for.
_JOINING = """
a al ante con contra cual cuales cuando cuanto como de del desde donde e el ella ellas ellos en entre era es esa ese
eso esta estas este esto estos fue ha han hasta la las le les lo los mas me mi mis muy nada ni no nos nosotros
nuestra nuestras nuestro nuestros o para pero por porque que quien quienes se ser si sin sobre son su sus tan te
tiene tienen todo todos tu tus u un una unas uno unos y ya yo about after and are as at be been before but by do
does did for from had has have how i if in into is it its me my not of on or our so than that the their them there
they this to us was we were what when where which while who why will with would you your
"""
JOINING = frozenset(_JOINING.split())
# As people ask: "¿qué podemos hacer cuando…?", "how can we get…?". Dropped where anything else is asked for.
_ASKING = """
alguien algun alguna algunas algunos algo ayuda ayudar conviene debe deben deberia deberiamos debemos ejemplo
ejemplos existe existen explicar forma formas funciona funcionan funciono haber hace hacemos hacen hacer hago hay
hizo hicieron logra lograr logramos logro manera maneras mejor necesitamos necesito pasa pasar paso podemos poder
podria podriamos puede pueden puedo queremos quiere quiero sabe saber sabemos sirve sirven sirvio tenemos tener
tengo usar vale anyone best can could example examples get gets getting good make makes making many much need needs
should something way ways work works worked
"""
ASKING = frozenset(_ASKING.split())
_PARTS = re.compile(r'(-?)"([^"]*)"|(\S+)')
# What the index takes for one word, or for the parts of one: 10,000; 016-2024-JUS; niñ@s.
_WORD = re.compile(r"[^\W_]+(?:(?:[-./'’@]|(?<=\d),(?=\d))[^\W_]+)*")
_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟‹›", '"'))


@dataclass(frozen=True)
class Term:
    """One thing asked for: `words` as they were typed, or any of `others`, each a word or a phrase.

    `held` are others that are looked for only if too little is found, and `facets` what is named so, as in
    `Lesson.facets`: a department, a network.
    """

    words: str
    others: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    is_phrase: bool = False

    @property
    def as_typed(self) -> str:
        return f'"{self.words}"' if self.is_phrase else self.words

    @property
    def websearch(self) -> str:
        """Return it as `websearch_to_tsquery` reads it."""
        return f"{self.as_typed} or {self.in_other_words}" if self.others else self.as_typed

    @property
    def in_other_words(self) -> str:
        return " or ".join(f'"{other}"' for other in self.others)

    def with_held(self) -> "Term":
        return replace(self, others=(*self.others, *self.held), held=())


@dataclass(frozen=True)
class Asked:
    """Holds the words as they were typed, and what they ask for; `without` are those after a minus."""

    words: str
    terms: tuple[Term, ...] = ()
    without: tuple[str, ...] = ()
    is_plain: bool = field(default=True)  # nothing was dropped, and nothing else is looked for

    def with_held(self) -> "Asked":
        """Return what is asked where too little is found: also what is looked for only then."""
        return replace(self, terms=tuple(term.with_held() for term in self.terms), is_plain=False)

    def as_typed(self) -> "Asked":
        return replace(self, terms=tuple(replace(term, others=()) for term in self.terms))

    @property
    def also(self) -> list[str]:
        """Return what is looked for beside what was typed."""
        return [*dict.fromkeys(other for term in self.terms for other in term.others)]

    @property
    def websearch(self) -> list[str]:
        """Return all that must be in one text, each as `websearch_to_tsquery` reads it; [] if that is as typed."""
        return [] if self.is_plain else [*(term.websearch for term in self.terms), *self.without]


def read(words: str, *, literally: bool = False) -> Asked:
    """Read what was typed; `literally`, with nothing else looked for."""
    tokens = [*_tokens(words)]
    without = tuple(token for token, is_wanted, _is_phrase in tokens if not is_wanted)[:MOST_TERMS]
    wanted = [(token, is_phrase) for token, is_wanted, is_phrase in tokens if is_wanted][:MOST_TERMS]
    telling = _telling(wanted)
    if literally:
        return Asked(words, tuple(Term(token, is_phrase=is_phrase) for token, is_phrase in telling), without)
    terms = tuple(_grouped(wanted, {token for token, _is_phrase in telling}))
    is_plain = len(telling) == len(wanted) and not any(term.others for term in terms)
    return Asked(words, terms, without, is_plain)


def _tokens(words: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield words and phrases, whether each is wanted, and whether it is a phrase."""
    for minus, phrase, token in _PARTS.findall(words.translate(_QUOTES)):
        if phrase.strip():
            yield (f'-"{phrase}"', False, True) if minus else (phrase, True, True)
        elif token.startswith("-") and _WORD.search(token):
            yield token, False, False
        else:
            for word in _WORD.findall(token):
                yield word, True, False


def _telling(wanted: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return what says what is asked for; if nothing does, all of it."""
    return [each for each in wanted if each[1] or is_telling(each[0])] or wanted


def is_telling(word: str) -> bool:
    """Return whether a word says what is asked for."""
    return folded(word) not in JOINING | ASKING or _is_acronym(word)


def _joins(word: str) -> bool:
    return folded(word) in JOINING and not _is_acronym(word)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _grouped(wanted: list[tuple[str, bool]], telling: set[str]) -> Iterator[Term]:
    """Yield the terms, the longest that have synonyms or name something first."""
    known = known_terms()
    place = 0
    while place < len(wanted):
        words, is_phrase = wanted[place]
        longest = 1 if is_phrase else min(LONGEST_TERM, len(wanted) - place)
        for length in range(longest, 0, -1):
            part = wanted[place : place + length]
            if any(phrase for _word, phrase in part) and length > 1:
                continue
            typed = " ".join(word for word, _phrase in part)
            key = key_of(typed)
            if key in known and part[0][0] in telling and not _joins(part[-1][0]):
                yield _term(typed, known[key], is_phrase=is_phrase)
                place += length
                break
        else:
            if words in telling:
                yield Term(words, is_phrase=is_phrase)
            place += 1


def _term(typed: str, known: "Known", *, is_phrase: bool) -> Term:
    capitals = _is_acronym(typed)
    others = [*known.others, *(known.careful if capitals else ())]
    held = () if capitals else known.careful
    own = key_of(typed)
    return Term(
        typed,
        tuple(each for each in dict.fromkeys(others) if key_of(each) != own),
        tuple(each for each in dict.fromkeys(held) if key_of(each) != own),
        known.facets,
        is_phrase,
    )


@dataclass(frozen=True)
class Known:
    """What is known of a term: what else it is called, what only with care, and what is named so."""

    others: tuple[str, ...] = ()
    careful: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()


def known_terms() -> dict[str, Known]:
    """Return the terms that have synonyms, or name a department or a network."""
    lists = KeptLists()
    rows = (lists.of(SynonymGroup), lists.of(Region), lists.of(Network))
    if not _made or any(made is not now for made, now in zip(_made[0], rows, strict=True)):
        _made[:] = [rows, _known(*rows)]
    known: dict[str, Known] = _made[1]
    return known


# Of the rows that are kept in the process, those last seen and what was made of them.
_made: list[Any] = []


def _known(
    groups: tuple[SynonymGroup, ...], regions: tuple[Region, ...], networks: tuple[Network, ...]
) -> dict[str, Known]:
    others: dict[str, list[str]] = defaultdict(list)
    careful: dict[str, list[str]] = defaultdict(list)
    facets: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        short, *long = group.terms
        for term in group.terms:
            is_long = group.one_way and term != short
            is_careful = group.careful and not is_long
            (careful if is_careful else others)[key_of(term)] += long if is_long else group.terms
    for region in regions:
        facets[key_of(region.name)].append(f"region:{region.pk}")
    for network in networks:
        for name in (network.name, network.full_name, *network.former_names):
            facets[key_of(name)].append(f"network:{network.pk}")
    keys = filter(None, {*others, *careful, *facets})
    return {key: Known(tuple(others[key]), tuple(careful[key]), tuple(facets[key])) for key in keys}


def key_of(term: str) -> str:
    """Return the same for a term in any number, with any accents, and with or without the words that join its own."""
    words = re.findall(r"\w+", folded(term))
    telling = [word for word in words if word not in JOINING] or words
    return " ".join(_singular(word) for word in telling)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("es") and word[-3] not in "aeiou":
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
