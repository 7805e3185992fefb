"""Cards, voices and facets are drawn once: other lists, and other readers, were shown most of them before."""

from hashlib import sha256
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language

from base.reading.drawn import Drawn
from base.reading.page_memory import once
from lessons.experience.queries import Voice
from lessons.record.models import Lesson
from lessons.search.facets import Facet
from lessons.search.words.asked import Asked
from lessons.search.words.marks import Marks, sentences_for

register = template.Library()
_drawn = Drawn(most=4000)  # some 6 MB


@register.simple_tag
def card(lesson: Lesson) -> SafeString:
    """Draw anew when something changed in the rows of the lesson, its network, departments and translation; or the
    day is another."""
    rows = [row for row in (lesson, lesson.network, lesson.translation) if row is not None]
    columns = [
        {name: value for name, value in vars(row).items() if name[0] != "_" and name != "translation"} for row in rows
    ]
    shown = _digest(once("today", localdate), columns, [str(region) for region in lesson.regions.all()])
    return _drawn("lessons/search/_card.html", shown, {"lesson": lesson})


@register.simple_tag
def marked_cards(lessons: list[Lesson], asked: Asked) -> list[tuple[SafeString, str, str]]:
    """Return the card of each, with the words asked for marked; and if it has none a sentence that says them, and its
    language."""
    marks = Marks(asked)
    cards = {lesson.pk: marks.in_card(card(lesson)) for lesson in lessons}
    sentences = sentences_for([key for key, shown in cards.items() if "<mark>" not in shown], marks)
    return [(shown, *sentences.get(key, ("", ""))) for key, shown in cards.items()]


@register.simple_tag
def voice(of: Voice) -> SafeString:
    told = {name: value for name, value in vars(of).items() if name not in {"network", "organisation"}}
    shown = _digest(told, of.network.slug, of.network.name, str(of.organisation or ""))
    return _drawn("lessons/experience/_voice.html", shown, {"voice": of})


@register.simple_tag
def facet(of: Facet) -> SafeString:
    return _drawn("lessons/search/_facet.html", _digest(of), {"facet": of})


def _digest(*shown: Any) -> str:
    """Return what is another whenever something of that is: much shorter than what it is of."""
    return sha256(repr((get_language(), *shown)).encode()).hexdigest()
