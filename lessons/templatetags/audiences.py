"""Tells who reads what."""

from django import template

from lessons.audience import who_reads
from lessons.models import Lesson

register = template.Library()


@register.inclusion_tag("lessons/_who_reads.html")
def who_will_read(lesson: Lesson, what: str = "") -> dict[str, str]:
    """`what`: see `who_reads`."""
    return {"who_reads": who_reads(lesson, what)}


@register.filter
def its_readers(lesson: Lesson) -> str:
    return who_reads(lesson, "")
