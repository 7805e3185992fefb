"""What the words in a column mean: departments, sectors, findings, and what else has a list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lessons.models import Finding, Lesson
from networks.models import Region, Sector
from networks.words import folded, in_each_language

VOCABULARY_OF = {"supports": "findings", "contradicts": "findings"} | {
    name: name for name in ("regions", "sector", "result", "evidence", "language")
}
# One by one: a department in “Lima y Callao”, a finding in “C1, P2”. What is a word of ours as a whole stays whole.
APART = re.compile(r"[;\n|]")
FURTHER_APART = re.compile(r"[,/]|\s+(?:y|and|e)\s+")
WHOLE_COUNTRY = ("nacional", "national", "perú", "peru", "todo el perú", "todo el país", "a nivel nacional")
EVERYWHERE = ""


@dataclass(frozen=True)
class Vocabulary:
    """`known`: folded word → our code for it; `options`: each code with its name."""

    label: Any
    options: list[tuple[str, str]]
    known: dict[str, str]
    ids: dict[str, int] = field(default_factory=dict)
    has_parts: bool = False

    @property
    def names(self) -> dict[int, str]:
        return {self.ids[code]: name for code, name in self.options}

    def in_parts(self, cell: str) -> Iterator[str]:
        for part in filter(None, map(str.strip, APART.split(cell))) if self.has_parts else [cell]:
            if not self.has_parts or folded(part) in self.known:
                yield part
            else:
                yield from self._in_smaller_parts(part)

    def _in_smaller_parts(self, part: str) -> Iterator[str]:
        for piece in filter(None, map(str.strip, FURTHER_APART.split(part))):
            words = piece.split()
            yield from words if all(folded(word) in self.known for word in words) else [piece]

    def nearest(self, word: str) -> str:
        """The code of the one word of ours that is like it, or "" – to be offered, never to be taken for granted."""
        near = get_close_matches(folded(word), self.known, n=1, cutoff=0.8)
        within = {code for known, code in self.known.items() if code and len(known) > 3 and known in folded(word)}
        return self.known[near[0]] if near else within.pop() if len(within) == 1 else ""


def _of_choices(label: Any, choices: Any) -> Vocabulary:
    known = in_each_language(lambda: ((str(word), code) for code, name in choices for word in (name, code)))
    return Vocabulary(label, [(code, str(name)) for code, name in choices], known)


def _of_regions() -> Vocabulary:
    regions = list(Region.objects.all())
    known = {folded(word): EVERYWHERE for word in WHOLE_COUNTRY}
    for each in regions:
        words = (each.name, each.slug, each.slug.replace("-", " "), each.code, each.code.lstrip("0"), each.iso)
        known |= {folded(word): each.slug for word in words}
        known |= {folded(f"{prefix} {each.name}"): each.slug for prefix in ("departamento de", "región", "region of")}
    options = [(each.slug, each.name) for each in regions]
    return Vocabulary(_("departments"), options, known, {each.slug: each.pk for each in regions}, has_parts=True)


def _of_sectors() -> Vocabulary:
    sectors = list(Sector.objects.all())
    known = {folded(word): each.slug for each in sectors for word in (each.slug, each.name_es, each.name_en)}
    options = [(each.slug, str(each.name)) for each in sectors]
    return Vocabulary(_("sector"), options, known, {each.slug: each.pk for each in sectors})


def _of_findings() -> Vocabulary:
    findings = list(Finding.objects.all())
    known: dict[str, str] = {}
    for each in findings:
        for text in (each.text_es, each.text_en):
            known |= {folded(word): each.code for word in (text, f"{each.code} {text}", f"{each.code} · {text}")}
    known |= {folded(each.code): each.code for each in findings}
    options = [(each.code, str(each)) for each in findings]
    return Vocabulary(_("findings"), options, known, {each.code: each.pk for each in findings}, has_parts=True)


def vocabularies() -> dict[str, Vocabulary]:
    """By name, as they are now, in the language that is active; the words of all languages."""
    return {
        "regions": _of_regions(),
        "sector": _of_sectors(),
        "findings": _of_findings(),
        "result": _of_choices(_("result"), Lesson.Result.choices),
        "evidence": _of_choices(_("type of evidence"), Lesson.Evidence.choices),
        "language": _of_choices(_("language of the text"), settings.LANGUAGES),
    }


def heading_of(vocabulary: Vocabulary) -> str:
    return capfirst(str(vocabulary.label))
