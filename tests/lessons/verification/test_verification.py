"""Verified, superseded, archived, in force again: by several people, in any order, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from unicodedata import normalize

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.timezone import now
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lessons.models import ENDED, Lesson, Notice, State, Verification
from lessons.record import life
from lessons.review import actions as review_actions
from lessons.tasks import tell_what_is_due
from lessons.verification import actions as verification_actions
from tests.support.factories import ApplicationFactory, CorroborationFactory, LessonFactory
from tests.support.lessons import words

STILL_TRUE, NEEDS_CHANGE, NO_LONGER = Verification.Outcome.values


def at_noon(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T12:00:00-05:00", tick=False)


class TestMonths:
    @pytest.mark.parametrize(
        "says",
        [
            "La nueva ley lo permite", "Las leyes cambian", "un DECRETO supremo", "tres decretos", "una resolucion",
            "Resoluciones ministeriales", "El viceministerio convoca", "la viceministra", "los ministros", "Alcaldía",
            "alcaldesas", "El gobernador", "las gobernadoras", "los gobiernos regionales", "la Dirección Regional",
            "un congresista", "la directiva", "The law changed", "two ministries", "a vice-minister", "the Mayor",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("form", ["NFC", "NFD"])
    def test_a_lesson_that_names_a_law_or_an_office_is_due_sooner(self, says, form):
        assert life.months_of(Lesson(title=normalize(form, says))) == 6

    @pytest.mark.parametrize(
        "says",
        [
            "La leyenda del cerro", "leyó el acta", "una ballena", "la administración", "el suministro de agua",
            "la enorme sala", "la junta directiva", "Lawrence vino", "flaws remain", "decretaron fiesta", "",
        ],
    )  # fmt: skip
    def test_a_word_that_only_looks_like_a_law_or_an_office_changes_no_term(self, says):
        assert life.months_of(Lesson(title=says)) == 12

    @pytest.mark.parametrize("field", ["title", "insight", "recommendation", "applies_when"])
    def test_a_law_counts_wherever_it_is_said(self, field):
        assert life.months_of(Lesson(**{field: "Cuando cambia\nla ley."})) == 6

    @pytest.mark.parametrize(
        ("today", "months", "due"),
        [
            ("2026-08-31", 6, date(2027, 2, 28)),
            ("2027-08-31", 6, date(2028, 2, 29)),
            ("2028-02-29", 12, date(2029, 2, 28)),
            ("2026-01-31", 36, date(2029, 1, 31)),
            ("2026-12-31", 6, date(2027, 6, 30)),
        ],
    )
    def test_at_the_end_of_a_month_it_is_the_last_day(self, today, months, due):
        with at_noon(today):
            assert life.in_months(months) == due

    def test_the_day_is_perus(self):
        with time_machine.travel("2026-03-02T03:00:00Z", tick=False):  # ten in the evening of the first, in Lima
            assert life.in_months(12) == date(2027, 3, 1)


class TestVerify:
    def test_each_time_it_is_trusted_twice_as_long_up_to_three_years(self, cast, draft):
        with at_noon("2026-01-31"):
            review_actions.publish(draft, by=cast.user("secretariat"))
        assert draft.review_on == date(2027, 1, 31)
        seen = []
        for day in ("2027-01-31", "2029-01-31", "2032-01-31"):
            with at_noon(day):
                assert draft.is_due_for_review
                assert verification_actions.verify(draft, by=cast.user("member"), outcome=STILL_TRUE, note=" Sí ")
                assert not draft.is_due_for_review
            seen.append((draft.review_months, draft.review_on.isoformat()))
        assert seen == [(24, "2029-01-31"), (36, "2032-01-31"), (36, "2035-01-31")]
        assert {each.note for each in draft.verifications.all()} == {"Sí"}

    def test_two_people_on_one_day_double_it_once_and_both_are_kept(self, cast, published):
        for who in ("member", "secretariat"):
            assert verification_actions.verify(published, by=cast.user(who), outcome=STILL_TRUE)
        assert (published.review_months, published.verifications.count()) == (24, 2)

    def test_that_it_needs_a_change_leaves_it_due(self, cast, overdue):
        verification_actions.verify(
            overdue, by=cast.user("secretariat"), outcome=NEEDS_CHANGE, note="Cambió la oficina"
        )
        assert overdue.is_due_for_review
        assert overdue.verifications.get().note == "Cambió la oficina"

    @pytest.mark.parametrize("ended", [False, True])
    def test_a_draft_and_one_that_ended_are_not_verified(self, cast, draft, archived, ended):
        lesson = archived if ended else draft
        before, said = words(lesson), Verification.objects.count()
        assert not verification_actions.verify(lesson, by=cast.user("secretariat"), outcome=STILL_TRUE)
        assert (words(lesson), Verification.objects.count()) == (before, said)

    def test_it_says_of_which_version(self, cast, published):
        Lesson.objects.filter(pk=published.pk).update(insight="Otro texto.")
        verification_actions.verify(published, by=cast.user("secretariat"), outcome=STILL_TRUE)
        assert published.verifications.get().revision == published.revisions.count() == 2

    def test_a_lesson_of_the_study_has_no_day(self, cast, study_lesson):
        assert verification_actions.verify(study_lesson, by=cast.user("admin"), outcome=STILL_TRUE)
        assert (study_lesson.review_on, study_lesson.review_months) == (None, 12)


class TestEnd:
    @pytest.mark.parametrize("bad", ["itself", "draft", "archived"])
    def test_only_another_in_force_takes_its_place(self, cast, published, draft, archived, bad):
        successor = {"itself": published, "draft": draft, "archived": archived}[bad]
        before, told = words(published), Notice.objects.count()
        with pytest.raises(ValidationError):
            verification_actions.supersede(published, by=cast.user("secretariat"), successor=successor)
        assert (words(published), Notice.objects.count()) == (before, told)

    def test_an_archived_one_says_why(self, cast, published):
        before = words(published)
        with pytest.raises(ValidationError):
            verification_actions.archive(published, by=cast.user("secretariat"), reason=" \n ")
        assert words(published) == before
        assert verification_actions.archive(published, by=cast.user("secretariat"), reason=" Cambió la norma ")
        assert (published.state, published.end_reason, published.review_on) == ("archived", "Cambió la norma", None)

    def test_who_wrote_it_kept_it_spoke_of_it_or_used_it_hears_it_once(self, cast, published):
        Lesson.objects.filter(pk=published.pk).update(steward=cast.user("member"))
        for voice in (CorroborationFactory, ApplicationFactory):
            voice(lesson=published, by=cast.user("other_member"), network=cast.other_network)
        CorroborationFactory(lesson=published, by=cast.user("admin"), network=cast.network)
        verification_actions.archive(published, by=cast.user("admin"), reason="Ya no")
        told = Notice.objects.filter(kind="ended").values_list("to__name", "by")
        admin = cast.user("admin").pk
        assert sorted(told) == [("Member", admin), ("Other_Member", admin), ("Secretariat", admin)]

    def test_nobody_is_told_who_ended_one_without_a_name(self, cast, published):
        Lesson.objects.filter(pk=published.pk).update(is_unnamed=True)
        published.refresh_from_db()
        published.hide_source()  # as who answers for it, and may not know who wrote it, has it
        verification_actions.archive(published, by=cast.user("member"), reason="Ya no")
        assert [(each.to, each.by) for each in Notice.objects.all()] == [(cast.user("secretariat"), None)]

    def test_ended_twice_it_is_told_twice(self, cast, published):
        for _ in range(2):
            assert verification_actions.archive(published, by=cast.user("admin"), reason="Ya no")
            assert not verification_actions.archive(published, by=cast.user("admin"), reason="Ya no")
            assert verification_actions.put_in_force_again(published, by=cast.user("admin"))
        assert Notice.objects.filter(kind="ended", to=cast.user("secretariat")).count() == 2
        assert [each.outcome for each in published.verifications.all()] == [STILL_TRUE, NO_LONGER] * 2


DEEDS = st.tuples(
    st.sampled_from(["verify", "change", "supersede", "archive", "again"]),
    st.integers(0, 3),  # which lesson
    st.integers(0, 3),  # which other
    st.sampled_from(["member", "secretariat", "admin"]),
    st.integers(0, 400),  # days that pass before
)


def do(deed: str, lesson: Lesson, other: Lesson, by) -> bool:
    match deed:
        case "verify":
            return verification_actions.verify(lesson, by=by, outcome=STILL_TRUE)
        case "change":
            return verification_actions.verify(lesson, by=by, outcome=NEEDS_CHANGE, note="x")
        case "supersede":
            return verification_actions.supersede(lesson, by=by, successor=other)
        case "archive":
            return verification_actions.archive(lesson, by=by, reason="Ya no")
    return verification_actions.put_in_force_again(lesson, by=by)


def holds(lesson: Lesson) -> None:
    assert (lesson.review_on is not None) == lesson.is_in_force
    assert (lesson.ended_at is not None) == (lesson.ended_by_id is not None) == lesson.is_ended
    assert bool(lesson.superseded_by_id) == (lesson.state == State.SUPERSEDED)
    assert bool(lesson.end_reason) == (lesson.state == State.ARCHIVED)
    assert lesson.review_months in {12, 24, 36}
    assert lesson.steward_id
    assert lesson.published_at


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, max_size=12))
def test_nothing_is_lost_whatever_several_people_do_in_any_order(cast, deeds):
    for who in ("member", "secretariat", "admin"):
        cast.user(who)
    with transaction.atomic():
        pks = [LessonFactory(network=cast.network, author=cast.user("member"), published=True).pk for _ in range(4)]
        day, told, start = now(), 0, Verification.objects.count()
        texts = {each.pk: each.insight for each in Lesson.objects.all()}
        for deed, one, another, who, days in deeds:
            day += relativedelta(days=days)
            with time_machine.travel(day, tick=False):
                told += _one(deed, pks[one], pks[another], cast.user(who))
        assert Verification.objects.count() - start == told  # each answer that counted is kept, and no other
        assert {each.pk: each.insight for each in Lesson.objects.all()} == texts
        transaction.set_rollback(True)


def _one(deed, pk, other, by) -> bool:
    lesson, successor = Lesson.objects.get(pk=pk), Lesson.objects.get(pk=other)
    before = words(lesson)
    could = successor.is_in_force and successor != lesson
    try:
        done = do(deed, lesson, successor, by)
    except ValidationError:
        assert deed == "supersede"
        assert not could
        done = False
    after = Lesson.objects.get(pk=pk)
    holds(after)
    if not done:
        assert words(after) == before
    elif deed == "supersede":
        assert could
        assert after.superseded_by == successor
    if done and before["state"] in ENDED:
        assert deed == "again"
    return done


class TestTwoAtOnce:
    """In two connections of their own."""

    def both(self, *deeds):
        gate = Barrier(len(deeds))

        def run(deed):
            try:
                gate.wait()
                return deed()
            except ValidationError:
                return "refused"
            finally:
                connection.close()

        with ThreadPoolExecutor(len(deeds)) as people:
            return list(people.map(run, deeds))

    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_end_it_one_does(self, cast, published):
        by, other = cast.user("secretariat"), LessonFactory(network=cast.network, published=True)
        answers = self.both(
            lambda: verification_actions.archive(Lesson.objects.get(pk=published.pk), by=by, reason="Ya no"),
            lambda: verification_actions.supersede(Lesson.objects.get(pk=published.pk), by=by, successor=other),
        )
        assert sorted(answers) == [False, True]
        assert published.verifications.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_that_would_supersede_each_other_do_not_both(self, cast, published):
        by, other = cast.user("secretariat"), LessonFactory(network=cast.network, published=True)
        pair = (published.pk, other.pk)
        answers = self.both(
            *(
                lambda one=one, two=two: verification_actions.supersede(
                    Lesson.objects.get(pk=one), by=by, successor=Lesson.objects.get(pk=two)
                )
                for one, two in (pair, pair[::-1])
            )
        )
        assert {*answers} == {True, "refused"}
        assert Lesson.objects.published().count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_who_verify_double_it_once(self, cast, published):
        people = [cast.user("secretariat"), cast.user("member")]
        self.both(
            *(
                lambda by=by: verification_actions.verify(
                    Lesson.objects.get(pk=published.pk), by=by, outcome=STILL_TRUE
                )
                for by in people
            )
        )
        published.refresh_from_db()
        assert (published.review_months, published.verifications.count()) == (24, 2)


class TestNightly:
    def test_who_answers_for_it_hears_it_once_each_time_it_falls_due(self, cast, overdue, published):
        assert [tell_what_is_due(), tell_what_is_due()] == [1, 0]
        notice = Notice.objects.get()
        assert (notice.to, notice.lesson, notice.kind) == (cast.user("secretariat"), overdue, "due")
        verification_actions.verify(overdue, by=cast.user("secretariat"), outcome=STILL_TRUE)
        with time_machine.travel(now() + relativedelta(months=25)):
            assert tell_what_is_due() == 2  # both

    def test_who_takes_over_hears_it_too(self, cast, overdue):
        tell_what_is_due()
        Lesson.objects.filter(pk=overdue.pk).update(steward=cast.user("member"))
        assert tell_what_is_due() == 1
        assert [each.to for each in Notice.objects.order_by("pk")] == [cast.user("secretariat"), cast.user("member")]
