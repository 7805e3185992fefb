"""How strong a lesson is, in words: the same on cards, on its page, in mail, in a citation."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.models import Lesson

SIGNS = {"confirms": "✓", "differs": "≠", "used": "↻"}


@dataclass(frozen=True)
class Said:
    kind: str
    words: str

    @property
    def sign(self) -> str:
        """For the eye alone: the words say it too."""
        return SIGNS[self.kind]


def strength_in_words(lesson: Lesson) -> list[Said]:
    """Of a lesson `with_strength`. Who differs comes first: agreement does not hide them."""
    names = ("differing", "confirming", "departments", "used")
    differing, confirming, departments, used = (getattr(lesson, name, 0) for name in names)
    said = [
        Said("differs", _differ(differing) if differing else ""),
        Said("confirms", _confirm(confirming, departments) if confirming else ""),
        Said("used", ngettext("Used %(total)s time", "Used %(total)s times", used) % {"total": used} if used else ""),
    ]
    return [each for each in said if each.words]


def in_a_line(lesson: Lesson) -> str:
    return " · ".join(each.words for each in strength_in_words(lesson))


def _differ(total: int) -> str:
    text = ngettext("%(total)s organisation saw it differently", "%(total)s organisations saw it differently", total)
    return text % {"total": total}


def _confirm(total: int, departments: int) -> str:
    words = ngettext("%(total)s organisation confirms it", "%(total)s organisations confirm it", total)
    words %= {"total": total}
    if not departments:
        return words
    where = ngettext("in %(total)s department", "in %(total)s departments", departments) % {"total": departments}
    return _("%(who)s %(where)s") % {"who": words, "where": where}
