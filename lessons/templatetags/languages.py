"""Shows lessons as their reader reads them."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language

from lessons.record.models import Lesson
from lessons.translations.actions import in_language

register = template.Library()


@register.simple_tag(takes_context=True)
def in_readers_language(context: dict[str, Any], lessons: Iterable[Lesson]) -> list[Lesson]:
    """Put lessons into the reader's language here, where every list of cards comes by, so that no view forgets it."""
    return in_language(lessons, get_language() or "", context.get("user") or AnonymousUser())
