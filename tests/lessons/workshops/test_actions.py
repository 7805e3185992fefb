"""A workshop, its notes, and the drafts that are made of them."""

import re
import uuid
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils.timezone import localtime, now

from lessons.models import Lesson, Workshop, WorkshopNote
from lessons.record.bounds import OPEN_WORKSHOPS, WORKSHOPS_OF_A_DAY
from lessons.workshops import actions
from lessons.workshops.models import CODE_LENGTH, MOST_NOTES, as_code
from tests.support.cast import Cast
from tests.support.factories import (
    MembershipFactory,
    OrganisationFactory,
    WorkshopFactory,
    WorkshopNoteFactory,
    speak_for,
)

NoteEvent = apps.get_model("lessons", "WorkshopNoteEvent")


@pytest.fixture
def workshop(cast: Cast) -> Workshop:
    return WorkshopFactory(network=cast.network, facilitator=cast.user("member"))


def note(workshop: Workshop, text: str = "La radio llegó antes.", **fields: object) -> int:
    return WorkshopNoteFactory(workshop=workshop, text=text, **fields).pk


class TestWorkshop:
    def test_its_code_can_be_read_aloud_and_typed_as_one_likes(self, workshop):
        assert re.fullmatch(r"[2-9A-HJ-NP-Z]{8}", workshop.code)
        typed = workshop.shown_code.lower()
        assert as_code(typed) == as_code(f" {typed} ") == as_code(typed.replace("-", "")) == workshop.code

    @pytest.mark.parametrize("code", ["ABC10I", "abcdefgh", "ABCDE", "ABCDEFG", ""])
    def test_the_database_takes_no_code_of_another_form(self, workshop, code):
        with pytest.raises(IntegrityError), transaction.atomic():
            Workshop.objects.filter(pk=workshop.pk).update(code=code)

    def test_no_two_have_the_same(self, workshop):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkshopFactory(code=workshop.code)

    def test_is_open_until_the_end_of_tomorrow(self, workshop):
        end = localtime(workshop.closes_at)
        assert workshop.is_open
        assert (end.date() - localtime().date()).days == 1
        assert (end.hour, end.minute) == (23, 59)

    def test_closes_by_hand_and_opens_again_with_its_code(self, workshop):
        code = workshop.code
        actions.close(workshop)
        workshop.refresh_from_db()
        assert not workshop.is_open
        actions.reopen(workshop)
        workshop.refresh_from_db()
        assert workshop.is_open
        assert workshop.code == code

    def test_one_with_a_short_code_opens_again_with_a_longer_one(self, workshop):
        Workshop.objects.filter(pk=workshop.pk).update(code="ABC234", closes_at=now(), opened_at=now() - timedelta(1))
        workshop.refresh_from_db()
        assert workshop.shown_code == "ABC-234"
        actions.reopen(workshop)
        workshop.refresh_from_db()
        assert workshop.is_open
        assert len(workshop.code) == CODE_LENGTH

    def test_of_a_network_so_many_are_open_and_no_more(self, cast, workshop):
        closed = WorkshopFactory(network=cast.network)
        actions.close(closed)
        WorkshopFactory.create_batch(OPEN_WORKSHOPS.most - 2, network=cast.network)
        new = {"by": cast.user("member"), "network": cast.network}
        actions.open_new(Workshop(title="El último que cabe"), **new)
        with pytest.raises(ValidationError, match="talleres abiertos"):
            actions.open_new(Workshop(title="Uno más"), **new)
        with pytest.raises(ValidationError, match="talleres abiertos"):
            actions.reopen(closed)
        assert Workshop.objects.filter(network=cast.network, closes_at__gt=now()).count() == OPEN_WORKSHOPS.most
        actions.close(workshop)
        actions.reopen(closed)

    def test_a_person_opens_so_many_in_a_day_and_no_more(self, cast):
        day = WORKSHOPS_OF_A_DAY.most
        WorkshopFactory.create_batch(day - 1, facilitator=cast.user("member"))
        WorkshopFactory.create_batch(3, network=cast.network)
        new = {"by": cast.user("member"), "network": cast.network}
        actions.open_new(Workshop(title="El último que cabe"), **new)
        with pytest.raises(ValidationError, match="hasta mañana"):
            actions.open_new(Workshop(title="Uno más"), **new)
        assert Workshop.objects.filter(facilitator=cast.user("member")).count() == day


