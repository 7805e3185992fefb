"""Moments for machines; people read them by `date` and the formats of their language."""

from datetime import date, datetime

from django import template
from django.utils.timezone import localtime

register = template.Library()


@register.filter
def machine_time(moment: date | datetime | None) -> str:
    """For `datetime` of `<time>`: HTML takes a day, or a moment with three digits of a second at most."""
    if moment is None:
        return ""
    return localtime(moment).isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()
