"""Who keeps a lesson hears what others say of it; who used one too early is asked again, three times at most."""

import uuid
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from lessons.experience import actions
from lessons.models import Application, Lesson, Notice
from lessons.tasks import ask_for_results
from tests.support.factories import ApplicationFactory, LessonFactory


@pytest.fixture
def use(cast, published) -> Application:
    told = {"result": "too_early", "text": "", "key": uuid.uuid4(), "for_what": "Un plan"}
    return actions.record_use(published, by=cast.user("other_member"), network=cast.other_network, **told)


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("kind", "about"))


class TestKeepersHear:
    @pytest.mark.parametrize(("stance", "kind"), [("confirms", "confirmed"), ("differs", "differed")])
    def test_of_a_voice(self, cast, published, stance, kind):
        said = {"network": cast.other_network, "stance": stance, "text": "Así fue."}
        for _ in range(2):
            actions.corroborate(published, by=cast.user("other_member"), **said)
        notice = Notice.objects.get()
        assert (notice.kind, notice.to, notice.lesson) == (kind, cast.user("secretariat"), published)
        assert notice.about == f"voice:{published.corroborations.get().pk}"

    def test_keepers_hear_of_an_unnamed_lesson_whose_source_the_speaker_may_not_know(self, cast):
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True, is_unnamed=True)
        [hidden] = Lesson.objects.filter(pk=lesson.pk).shown_to(cast.user("other_member"))
        assert hidden.author is None
        said = {"network": cast.other_network, "stance": "confirms", "text": ""}
        actions.corroborate(hidden, by=cast.user("other_member"), **said)
        assert Notice.objects.get().to == cast.user("member")

    def test_of_a_use_and_of_its_result_once(self, use):
        assert told() == [("used", f"use:{use.pk}")]
        for result in ("worked", "failed"):
            actions.tell_result(use, result=result)
        assert told() == [("result_told", f"use:{use.pk}"), ("used", f"use:{use.pk}")]
        use.refresh_from_db()
        assert (use.result, use.ask_on, use.told_at is None) == ("failed", None, False)


class TestAsking:
    def asked(self) -> int:
        return Notice.objects.filter(kind="result_asked").count()

    def test_once_a_month_three_times_at_most(self, cast, use):
        with time_machine.travel(now(), tick=False) as clock:
            for month in range(8):
                ask_for_results(), ask_for_results()
                assert self.asked() == min(month, 3)
                clock.shift(32 * 24 * 3600)
        assert set(Notice.objects.filter(kind="result_asked").values_list("to", flat=True)) == {
            cast.user("other_member").pk
        }

    def test_on_the_day_the_person_chose(self, use):
        actions.tell_result(use, result="too_early", ask_on=date(2099, 1, 1))
        with time_machine.travel("2098-12-31T12:00Z"):
            assert ask_for_results() == 0
        with time_machine.travel("2099-01-01T12:00Z"):
            assert ask_for_results() == 1

    @pytest.mark.parametrize("what", ["told", "withdrawn"])
    def test_who_told_the_result_or_took_the_use_back_is_not_asked(self, use, what):
        if what == "told":
            actions.tell_result(use, result="partly")
        else:
            actions.withdraw_use(use)
        with time_machine.travel(f"{localdate().year + 1}-06-01T12:00Z"):
            assert ask_for_results() == self.asked() == 0


class TestTakenBack:
    def test_counts_no_more_and_changes_no_more(self, use):
        actions.withdraw_use(use)
        first = Application.objects.get().withdrawn_at
        actions.withdraw_use(use)
        actions.tell_result(use, result="worked")
        stored = Application.objects.get()
        assert (stored.withdrawn_at, stored.result) == (first, "too_early")
        assert Lesson.objects.get(pk=use.lesson_id).used == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"used_on": date(2099, 1, 1)},
        {"used_on": date(2026, 3, 2)},
        {"result": "worked", "ask_on": date(2026, 3, 2)},
        {"result": "too_early", "told_at": now()},
        {"asked": 4},
    ],
)
def test_the_database_refuses_a_use_that_cannot_be(db, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationFactory(**wrong)
    assert not Application.objects.exists()
