"""The life of a lesson: each move, each refusal, also asked of the database itself."""

import re
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pgtrigger
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import now

from lessons.models import ENDED, TRANSITIONS, Lesson, Revision, State, Verification
from lessons.record import life
from lessons.review import actions as review_actions
from lessons.verification import actions as verification_actions
from lessons.writing import actions as writing_actions
from networks.models import User
from tests.support.factories import LessonFactory, in_force
from tests.support.lessons import words

COLUMNS = {
    State.DRAFT: {},
    State.IN_REVIEW: {"submitted_at": now()},
    State.PUBLISHED: {"ended_at": None, "end_reason": "", "superseded_by": None},
    State.SUPERSEDED: {"review_on": None, "ended_at": now()},
    State.ARCHIVED: {"review_on": None, "ended_at": now(), "end_reason": "Cambió la ley."},
}


def columns_of(state: State, by: User) -> dict[str, object]:
    """What the database asks of a lesson in that state, beside the state itself."""
    columns = {**COLUMNS[state], "state": state}
    if state in {State.PUBLISHED, *ENDED}:
        columns = {**in_force(published_by=by), **columns}
    if state == State.SUPERSEDED:
        columns["superseded_by"] = LessonFactory(published=True)
    return columns


class TestTheTable:
    @pytest.mark.parametrize(("before", "after"), list(product(State, State)))
    def test_is_held_by_the_database(self, cast, before, after):
        lesson = LessonFactory(network=cast.network, author=cast.user("member"))
        row, by = Lesson.objects.filter(pk=lesson.pk), cast.user("secretariat")
        with pgtrigger.ignore("lessons.Lesson:moves_as_the_table_says"):
            row.update(**columns_of(before, by))
        allowed = before == after or (before, after) in TRANSITIONS
        kept = {} if before == after else columns_of(after, by)
        if allowed:
            row.update(**kept)
            assert row.get().state == after
            return
        with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
            row.update(**kept)
        assert row.get().state == before

    def test_is_the_one_in_the_docs(self):
        page = Path(settings.BASE_DIR, "docs/life-of-a-lesson.md").read_text()
        drawn = re.findall(r"^    (\w+) --> (\w+)$", page, re.MULTILINE)
        assert {(State(before), State(after)) for before, after in drawn} == TRANSITIONS
        rows = re.findall(r"^\| ([\w, ]+) \| ([\w ]+) \|", page, re.MULTILINE)
        told = {
            (before.strip().replace(" ", "_"), after.strip().replace(" ", "_"))
            for froms, after in rows
            for before in froms.split(",")
        } - {("from", "to")}
        assert {(State(before), State(after)) for before, after in told} == TRANSITIONS


class TestConstraints:
    @pytest.mark.parametrize(
        ("constraint", "broken"),
        [
            ("lesson_state_in_force_has_a_review_date", {"review_on": None}),
            ("lesson_state_archived_tells_why", {**COLUMNS[State.ARCHIVED], "state": "archived", "end_reason": ""}),
            ("lesson_state_ended_says_when", {**COLUMNS[State.ARCHIVED], "state": "archived", "ended_at": None}),
            ("lesson_state_superseded_says_by_which", {**COLUMNS[State.SUPERSEDED], "state": "superseded"}),
            ("lesson_state_ended_says_when", {"end_reason": "x"}),
            ("lesson_state_review_in_1_to_36_months", {"review_months": 37}),
        ],
    )
    def test_refuses(self, published, constraint, broken):
        before = words(published)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Lesson.objects.filter(pk=published.pk).update(**broken)
        assert words(published) == before

    def test_no_review_without_being_handed_in(self, draft):
        with pytest.raises(IntegrityError, match="handed_in"), transaction.atomic():
            Lesson.objects.filter(pk=draft.pk).update(state="in_review")

    def test_what_was_published_is_never_deleted(self, published):
        with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
            published.delete()
        assert Lesson.objects.filter(pk=published.pk).exists()

    @pytest.mark.parametrize("which", ["itself", "a draft", "one that ended"])
    def test_what_takes_its_place_is_in_force(self, cast, published, which):
        ended = LessonFactory(published=True)
        verification_actions.archive(ended, by=cast.user("admin"), reason="Ya no rige.")
        successor = {"itself": published, "a draft": LessonFactory(), "one that ended": ended}[which]
        columns = {**COLUMNS[State.SUPERSEDED], "state": "superseded", "superseded_by": successor}
        with pytest.raises(IntegrityError, match="not in force"), transaction.atomic():
            Lesson.objects.filter(pk=published.pk).update(**columns)
        with pytest.raises(ValidationError):
            verification_actions.supersede(published, by=cast.user("admin"), successor=successor)
        assert Lesson.objects.get(pk=published.pk).is_in_force


