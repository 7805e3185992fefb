from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.calendar import LIMA, last_moment, next_moment

TUESDAY = datetime(2026, 12, 1, 7, tzinfo=LIMA)  # also the month's first
SECOND = timedelta(seconds=1)
frequencies = st.sampled_from(["weekly", "monthly"])
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("frequency", "after", "moment"),
    [
        ("weekly", TUESDAY - SECOND, TUESDAY),
        ("weekly", TUESDAY, TUESDAY + timedelta(days=7)),
        ("weekly", datetime(2026, 11, 30, 23, tzinfo=LIMA), TUESDAY),
        ("monthly", TUESDAY - SECOND, TUESDAY),
        ("monthly", TUESDAY, datetime(2027, 1, 5, 7, tzinfo=LIMA)),
        ("monthly", datetime(2026, 11, 24, 7, tzinfo=LIMA), TUESDAY),
    ],
)
def test_the_next_moment_of_each_frequency(frequency, after, moment):
    assert next_moment(frequency, after) == moment


def test_the_day_is_limas():
    just_after = datetime(2026, 12, 1, 12, 0, 1, tzinfo=UTC)
    assert next_moment("weekly", just_after - timedelta(seconds=2)) == TUESDAY
    assert next_moment("weekly", just_after) == TUESDAY + timedelta(days=7)


@given(frequencies, moments)
def test_moments_are_tuesdays_at_seven_ahead(frequency, after):
    moment = next_moment(frequency, after)
    assert after < moment <= after + timedelta(days=35)
    assert (moment.weekday(), moment.hour, moment.minute) == (1, 7, 0)
    assert frequency == "weekly" or moment.day <= 7


@given(frequencies, moments)
def test_no_moment_lies_between_the_last_and_the_next(frequency, at):
    last = last_moment(frequency, at)
    assert last <= at
    assert next_moment(frequency, last) == next_moment(frequency, at)


@pytest.mark.parametrize(("weekday", "day"), [(0, 30), (1, 24), (4, 27)])
def test_a_network_chooses_the_day(weekday, day):
    monday = datetime(2026, 11, 23, 9, tzinfo=LIMA)
    assert next_moment("weekly", monday, weekday) == datetime(2026, 11, day, 7, tzinfo=LIMA)
    assert last_moment("weekly", next_moment("weekly", monday, weekday), weekday).day == day
