"""Tells who reads what."""

from typing import Any

from django import template

from lessons.record.audience import NamedReaders, readers_named
from lessons.record.models import Lesson

register = template.Library()


@register.inclusion_tag("lessons/record/_who_reads.html")
def who_will_read(lesson: Lesson, form: Any) -> dict[str, Any]:
    """Name the readers beside a `form` that `NamesReaders`: it brings back what this names."""
    named = form.readers(lesson)
    return {"who": named.who, "circles": form.told or named.circles, "errors": form.errors.get("readers")}


@register.filter
def its_readers(lesson: Lesson) -> NamedReaders:
    return readers_named(lesson, "")
