"""The lists of ours that words in a file of lessons are held against."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from base.importing.vocabulary import Vocabulary, choices_vocabulary
from lessons.frame.models import Finding
from lessons.record.models import Lesson
from networks.importing.departments import department_vocabulary
from networks.models import Sector

VOCABULARY_OF = {"supports": "findings", "contradicts": "findings"} | {
    name: name for name in ("regions", "sector", "result", "evidence", "language")
}


def _of_sectors() -> Vocabulary:
    sectors = list(Sector.objects.all())
    known = {word: each.slug for each in sectors for word in (each.slug, each.name_es, each.name_en)}
    options = [(each.slug, str(each.name)) for each in sectors]
    return Vocabulary(_("sector"), options, known, {each.slug: each.pk for each in sectors})


def _of_findings() -> Vocabulary:
    findings = list(Finding.objects.all())
    known: dict[str, str] = {}
    for each in findings:
        for text in (each.text_es, each.text_en):
            known |= dict.fromkeys((text, f"{each.code} {text}"), each.code)
    known |= {each.code: each.code for each in findings}
    options = [(each.code, str(each)) for each in findings]
    return Vocabulary(_("findings"), options, known, {each.code: each.pk for each in findings}, has_parts=True)


def vocabularies() -> dict[str, Vocabulary]:
    """By name, as they are now, in the language that is active; the words of all languages."""
    return {
        "regions": department_vocabulary(),
        "sector": _of_sectors(),
        "findings": _of_findings(),
        "result": choices_vocabulary(_("result"), Lesson.Result.choices),
        "evidence": choices_vocabulary(_("type of evidence"), Lesson.Evidence.choices),
        "language": choices_vocabulary(_("language of the text"), settings.LANGUAGES),
    }
