"""Digests fall due on a network's weekday at 7:00 in Lima: on each one, or on the month's first."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")
TUESDAY = 1  # of people without a network
HOUR = time(7)
WEEK = timedelta(days=7)
LONGEST_GAP = timedelta(days=35)  # between the first such days of two months


def next_moment(frequency: str, after: datetime, weekday: int = TUESDAY) -> datetime:
    """Return the first moment later than `after` at which a `weekly` or `monthly` digest is due; Monday is 0."""
    day = after.astimezone(LIMA).date()
    day += timedelta(days=(weekday - day.weekday()) % 7)
    moment = datetime.combine(day, HOUR, LIMA)
    while moment <= after or (frequency == "monthly" and moment.day > 7):
        moment += WEEK
    return moment


def last_moment(frequency: str, until: datetime, weekday: int = TUESDAY) -> datetime:
    """Return the last moment, not later than `until`, at which such a digest is due."""
    moment = next_moment(frequency, until - LONGEST_GAP, weekday)
    while (following := next_moment(frequency, moment, weekday)) <= until:
        moment = following
    return moment