class TestVersions:
    def texts(self, lesson, name="title"):
        return [each.texts[name] for each in lesson.revisions.order_by("number")]

    def test_the_first_version_is_what_is_handed_in(self, cast, draft):
        Lesson.objects.filter(pk=draft.pk).update(title="Aún la escribo")
        assert not draft.revisions.exists()
        draft.refresh_from_db()
        assert review_actions.hand_in(draft, by=cast.user("member"))
        [first] = draft.revisions.all()
        assert (first.number, first.state, first.texts["title"]) == (1, "in_review", "Aún la escribo")
        assert (first.by, first.texts["insight"]) == (cast.user("member"), draft.insight)

    def test_each_change_of_a_published_one_is_kept_with_who_and_why(self, cast, published):
        published.insight = "Otra idea."
        said = {"regions": [], "stances": {}, "note": "Faltaba algo", "changes_meaning": True}
        writing_actions.save(published, by=cast.user("admin"), **said)
        newest = published.revisions.first()
        assert (newest.number, newest.by, newest.note) == (2, cast.user("admin"), "Faltaba algo")
        assert newest.changes_meaning
        assert Lesson.objects.get(pk=published.pk).is_in_force

    def test_a_change_by_sql_is_a_version_if_it_is_one_of_words(self, published):
        Lesson.objects.update(title="Por SQL")
        Lesson.objects.update(visibility="public")
        assert len(self.texts(published)) == 2
        assert self.texts(published)[-1] == "Por SQL"

    def test_the_text_before_is_kept_when_another_takes_up_a_draft(self, cast, draft):
        mine = draft.title
        draft.title = "De la secretaría"
        writing_actions.save(draft, by=cast.user("secretariat"), regions=[], stances={})
        [kept] = draft.revisions.all()
        assert (kept.texts["title"], kept.by) == (mine, cast.user("member"))

    def test_no_version_is_rewritten(self, published):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Revision.objects.update(note="otra")
        assert Revision.objects.get().note == ""


class TestMoves:
    def test_from_a_draft_to_its_end_and_back(self, cast, draft):
        member, secretariat = cast.user("member"), cast.user("secretariat")
        assert review_actions.hand_in(draft, by=member)
        assert review_actions.take_back(draft)
        assert review_actions.hand_in(draft, by=member)
        assert review_actions.publish(draft, by=secretariat)
        assert verification_actions.archive(draft, by=secretariat, reason="Cambió la norma.")
        assert (draft.state, draft.review_on, draft.end_reason) == ("archived", None, "Cambió la norma.")
        assert verification_actions.put_in_force_again(draft, by=secretariat)
        assert (draft.state, draft.end_reason, draft.ended_at) == ("published", "", None)
        assert [each.outcome for each in Verification.objects.order_by("pk")] == ["no_longer", "still_true"]

    def test_what_is_not_in_its_state_stays_as_it_is(self, cast, draft, published):
        by, before = cast.user("secretariat"), (words(draft), words(published))
        assert not review_actions.take_back(draft)
        assert not verification_actions.put_in_force_again(draft, by=by)
        assert not verification_actions.archive(draft, by=by, reason="Nada")
        assert not verification_actions.verify(draft, by=by, outcome="still_true")
        assert not review_actions.hand_in(published, by=by)
        assert not review_actions.take_back(published)
        assert not review_actions.publish(published, by=by)
        assert (words(draft), words(published)) == before
        assert not Verification.objects.exists()

    def test_an_end_without_a_reason_is_refused(self, cast, published):
        before = words(published)
        with pytest.raises(ValidationError):
            verification_actions.archive(published, by=cast.user("admin"), reason="  ")
        assert words(published) == before

    def test_superseded_points_to_the_one_that_takes_its_place(self, cast, published):
        successor = LessonFactory(published=True)
        assert verification_actions.supersede(published, by=cast.user("secretariat"), successor=successor)
        assert (published.state, published.superseded_by) == ("superseded", successor)
        assert not Lesson.objects.published().filter(pk=published.pk).exists()
        assert Lesson.objects.readable_by(cast.user("other_member")).filter(pk=published.pk).exists()


class TestReviewDate:
    @pytest.mark.parametrize(
        ("says", "months"), [("Pide la cita pronto", 12), ("La Ley 29733 obliga", 6), ("Visita al ministro", 6)]
    )
    def test_comes_from_what_the_lesson_names(self, cast, draft, says, months):
        Lesson.objects.filter(pk=draft.pk).update(recommendation=says, insight="Nada", title="Nada")
        review_actions.publish(draft, by=cast.user("secretariat"))
        assert draft.review_months == months
        assert draft.review_on == life.in_months(months)

    def test_doubles_with_each_verification_up_to_36(self, cast, published):
        told = []
        for _ in range(3):
            assert verification_actions.verify(published, by=cast.user("secretariat"), outcome="still_true")
            told.append((published.review_months, published.review_on))
            Verification.objects.update(at=now() - timedelta(days=2))
        assert told == [(months, life.in_months(months)) for months in (24, 36, 36)]

    def test_doubles_once_a_day_however_many_say_so(self, cast, published):
        for who in ("secretariat", "admin"):
            assert verification_actions.verify(published, by=cast.user(who), outcome="still_true")
        assert (published.review_months, published.verifications.count()) == (24, 2)

    @pytest.mark.parametrize("outcome", ["needs_change", "no_longer"])
    def test_other_answers_leave_it_due(self, cast, published, outcome):
        Lesson.objects.update(review_on=date(2020, 1, 1))
        published.refresh_from_db()
        assert verification_actions.verify(published, by=cast.user("secretariat"), outcome=outcome)
        assert published.is_due_for_review
        assert list(Lesson.objects.due_for_review()) == [published]
