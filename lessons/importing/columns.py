"""Which column of a file fills which field of a lesson."""

import re
from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lessons.models import TEXT_FIELDS
from networks.words import folded, in_each_language

# Field → its name, then what our own form asks, and what others call it. Our identifiers are known too.
FIELDS = {
    "title": (_("title"), _("In one sentence, what did you learn?"), "nombre", "name"),
    "what_happened": (_("what happened"), _("What happened?"), "hechos", "experiencia", "experience"),
    "insight": (
        *(_("what we learned"), _("What did you learn from it?")),
        *("lesson", "lección", "lección aprendida", "lesson learned", "aprendizaje", "qué aprendimos", "learning"),
    ),
    "recommendation": (
        *(_("what you would tell another network"), _("What would you tell another network to do?")),
        *("recomendación", "recomendaciones", "recommendations"),
    ),
    "context": (_("context"), _("In what context?")),
    "applies_when": (_("applies when"), _("When does it apply?"), "cuándo aplica"),
    "does_not_apply_when": (_("does not apply when"), _("When does it not apply?"), "cuándo no aplica"),
    "result": (_("result"), "resultados", "outcome"),
    "happened_on": (_("when it happened"), "fecha", "date", "cuándo"),
    "regions": (_("departments"), "departamento", "department", "región", "regiones", "region"),
    "sector": (_("sector"), "sectores", "sectors", "tema"),
    "supports": (
        *(_("It supports these findings"), _("findings"), "apoya", "supporting"),
        *("hallazgo", "finding", "código", "códigos", "code", "codes"),
    ),
    "contradicts": (_("It contradicts these findings"), "contradice", "contradicting"),
    "evidence": (_("type of evidence"), "evidencia"),
    "sources": (
        *(_("sources"), "source_url", "source_urls", "source", "fuente"),
        *("url", "link", "links", "enlace", "enlaces", "referencias", "references"),
    ),
    "language": (_("language of the text"), "idioma"),
}
# Of these several columns are read together.
TOGETHER = {"regions", "supports", "contradicts", "sources"}
NOT_LETTERS = re.compile(r"[^\w\s]|_")


def plain(heading: str) -> str:
    return folded(NOT_LETTERS.sub(" ", heading))


def label(field: str) -> str:
    return capfirst(str(FIELDS[field][0]))


def guess(headings: list[str], learned: dict[str, str] | None = None) -> list[str]:
    """For each heading the field that it names, or ""; `learned` is what people said before of other headings."""
    names = in_each_language(
        lambda: ((plain(str(name)), field) for field, words in FIELDS.items() for name in (field, *words))
    )
    names |= {heading: field for heading, field in (learned or {}).items() if field in FIELDS or not field}
    found: list[str] = []
    for heading in headings:
        field = names.get(plain(heading), "")
        found.append("" if field in found and field not in TOGETHER else field)
    return found


def tells_something(columns: Iterable[str]) -> bool:
    """Whether a lesson can be made of what these columns hold."""
    return not {*columns}.isdisjoint(TEXT_FIELDS)
