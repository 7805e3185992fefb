"""These filters are for machines, and for how long ago it was; days for people go by `date`, in their language."""

from datetime import date, datetime, timedelta

from django import template
from django.utils.timesince import timesince
from django.utils.timezone import localtime, now
from django.utils.translation import gettext

register = template.Library()


@register.filter
def machine_time(moment: date | datetime | None) -> str:
    """Return the `datetime` of a `<time>`: HTML takes a day, or a moment with three digits of a second at most."""
    if moment is None:
        return ""
    return localtime(moment).isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()


@register.filter
def elapsed(moment: datetime) -> str:
    """Say how long ago it was as Django's `timesince`, but for its “0 minutes”."""
    return gettext("less than a minute") if now() - moment < timedelta(minutes=1) else timesince(moment)
