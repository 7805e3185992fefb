"""What the database counts is compared with what was noted while simulated years were lived."""

from collections import Counter
from datetime import date, timedelta
from statistics import median

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.cache import cache
from django.utils.timezone import localdate, now

from base.outages import valkey_away
from lessons.models import Lesson
from lessons.moderation.takedown import take_down
from lessons.verification import actions
from lessons.vitality.figures import SHOWN, Figures, Median, Share, Step
from lessons.vitality.queries import figures_of
from lessons.vitality.rules import IN_TIME_DAYS, Verdict, read
from networks.models import Network
from tests.lessons.library.test_pages import from_source
from tests.support.factories import ApplicationFactory, CorroborationFactory, LessonFactory, MembershipFactory
from tests.support.site import lives
from tests.support.site.lives import Life, months_ago

YEAR, STEP = relativedelta(years=1), relativedelta(months=3)


@pytest.fixture(autouse=True)
def kept_nothing():
    cache.clear()


LIVES = {"living": Verdict.ALIVE, "dying": Verdict.SILENT, "shrinking": Verdict.SLOWING}


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


@pytest.mark.parametrize(("lived", "verdict"), LIVES.items())
def test_figures_of_a_network_are_what_was_noted_and_the_verdict_what_was_lived(db, lived, verdict):
    life: Life = getattr(lives, lived)()
    figures = figures_of(life.network)
    assert len(figures.steps) == SHOWN
    for step in figures.steps:
        assert step == expected(life, step.until)
    assert read(figures).verdict is verdict


def test_figures_of_all_networks_together_are_those_of_each_summed_up(db):
    life = lives.shrinking()
    both, one, other = figures_of(None), figures_of(life.network), figures_of(life.other)
    for name in ("written", "confirmed", "used", "verified", "on_time", "used_by_others", "handed_over"):
        sums = [getattr(here, name) + getattr(there, name) for here, there in zip(one.steps, other.steps, strict=True)]
        assert [getattr(step, name) for step in both.steps] == sums, name
    assert both.now.in_force == one.now.in_force + other.now.in_force


def written(figures: Figures) -> int:
    return sum(step.written for step in figures.steps)


class TestWhatIsCounted:
    def test_drafts_are_not_and_what_ended_was_written_all_the_same(self, cast, draft, archived):
        figures = figures_of(cast.network)
        assert (written(figures), figures.now.in_force) == (1, 0)

    def test_a_hidden_lesson_is_in_no_count(self, cast, overdue):
        CorroborationFactory(lesson=overdue, network=cast.network, by=cast.user("member"))
        ApplicationFactory(lesson=overdue, network=cast.network, by=cast.user("member"))
        actions.verify(overdue, by=cast.user("secretariat"), outcome="still_true")
        assert figures_of(cast.network).last.signs == 4
        cache.clear()
        take_down(overdue, by=cast.user("admin"), reason="Nombra a quien no quiere.")
        assert figures_of(cast.network).last.signs == 0
        assert figures_of(cast.network).now.first is None

    def test_sources_and_study_are_written_by_no_network_and_told_apart(self, cast, study_lesson):
        for about in (cast.network, None):
            from_source(about=about)
        everywhere, here = figures_of(None), figures_of(cast.network)
        assert (everywhere.now.from_sources, everywhere.now.of_study) == (2, 1)
        assert (here.now.from_sources, here.now.of_study) == (1, 0)
        assert written(everywhere) == written(here) == 0
        assert everywhere.now.in_force == 0
        assert read(everywhere).verdict is Verdict.NOTHING

    def test_to_confirm_a_lesson_of_a_source_is_a_sign_of_life(self, cast):
        CorroborationFactory(lesson=from_source(), network=cast.network, by=cast.user("member"))
        assert figures_of(cast.network).last.confirmed == 1
        assert figures_of(cast.other_network).last.confirmed == 0

    def test_to_differ_is_not_to_confirm(self, cast, published):
        CorroborationFactory(lesson=published, network=cast.network, by=cast.user("member"), stance="differs")
        assert figures_of(cast.network).last.confirmed == 0

    def test_a_day_belongs_to_the_step_that_it_ends(self, cast):
        for day in (months_ago(3), months_ago(3, 1)):
            with lives.at(day):
                LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        assert [step.written for step in figures_of(cast.network).steps[-2:]] == [1, 1]

    def test_days_are_those_of_lima(self, cast):
        with time_machine.travel(lives.noon(months_ago(3)) + timedelta(hours=11, minutes=30), tick=False):
            LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        assert [step.written for step in figures_of(cast.network).steps[-2:]] == [1, 0]


