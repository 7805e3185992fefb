"""A lesson's strength is counted, and said in the same words on cards, on its page, in mail, in a citation."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.experience.models import Corroboration
from lessons.record.models import LONG_TEXTS, Lesson, LessonQuerySet

SIGNS = {"confirms": "✓", "differs": "≠", "used": "↻"}

# Voices of the lesson's own side give it no strength: those of its organisation; if it names none, those of its network
# that speak for none. Of an unnamed lesson no voice of its network counts: otherwise the one organisation that is not
# counted would show whose lesson it is.
_OWN_VOICE = (
    Q(is_unnamed=True, corroborations__network=F("network"))
    | Q(is_unnamed=False, corroborations__organisation=F("organisation"))
    | Q(is_unnamed=False, organisation=None, corroborations__organisation=None, corroborations__network=F("network"))
)
_CONFIRMS, _DIFFERS = (Q(corroborations__stance=stance) & ~_OWN_VOICE for stance in ("confirms", "differs"))


def with_strength(lessons: LessonQuerySet) -> LessonQuerySet:
    """Annotate how many independent organisations confirm each lesson (`confirming`), in how many `departments`.

    `differing` counts the organisations that differ, `used` the uses. A person who speaks for no organisation is one
    voice of their network: `confirming_voices` and `differing_voices` list a name for each, as `of_no_organisation`
    says. lessons/integrity/recount.py counts the same without SQL.
    """
    return lessons.annotate(**_counts())


@cache
def _counts() -> dict[str, "Subquery[Any]"]:
    """Say how each number is counted: kept, since Django takes longer to write this than PostgreSQL to answer it."""
    voices = Corroboration.objects
    return {
        "confirming": _counted("corroborations__organisation", _CONFIRMS),
        "departments": _counted("corroborations__regions", _CONFIRMS),
        "differing": _counted("corroborations__organisation", _DIFFERS),
        "confirming_voices": ArraySubquery(voices.filter(stance="confirms").of_no_organisation()),
        "differing_voices": ArraySubquery(voices.filter(stance="differs").of_no_organisation()),
        "used": _counted("applications", Q(applications__withdrawn_at=None)),
    }


def _counted(path: str, only: Q) -> Subquery:
    """Count distinct values for each row that is shown, in a subquery: a page has twenty rows, the table has all."""
    one = Lesson.objects.filter(pk=OuterRef("pk")).values("pk")
    return Subquery(one.annotate(n=Count(path, distinct=True, filter=only)).values("n"))


def for_cards(lessons: LessonQuerySet) -> LessonQuerySet:
    """Select what a list shows of each lesson, without the long texts. Who wrote them is no part of it."""
    selected = lessons.select_related("network").prefetch_related("regions")
    return with_strength(selected).defer(*LONG_TEXTS)


@dataclass(frozen=True)
class StrengthPart:
    kind: str
    words: str

    @property
    def sign(self) -> str:
        """Return a sign for the eye alone: the words say it too."""
        return SIGNS[self.kind]


def strength_in_words(lesson: Lesson) -> list[StrengthPart]:
    """Return the parts of a lesson's strength that are not zero; the lesson must be `with_strength`.

    Those who differ come first, so that agreement does not hide them.
    """
    departments, used = getattr(lesson, "departments", 0), getattr(lesson, "used", 0)
    parts = [
        StrengthPart("differs", _differ(*_speakers(lesson, "differing"))),
        StrengthPart("confirms", _confirm(*_speakers(lesson, "confirming"), departments)),
        StrengthPart(
            "used", ngettext("Used %(total)s time", "Used %(total)s times", used) % {"total": used} if used else ""
        ),
    ]
    return [part for part in parts if part.words]


def strength_line(lesson: Lesson) -> str:
    return " · ".join(part.words for part in strength_in_words(lesson))


def _speakers(lesson: Lesson, what: str) -> tuple[str, int]:
    """Return “2 organisations and 1 voice of ForoSalud”, and how many speakers that are.

    A person who speaks for no organisation is counted as a voice, not as an organisation.
    """
    organisations: int = getattr(lesson, what, 0)
    voices: list[str] = getattr(lesson, f"{what}_voices", [])
    words = ngettext("%(total)s organisation", "%(total)s organisations", organisations) % {"total": organisations}
    speakers = [words] if organisations else []
    for network, number in sorted(Counter(voices).items(), key=lambda pair: not pair[0]):
        speakers.append(_of_a_network(network, number))
    return get_text_list(speakers, _("and")), organisations + len(voices)


def _of_a_network(name: str, number: int) -> str:
    if not name:
        return ngettext("%(total)s voice of a network", "%(total)s voices of networks", number) % {"total": number}
    text = ngettext("%(total)s voice of %(network)s", "%(total)s voices of %(network)s", number)
    return text % {"total": number, "network": name}


def _differ(who: str, total: int) -> str:
    text = ngettext("%(who)s saw it differently", "%(who)s saw it differently", total)
    return text % {"who": who} if total else ""


def _confirm(who: str, total: int, departments: int) -> str:
    if not total:
        return ""
    words = ngettext("%(who)s confirms it", "%(who)s confirm it", total) % {"who": who}
    if not departments:
        return words
    where = ngettext("in %(total)s department", "in %(total)s departments", departments) % {"total": departments}
    return _("%(who)s %(where)s") % {"who": words, "where": where}
