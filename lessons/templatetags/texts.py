"""Shows long texts on pages."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils.safestring import SafeString

from base.lines import quoted
from lessons.record.fields import STORY, headed
from lessons.texts import markdown
from lessons.texts.addresses import Titles

register = template.Library()


@register.filter
def in_markdown(text: str, titles: Titles | str | None = None) -> SafeString:
    """Render the text; `titles` are of lessons it names and the reader may read: lessons/relations/mentions."""
    return markdown.in_html(text, titles or None)  # type: ignore[arg-type]


@register.filter(name="quoted")
def in_quotation_marks(text: str) -> str:
    return quoted(text)


@register.filter
def beginning(text: str) -> str:
    return markdown.beginning(text)


@register.filter
def story(lesson: Any) -> Iterator[tuple[str, str, str]]:
    """Asked where they are shown: a lesson may have been given the words of its translation before."""
    return ((name, *next(headed(lesson, (name,)))) for name in STORY)