class TestWrite:
    def test_a_note_sent_twice_is_saved_once(self, workshop):
        key = uuid.uuid4()
        first = actions.write(workshop, key=key, text="Llamar antes.", question="insight", name="Rosa")
        again = actions.write(workshop, key=key, text="Llamar antes.")
        assert first == again == WorkshopNote.objects.get()
        assert (first.question, first.name) == ("insight", "Rosa")

    def test_other_words_with_the_same_key_are_another_note(self, workshop):
        key = uuid.uuid4()
        actions.write(workshop, key=key, text="Llamar antes.")
        actions.write(workshop, key=key, text="Llamar antes de ir.")
        assert {each.text for each in WorkshopNote.objects.all()} == {"Llamar antes.", "Llamar antes de ir."}

    def test_a_key_of_another_workshop_hides_no_note(self, workshop):
        key = uuid.uuid4()
        for each in (workshop, WorkshopFactory()):
            actions.write(each, key=key, text="Llamar antes.")
        assert WorkshopNote.objects.count() == 2

    def test_a_closed_one_takes_none_but_knows_what_it_has(self, workshop):
        key = uuid.uuid4()
        actions.write(workshop, key=key, text="A tiempo.")
        actions.close(workshop)
        assert actions.write(workshop, key=key, text="A tiempo.")
        with pytest.raises(ValidationError, match=r"cerrado|closed"):
            actions.write(workshop, key=uuid.uuid4(), text="Tarde.")
        assert WorkshopNote.objects.count() == 1

    def test_a_full_one_takes_none(self, workshop):
        WorkshopNote.objects.bulk_create(WorkshopNote(workshop=workshop, text="Una") for _ in range(MOST_NOTES))
        with pytest.raises(ValidationError, match=str(MOST_NOTES)):
            actions.write(workshop, key=uuid.uuid4(), text="Una más.")
        assert WorkshopNote.objects.count() == MOST_NOTES

    def test_no_record_says_who_wrote_it(self, workshop):
        actions.write(workshop, key=uuid.uuid4(), text="Llamar antes.")
        assert not NoteEvent.objects.exists()
        columns = {field.name for field in WorkshopNote._meta.concrete_fields}
        assert columns == {
            "id", "workshop", "key", "text", "question", "name", "created_at", "lesson", "set_aside_at",
        }  # fmt: skip


class TestNote:
    def test_is_never_deleted(self, workshop):
        note(workshop)
        with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
            WorkshopNote.objects.all().delete()
        assert WorkshopNote.objects.count() == 1

    def test_is_set_aside_and_brought_back_and_history_knows(self, workshop):
        one, other = note(workshop), note(workshop)
        assert actions.set_aside(workshop, [one]) == 1
        assert [each.pk for each in WorkshopNote.objects.waiting()] == [other]
        assert actions.bring_back(workshop, [one, other]) == 1
        assert WorkshopNote.objects.waiting().count() == 2
        assert NoteEvent.objects.count() == 2

    def test_of_another_workshop_is_left_alone(self, workshop):
        elsewhere = WorkshopNoteFactory()
        assert actions.set_aside(workshop, [elsewhere.pk]) == 0
        assert WorkshopNote.objects.waiting().get() == elsewhere


