"""A clock that stands on a Monday."""

from datetime import datetime, timedelta

from digests.calendar import LIMA

MONDAY = datetime(2026, 11, 23, 9, tzinfo=LIMA)


TUESDAY = datetime(2026, 11, 24, 7, tzinfo=LIMA)  # the first digest of who joined on Monday


WEEK = timedelta(weeks=1)
