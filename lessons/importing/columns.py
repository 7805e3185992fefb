"""Which column of a file fills which field of a lesson."""

from django.utils.translation import gettext_lazy as _

from base.tables.columns import Columns
from lessons.record.models import TEXT_FIELDS

# Field → its name, then what our own form asks, and what others call it.
FIELDS = {
    "title": (_("title"), _("In one sentence, what did you learn?"), "nombre", "name"),
    "what_happened": (_("what happened"), _("What happened?"), "hechos", "experiencia", "experience"),
    "insight": (
        *(_("what we learned"), _("What did you learn from it?")),
        *("lesson", "lección", "lección aprendida", "lesson learned", "aprendizaje", "qué aprendimos", "learning"),
        *("lecciones", "lecciones aprendidas", "lessons", "lessons learned", "aprendizajes", "learnings"),
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
LESSONS = Columns(
    FIELDS,
    needed=frozenset(TEXT_FIELDS),
    things=(
        "leccion(?:es)?(?: aprendidas?)?|aprendizajes?|experiencias?|casos?|hechos?|eventos?"
        "|lessons?(?: learned)?|experience|case"
    ),
    together=frozenset({"regions", "supports", "contradicts", "sources"}),
    addresses=frozenset({"sources"}),
)
