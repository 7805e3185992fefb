"""Which column of a file fills which field of a lesson."""

from django.utils.translation import gettext_lazy as _

from base.tables.columns import Columns
from lessons.record.fields import TEXT_FIELDS, TEXTS

# Field → its name, then what our own form asks, and what others call it.
FIELDS = {
    **{each.name: (each.label, each.question, *each.in_files) for each in TEXTS},
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