class TestMerge:
    def test_each_answer_lands_in_its_field(self, workshop, cast):
        chosen = [
            note(workshop, "Cerraron la mesa.", question="what_happened"),
            note(workshop, "Quien llega decide pronto. Y no espera.", question="insight", name="Rosa"),
            note(workshop, "Nadie nos avisó."),
            note(workshop, "Pide la cita.", question="recommendation"),
        ]
        left = note(workshop, "Otra cosa.")
        lesson = actions.merge(workshop, chosen, by=cast.user("member"))
        assert lesson.what_happened == "Cerraron la mesa.\n\nNadie nos avisó."
        assert (lesson.insight, lesson.recommendation) == ("Quien llega decide pronto. Y no espera.", "Pide la cita.")
        assert lesson.title == "Quien llega decide pronto"
        assert {each.pk for each in lesson.notes.all()} == {*chosen}
        assert WorkshopNote.objects.waiting().get().pk == left

    def test_the_draft_is_of_who_merges_and_as_a_form_of_theirs_begins(self, workshop, cast):
        user, organisation = cast.user("secretariat"), OrganisationFactory()
        speak_for(organisation, user)
        lesson = actions.merge(workshop, [note(workshop)], by=user)
        assert (lesson.author, lesson.steward, lesson.is_published) == (user, user, False)
        assert (lesson.network, lesson.organisation, lesson.sector) == (
            cast.network,
            organisation,
            cast.network.sector,
        )
        assert lesson.visibility == cast.network.default_visibility

    def test_a_note_of_marks_alone_is_a_title_too(self, workshop, cast):
        assert actions.merge(workshop, [note(workshop, "#")], by=cast.user("member")).title == "#"

    def test_again_is_the_same_draft(self, workshop, cast):
        chosen = [note(workshop), note(workshop)]
        first = actions.merge(workshop, chosen, by=cast.user("member"))
        assert actions.merge(workshop, chosen, by=cast.user("member")) == first
        assert Lesson.objects.get() == first

    def test_takes_only_what_waits(self, workshop, cast):
        aside, waits = note(workshop, "No."), note(workshop, "Sí.")
        actions.set_aside(workshop, [aside])
        lesson = actions.merge(workshop, [aside, waits, WorkshopNoteFactory().pk], by=cast.user("member"))
        assert lesson.what_happened == "Sí."
        assert actions.merge(workshop, [aside], by=cast.user("member")) is None
        assert Lesson.objects.count() == 1

    def test_who_lost_their_role_in_that_moment_is_told(self, workshop, cast):
        cast.user("member").memberships.all().delete()
        with pytest.raises(ValidationError, match="rol en esta red"):
            actions.merge(workshop, [note(workshop)], by=cast.user("member"))
        assert WorkshopNote.objects.waiting().exists()

    def test_too_much_for_one_lesson_is_refused_and_nothing_changes(self, workshop, cast):
        chosen = [note(workshop, "x" * 1_000) for _ in range(7)]
        with pytest.raises(ValidationError):
            actions.merge(workshop, chosen, by=cast.user("member"))
        assert not Lesson.objects.exists()
        assert WorkshopNote.objects.waiting().count() == 7


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def together(self, *acts):
        """Each in a thread and a transaction of its own, begun at one moment."""
        start, done = Barrier(len(acts)), []

        def run(act):
            start.wait()
            try:
                done.append(act())
            finally:
                connection.close()

        threads = [Thread(target=run, args=[act]) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return done

    def test_two_who_merge_the_same_notes_make_one_draft(self):
        role = MembershipFactory()
        workshop = WorkshopFactory(network=role.network)
        chosen = [note(workshop) for _ in range(5)]
        made = self.together(*[lambda: actions.merge(workshop, chosen, by=role.user)] * 4)
        assert len({lesson.pk for lesson in made}) == Lesson.objects.count() == 1

    def test_a_note_that_arrives_twice_is_saved_once(self):
        workshop, key = WorkshopFactory(), uuid.uuid4()
        self.together(*[lambda: actions.write(workshop, key=key, text="Una.")] * 4)
        assert WorkshopNote.objects.count() == 1


def test_it_cannot_close_before_it_opens(workshop):
    with pytest.raises(IntegrityError), transaction.atomic():
        Workshop.objects.filter(pk=workshop.pk).update(closes_at=now() - timedelta(days=1))
