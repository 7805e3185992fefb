"""Cards are drawn once: a list shows many that other lists, and other readers, were shown before."""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language

from lessons.record.models import Lesson

register = template.Library()
MOST = 2000  # in each process: some 3 MB


@dataclass(frozen=True)
class _Card:
    """`shows` is of all that the card depends on, so that it is another card whenever something of that changes."""

    shows: str
    lesson: list[Lesson] = field(compare=False)  # until it is drawn


@register.simple_tag
def card(lesson: Lesson) -> SafeString:
    return _drawn(_Card(_shown_of(lesson), [lesson]))


@lru_cache(maxsize=MOST)
def _drawn(card: _Card) -> SafeString:
    return render_to_string("lessons/search/_card.html", {"lesson": card.lesson.pop()})


def _shown_of(lesson: Lesson) -> str:
    """Return a digest of the rows of the lesson, its network, departments and translation; and of the day."""
    rows = [row for row in (lesson, lesson.network, lesson.translation) if row is not None]
    columns = [
        {name: value for name, value in vars(row).items() if name[0] != "_" and name != "translation"} for row in rows
    ]
    shown = (get_language(), localdate(), columns, [str(region) for region in lesson.regions.all()])
    return sha256(repr(shown).encode()).hexdigest()
