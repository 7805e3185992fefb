"""The command finds each fault that the database would refuse, once its guards are taken away."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pgtrigger
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from lessons.files import attachments
from lessons.files.checks import check
from lessons.integrity.invariants import INVARIANTS
from lessons.models import Corroboration, Lesson, Notice
from lessons.verification import actions
from networks.models import User
from tests.support.factories import CorroborationFactory, LessonFactory
from tests.support.files.documents import pdf

IN_FORCE = "lesson_state_in_force_has_a_review_date"


def verify() -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    try:
        call_command("verify_memory", stdout=out, stderr=errors)
    except CommandError as error:
        errors.write(str(error))
    return out.getvalue(), errors.getvalue()


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    """The command counts files that no row names, and other tests leave theirs."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lesson(cast):
    lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
    CorroborationFactory(lesson=lesson, by=cast.user("other_member"), network=cast.other_network)
    return lesson


def without_constraint(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else what waits to be checked keeps the table
        cursor.execute(f"ALTER TABLE lessons_lesson DROP CONSTRAINT {name}")


def test_all_is_well_with_the_frame_and_what_people_did(cast, lesson):
    call_command("load_frame", verbosity=0)
    actions.archive(lesson, by=cast.user("secretariat"), reason="Ya no rige.")
    out, errors = verify()
    assert errors == ""
    assert out.startswith("Looked at 3 people, 3 roles, 9 networks,")
    assert out.endswith(f"1 voices, 0 files. All {len(INVARIANTS)} invariants hold.\n")


def test_a_memory_that_lost_everybody_is_not_well(db):
    call_command("load_frame", verbosity=0)
    out, errors = verify()
    assert out == ""
    assert "Looked at 0 people" in errors
    assert "nobody is in this memory" in errors


class TestFinds:
    def told(self, *parts: str, many: int = 1) -> None:
        out, errors = verify()
        assert out == ""
        for part in (*parts, f"{many} of {len(INVARIANTS)} invariants do not hold."):
            assert part in errors

    def test_a_text_that_no_version_has(self, lesson):
        with pgtrigger.ignore("lessons.Lesson:keeps_each_version"):
            Lesson.objects.update(title="Sin versión")
        self.told("Does not hold: the newest version", f"lesson {lesson.pk} says something else")

    def test_a_lesson_without_anybody_who_answers(self, lesson):
        with pgtrigger.ignore("lessons.AccountOfSteward:steward_stays_active"):
            User.objects.filter(pk=lesson.steward_id).update(is_active=False)
        self.told(f"lesson {lesson.pk} has nobody active")

    def test_a_review_that_has_no_day(self, lesson):
        without_constraint(IN_FORCE)
        Lesson.objects.update(review_on=None)
        self.told(f"lesson {lesson.pk} is in force and has no day", f"constraint {IN_FORCE} of lessons_lesson", many=2)

    def test_a_circle_of_successors(self, cast, lesson):
        other = LessonFactory(published=True)
        with pgtrigger.ignore("lessons.Lesson:is_superseded_by_one_in_force"):
            for one, after in ((lesson, other), (other, lesson)):
                ended = {"state": "superseded", "ended_at": now(), "review_on": None, "superseded_by": after}
                Lesson.objects.filter(pk=one.pk).update(**ended)
        self.told(f"lesson {lesson.pk} is superseded in a circle", f"lesson {other.pk} is superseded in a circle")

    def test_somebody_who_confirms_themselves(self, lesson):
        Corroboration.objects.update(by=lesson.author)
        self.told(f"lesson {lesson.pk} is confirmed or contested by its own author")

    def test_a_guard_that_a_restore_left_out(self, lesson):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_moves_as_the_table_says%'")
            [(name,)] = cursor.fetchall()
            cursor.execute(f"DROP TRIGGER {name} ON lessons_lesson")
        self.told("trigger pgtrigger_moves_as_the_table_says", "is not installed")

    def test_a_reference_that_a_restore_left_out(self, lesson):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = 'lessons_corroboration'::regclass"
                " AND contype = 'f' AND confrelid = 'networks_user'::regclass"
            )
            [(name,)] = cursor.fetchall()
            cursor.execute(f"ALTER TABLE lessons_corroboration DROP CONSTRAINT {name}")
        self.told("lessons_corroboration may refer by by_id to what is not there")

    @pytest.mark.parametrize(
        ("harm", "said"),
        [
            (lambda path: path.unlink(), "is missing"),
            (lambda path: path.write_bytes(b"short"), "has another size"),
            (lambda path: path.write_bytes(bytes(path.stat().st_size)), "is not what was sent"),
        ],
    )
    def test_a_file_that_is_not_what_its_row_says(self, lesson, harm, said):
        checked = check(SimpleUploadedFile("acta.pdf", pdf()), "acta.pdf")
        file = attachments.add(lesson, checked, by=lesson.author, key=uuid4(), title="Acta", file_name="acta.pdf")
        harm(Path(file.content.path))
        self.told("Does not hold: each file is where", f"file {file.pk} {said}")

    def test_a_notice_for_somebody_who_left(self, cast, lesson):
        gone = User.objects.create_user("x@ejemplo.example", name="X", is_active=False)
        Notice.objects.create(to=gone, kind="used", lesson=lesson, about="use:1", subject=1)
        self.told("is for somebody who left")

    def test_many_are_counted_and_some_are_told(self, cast):
        for _ in range(22):
            LessonFactory(published=True)
        with pgtrigger.ignore("lessons.Lesson:keeps_each_version"):
            Lesson.objects.update(title="Sin versión", published_at=now() - timedelta(days=1))
        self.told("… and more")