class TestWaiting:
    def test_days_since_are_counted_from_the_day_it_was_due(self, cast):
        for days in (0, 89, 90):
            due = localdate() - timedelta(days=days)
            LessonFactory(network=cast.network, author=cast.user("member"), published=True, review_on=due)
        stands = figures_of(cast.network).now
        assert (stands.in_force, stands.waiting, stands.waiting_long) == (3, 3, 1)

    def test_in_a_closed_network_nothing_waits(self, cast, overdue):
        Network.objects.filter(pk=cast.network.pk).update(closed_on=localdate(), close_reason="Terminó.")
        assert figures_of(cast.network).now.waiting == 0

    def test_that_it_needs_a_change_decides_nothing(self, cast, overdue):
        Lesson.objects.filter(pk=overdue.pk).update(review_on=localdate() - timedelta(days=31))
        overdue.refresh_from_db()
        actions.verify(overdue, by=cast.user("secretariat"), outcome="needs_change", note="Cambió.")
        last = figures_of(cast.network).last
        assert (last.on_time, last.overdue.of, last.verified) == (Share(0, 1), 0, 0)

    def test_what_is_due_for_less_than_a_month_is_not_late_yet(self, cast, overdue):
        assert figures_of(cast.network).last.on_time == Share(0, 0)

    def test_one_that_was_verified_before_its_day_was_verified_in_time(self, cast, published):
        actions.verify(published, by=cast.user("secretariat"), outcome="still_true")
        last = figures_of(cast.network).last
        assert (last.on_time, last.overdue.of) == (Share(1, 1), 0)


class TestUsedByOthers:
    @pytest.fixture
    def old(self, cast):
        with lives.at(months_ago(14)):
            return LessonFactory(network=cast.network, author=cast.user("member"), published=True)

    def share(self, cast):
        return figures_of(cast.network).last.used_by_others

    @pytest.mark.parametrize(("months", "used"), [(3, 1), (2, 1), (1, 0)])
    def test_in_its_first_year_alone(self, cast, old, months, used):
        with lives.at(months_ago(months)):
            ApplicationFactory(lesson=old, network=cast.other_network, by=cast.user("other_member"))
        assert self.share(cast) == Share(used, 1)

    def test_not_by_its_own_network(self, cast, old):
        with lives.at(months_ago(5)):
            ApplicationFactory(lesson=old, network=cast.network, by=cast.user("secretariat"))
        assert self.share(cast) == Share(0, 1)

    def test_not_if_it_was_taken_back(self, cast, old):
        with lives.at(months_ago(5)):
            ApplicationFactory(lesson=old, network=cast.other_network, withdrawn_at=now())
        assert self.share(cast) == Share(0, 1)

    def test_a_lesson_of_this_year_is_not_judged(self, cast, published):
        assert self.share(cast) == Share(0, 0)


class TestLeft:
    def test_who_answered_for_nothing_is_no_case(self, cast):
        cast.user("member").memberships.get().delete()
        assert figures_of(cast.network).last.handed_over == Share(0, 0)

    def test_who_came_back_has_not_left(self, cast, published):
        life = Life(network=cast.network)
        life.leave(localdate(), published.author)
        assert figures_of(cast.network).last.handed_over == Share(1, 1)
        cache.clear()
        MembershipFactory(network=cast.network, user=published.author)
        assert figures_of(cast.network).last.handed_over == Share(0, 0)

    def test_of_another_network_nobody_is_counted(self, cast, published):
        Life(network=cast.network).leave(localdate(), published.author)
        assert figures_of(cast.other_network).last.handed_over == Share(0, 0)


class TestKept:
    def test_figures_are_those_of_the_last_hour(self, cast, published):
        before = figures_of(cast.network)
        LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        assert figures_of(cast.network) == before
        assert written(figures_of(cast.other_network)) == 0
        cache.clear()
        assert written(figures_of(cast.network)) == 2

    def test_without_valkey_they_are_those_of_now(self, cast, published):
        figures_of(cast.network)
        LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        valkey_away.begin()
        assert written(figures_of(cast.network)) == 2
        LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        assert written(figures_of(cast.network)) == 3
