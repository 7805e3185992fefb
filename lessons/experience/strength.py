"""A lesson's strength is said in the same words on cards, on its page, in mail, in a citation.

`confirming` and `differing` are independent organisations, `departments` those that confirm, `used` the uses; the
voices hold the name of a network for each person who speaks for no organisation. The database counts them: see
lessons/experience/models/strength.py.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.record.models import LONG_TEXTS, Lesson, LessonQuerySet
from networks.record.permissions import Visitor
from networks.record.prepared import Prepared

SIGNS = {"confirms": "✓", "differs": "≠", "used": "↻"}


def for_cards(lessons: LessonQuerySet) -> LessonQuerySet:
    """Select what a list shows of each lesson, without the long texts. Who wrote them is no part of it."""
    return lessons.select_related("network").with_departments().defer(*LONG_TEXTS)


class Cards:
    """Holds lessons for the pages of a list: one statement finds the keys of a page in an index, another its cards.

    Otherwise the last page would read the rows of all pages before it; one in the second half is counted from the end.
    """

    def __init__(self, found: LessonQuerySet, total: int | None = None, keys: Sequence[int] = ()) -> None:
        """Take what was found; how many these are, and the keys of all of them in their order, where it is known."""
        self.found, self.total, self.keys = found, total, keys

    def count(self) -> int:
        return self.found.count() if self.total is None else self.total

    def __getitem__(self, part: slice) -> list[Lesson]:
        if self.keys:
            return cards_of([*self.keys[part]])
        if self.found.query.annotations:  # it is ordered by what is in no index
            return list(for_cards(self.found)[part])
        keys, total = self.found.values_list("pk", flat=True), self.total or 0
        is_late = part.start > total // 2 and part.stop <= total
        if is_late:
            keys, part = keys.reverse(), slice(total - part.stop, total - part.start)
        return cards_of([*keys[part]][:: -1 if is_late else 1])


def cards_of(keys: list[int]) -> list[Lesson]:
    """Return the lessons with these keys, in their order. Whether they may be read was asked before."""
    found = {lesson.pk: lesson for lesson in _cards(AnonymousUser(), keys=keys)} if keys else {}
    return [found[key] for key in keys]


def _ask_cards(_reader: Visitor, keys: list[int]) -> LessonQuerySet:
    return for_cards(Lesson.objects.filter(pk__any=keys))


_cards = Prepared(_ask_cards)


@dataclass(frozen=True)
class StrengthPart:
    kind: str
    words: str

    @property
    def sign(self) -> str:
        """Return a sign for the eye alone: the words say it too."""
        return SIGNS[self.kind]


def strength_in_words(lesson: Lesson) -> list[StrengthPart]:
    """Return the parts of a lesson's strength that are not zero.

    Those who differ come first, so that agreement does not hide them.
    """
    used = lesson.used
    parts = [
        StrengthPart("differs", _differ(*_speakers(lesson, "differing"))),
        StrengthPart("confirms", _confirm(*_speakers(lesson, "confirming"), lesson.departments)),
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
    organisations: int = getattr(lesson, what)
    voices: list[str] = getattr(lesson, f"{what}_voices")
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
