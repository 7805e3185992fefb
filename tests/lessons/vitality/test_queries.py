"""What the database counts is compared with what was noted while simulated years were lived."""

from collections import Counter
from datetime import date, timedelta
from statistics import median

import pytest
from dateutil.relativedelta import relativedelta
from django.core.cache import cache
from django.utils.timezone import localdate, now

from base.outages import valkey_away
from lessons.library.loader import load_library
from lessons.models import Lesson
from lessons.vitality.figures import SHOWN, Figures, Median, Share, Step
from lessons.vitality.queries import figures_of
from lessons.vitality.rules import IN_TIME_DAYS, Verdict, read
from networks.models import Network
from tests.support import lives
from tests.support.factories import ApplicationFactory, CorroborationFactory, LessonFactory
from tests.support.lives import Life, months_ago

YEAR, STEP = relativedelta(years=1), relativedelta(months=3)


@pytest.fixture(autouse=True)
def kept_nothing():
    cache.clear()


@pytest.fixture(params=["living", "dying", "shrinking"])
def life(request, db) -> Life:
    return getattr(lives, request.param)()


def expected(life: Life, until: date) -> Step:
    """Count by hand what was noted."""

    def lately(day: date) -> bool:
        return until - STEP < day <= until

    def in_year(day: date) -> bool:
        return until - YEAR < day <= until

    told = [each for each in life.written if in_year(each[0])]
    authors = Counter(author for _day, _lesson, author, _regions in told)
    old = {lesson: day + YEAR for day, lesson, *_ in life.written if in_year(day + YEAR)}
    dues = life.dues + [
        (lesson.review_on, None)
        for lesson in Lesson.objects.due_for_review().filter(network=life.network)
        if lesson.review_on + timedelta(days=IN_TIME_DAYS) < localdate()
    ]
    fell = [(due, day) for due, day in dues if in_year(min(due, day or due))]
    late = [(day - due).days for due, day in life.dues if in_year(day) and day > due]
    gone = [kept for day, kept in life.left if in_year(day)]
    return Step(
        until,
        sum(lately(day) for day, *_ in life.written),
        sum(map(lately, life.confirmed)),
        sum(map(lately, life.used)),
        sum(map(lately, life.verified)),
        Share(sum(day is not None and (day - due).days <= IN_TIME_DAYS for due, day in fell), len(fell)),
        authors=len(authors),
        by_three=Share(sum(many for _author, many in authors.most_common(3)), len(told)),
        departments=len(set().union(*(regions for *_, regions in told))),
        used_by_others=Share(
            len({lesson for day, lesson in life.used_by_others if lesson in old and day <= old[lesson]}), len(old)
        ),
        overdue=Median(float(median(late)) if late else 0, len(late)),
        handed_over=Share(sum(gone), len(gone)),
    )


class TestSimulatedYears:
    def test_each_step_of_the_network_is_what_was_noted(self, life):
        figures = figures_of(life.network)
        assert len(figures.steps) == SHOWN
        for step in figures.steps:
            assert step == expected(life, step.until)

    def test_all_networks_together_are_what_both_did(self, life):
        both, one, other = figures_of(None), figures_of(life.network), figures_of(life.other)
        for name in ("written", "confirmed", "used", "verified", "on_time", "used_by_others", "handed_over"):
            assert [getattr(step, name) for step in both.steps] == [
                getattr(here, name) + getattr(there, name) for here, there in zip(one.steps, other.steps, strict=True)
            ], name
        assert both.now.in_force == one.now.in_force + other.now.in_force


@pytest.mark.parametrize(
    ("lived", "verdict"),
    [("living", Verdict.ALIVE), ("dying", Verdict.SILENT), ("shrinking", Verdict.SLOWING)],
)
def test_the_verdict_on_rows_is_that_on_the_years_they_tell_of(db, lived, verdict):
    life = getattr(lives, lived)()
    assert read(figures_of(life.network)).verdict is verdict
