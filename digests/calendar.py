"""When digests fall due: Tuesdays at 7:00 in Lima, each one or the month's first."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")
TUESDAY = 1
HOUR = time(7)


def next_moment(frequency: str, after: datetime) -> datetime:
    """The first moment later than `after` at which a `weekly` or `monthly` digest is due."""
    day = after.astimezone(LIMA).date()
    day += timedelta(days=(TUESDAY - day.weekday()) % 7)
    moment = datetime.combine(day, HOUR, LIMA)
    while moment <= after or (frequency == "monthly" and moment.day > 7):
        moment += timedelta(days=7)
    return moment
