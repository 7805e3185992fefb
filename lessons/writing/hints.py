"""Hints tell a writer whether a text says where, who and what to do. They are never a reason to refuse."""

import re

from django.utils.translation import gettext as _

from base.reading.kept_lists import KeptLists
from lessons.record.models import Lesson
from networks.models import Region

LEAST_WORDS = 12  # with fewer it is too early to say
PLACE = re.compile(
    r"\b(distrito|provincia|regi[oó]n|comunidad|cuenca|valle|barrio|centro poblado|district|province|community|valley)",
    re.IGNORECASE,
)
ACTOR = re.compile(
    r"\b(ministr|viceministr|congres|alcald|gobern|municipalidad|gobierno regional|direcci[oó]n|directora?\b"
    r"|comisi[oó]n|gremio|federaci[oó]n|asociaci[oó]n|red\b|mesa\b|foro|sindicato|organizaci|universidad|empresa|prensa|period"
    r"|asesora?\b|funcionari|secretar[ií]|ugel|diresa|defensor|minister|mayor|council|official|union|journalist|adviser"
    r"|agency|network)",
    re.IGNORECASE,
)
# A name in the middle of a sentence: an office, a body, a person.
NAME = re.compile(r"(?<=[a-záéíóúñ,] )[A-ZÁÉÍÓÚÑ][\wáéíóúñ]+|\b[A-Z]{3,}\b")
# What one does: an infinitive or, at the beginning of a sentence, an imperative to a friend, or to several.
TOLD_A_FRIEND = (
    "acuerda|arma|averigua|avisa|busca|capacita|comparte|contrata|convoca|coordina|crea|cuenta|cuida|define|deja|di|elige"
    "|empieza|entrega|envía|escoge|escribe|escucha|evita|exige|explica|firma|forma|habla|haz|identifica|insiste|invita"
    "|junta|lleva|llama|mantén|manda|mide|muestra|negocia|organiza|participa|pide|planifica|pon|pregunta|prepara|presenta"
    "|propón|prueba|publica|registra|reúne|revisa|sal|sé|suma|ten|trabaja|traduce|usa|ve|verifica|visita|vuelve|ask|bring"
    "|build|call|choose|find|invite|keep|listen|meet|plan|prepare|publish|send|show|start|talk|use|visit|write"
)
ACTION = re.compile(
    rf"\b\w{{2,}}(?:ar|er|ir)(?:l[aeo]s?|se)?\b|\bto \w+"
    rf"|(?:^|[.;:,¡\n]\s*|\b(?:y|no|and) )(?:(?:{TOLD_A_FRIEND})(?:l[aeo]s?|nos)?|\w{{3,}}[ae]n(?:l[aeo]s?)?)\b",
    re.IGNORECASE,
)


def hints(lesson: Lesson, *, has_regions: bool) -> list[str]:
    """Return what others would ask after reading it: where, who, what exactly."""
    text = ". ".join((lesson.title, lesson.what_happened, lesson.insight, lesson.recommendation, lesson.context))
    if len(text.split()) < LEAST_WORDS:
        return []
    missing = []
    if not (has_regions or PLACE.search(text) or _names_a_department(text)):
        missing.append(_("Where was it? A department, a province or a district helps others to compare."))
    if not (ACTOR.search(text) or NAME.search(text)):
        missing.append(_("Who was there? An office, a body or a role; no names of people are needed."))
    if lesson.recommendation and not ACTION.search(lesson.recommendation):
        missing.append(_("What should others do? Begin with a verb: “Ask for the meeting in the first week”."))
    return missing


def _names_a_department(told: str) -> bool:
    names = "|".join(re.escape(region.name) for region in KeptLists().of(Region))
    return bool(names) and re.search(rf"\b({names})\b", told, re.IGNORECASE) is not None
