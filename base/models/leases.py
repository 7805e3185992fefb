"""How long a worker keeps what it claimed, and when something falls due, by a clock that may once have run ahead.

A moment that lies farther ahead than any that would be set now was set by such a clock: it counts as come, or all that
it marks would wait until the clock is caught up.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils.timezone import now


def lapsed(lease: timedelta) -> Q:
    """Match rows whose claim is over: its worker is dead."""
    return Q(claimed_at__lt=now() - lease) | Q(claimed_at__gt=now() + lease)


def unheld(lease: timedelta) -> Q:
    """Match rows that nobody claimed, or whose claim is over."""
    return Q(claimed_at=None) | lapsed(lease)


def is_come(field: str, longest: timedelta) -> Q:
    """Match rows of which the moment in `field` has come; it is never set farther ahead than `longest`."""
    return Q(**{f"{field}__lte": now()}) | Q(**{f"{field}__gt": now() + longest})
