"""A document from the asking to the night when it goes: once, one at a time a person, bounded."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from base.typesetting import process
from lessons.models import Collection, Lesson, Printout
from lessons.printouts import actions, making
from lessons.printouts.actions import ask, ask_to_mail
from lessons.printouts.contents import Kind
from lessons.printouts.tasks import make_printouts
from networks.models import Letter, Membership
from tests.support.factories import CollectionFactory, LessonFactory, UserFactory
from tests.support.files.printouts import work


@pytest.fixture
def collection(cast) -> Collection:
    lesson = LessonFactory(title="Pedir la cita", network=cast.network, author=cast.user("secretariat"), published=True)
    return CollectionFactory(
        by=cast.user("member"), network=cast.network, visibility="public", title="Para empezar", holding=[lesson]
    )


def collections(cast, many: int) -> list[Collection]:
    return CollectionFactory.create_batch(many, by=cast.user("member"))


def pdf_for(reader, collection) -> Printout:
    return ask(Kind.LEARNING_PDF, collection, reader=reader)


def made(reader, collection) -> Printout:
    printout = pdf_for(reader, collection)
    assert making.make(printout.pk) == "made"
    printout.refresh_from_db()
    return printout


class TestAskedFor:
    def test_a_document_asked_for_twice_is_made_once(self, cast, collection):
        first, second = (pdf_for(cast.user("member"), collection) for _ in range(2))
        assert first == second
        assert making.make(first.pk) == "made"
        assert making.make(first.pk) is None
        assert pdf_for(cast.user("member"), collection).state == "made"

    def test_by_another_who_may_read_the_same_it_is_the_same(self, cast, collection):
        assert pdf_for(cast.user("member"), collection) == pdf_for(cast.user("observer"), collection)

    @pytest.mark.parametrize("who", ["other_member", "secretariat", "member"])
    def test_by_whom_it_tells_something_else_it_is_another(self, cast, collection, who):
        Lesson.objects.update(is_unnamed=True, visibility="own_network")
        others = [pdf_for(cast.user(each), collection) for each in {"other_member", "secretariat", "member"} - {who}]
        assert pdf_for(cast.user(who), collection) not in others

    def test_too_long_it_is_refused_in_words(self, cast, collection, monkeypatch):
        monkeypatch.setattr(actions, "MOST_CHARACTERS", 100)
        with pytest.raises(ValidationError, match=r"Divid|two"):
            pdf_for(cast.user("member"), collection)
        assert not Printout.objects.exists()

    @pytest.mark.parametrize(("who", "most"), [("member", 3), ("anonymous", 2)])
    def test_more_than_may_wait_are_refused(self, cast, monkeypatch, who, most):
        monkeypatch.setattr(actions, "MOST_WAITING_OF_VISITORS", 2)
        reader = cast.user(who) if who != "anonymous" else cast.client("anonymous").get("/").wsgi_request.user
        *some, last = collections(cast, most + 1)
        for each in some:
            pdf_for(reader, each)
        with pytest.raises(ValidationError):
            pdf_for(reader, last)
        assert Printout.objects.count() == most
        work()
        assert pdf_for(reader, last).state == "waiting"

    def test_one_whose_content_is_lost_is_made_again(self, cast, collection):
        printout = made(cast.user("member"), collection)
        printout.content.storage.delete(printout.content.name)
        assert pdf_for(cast.user("member"), collection).state == "waiting"
        assert making.make(printout.pk) == "made"


class TestOneAtATime:
    def test_a_person_has_one_document_made_at_a_time(self, cast):
        first, second = (pdf_for(cast.user("member"), each) for each in collections(cast, 2))
        other = pdf_for(cast.user("observer"), collections(cast, 1)[0])
        assert Printout.objects.next_ones() == [first.pk, other.pk]
        assert Printout.objects.claim(first.pk)
        assert Printout.objects.claim(second.pk) is None
        assert Printout.objects.next_ones() == [other.pk]
        assert Printout.objects.claim(other.pk)

    def test_the_database_allows_a_person_one_at_a_time(self, cast):
        for each in collections(cast, 2):
            pdf_for(cast.user("member"), each)
        with pytest.raises(IntegrityError, match="printout_one_at_a_time"), transaction.atomic():
            Printout.objects.update(state="making", claimed_at=now())

    def test_two_documents_are_made_at_once_in_all(self, cast):
        asked = [pdf_for(UserFactory(), each) for each in collections(cast, 3)]
        claimed = [Printout.objects.claim(each.pk) for each in asked]
        assert [bool(each) for each in claimed] == [True, True, False]
        assert Printout.objects.next_ones() == []

    def test_what_a_dead_worker_held_is_made_by_another_three_times_at_most(self, cast, collection):
        printout = pdf_for(cast.user("member"), collection)
        for attempt in (1, 2, 3):
            assert Printout.objects.claim(printout.pk).attempts == attempt
            assert Printout.objects.claim(printout.pk) is None
            Printout.objects.update(claimed_at=now() - timedelta(minutes=6))
            make_printouts()
        assert making.make(printout.pk) == "failed"
        assert Printout.objects.get().state == "failed"


class TestWhatFails:
    def fail_with(self, monkeypatch, program: str, tmp_path: Path) -> None:
        (tmp_path / "a_program.py").write_text(program)
        monkeypatch.setattr(process, "PROGRAM", "a_program")
        monkeypatch.setattr(process, "WHERE", tmp_path)

    @pytest.mark.parametrize("deed", ["raise SystemExit(3)", "import os; os.kill(os.getpid(), 9)", "while True: pass"])
    def test_is_told_and_can_be_asked_for_again(self, cast, collection, monkeypatch, tmp_path, deed):
        self.fail_with(monkeypatch, deed, tmp_path)
        monkeypatch.setattr(process, "MOST_SECONDS", 1)
        printout = pdf_for(cast.user("member"), collection)
        with pytest.raises(process.NotMade):
            making.make(printout.pk)
        printout.refresh_from_db()
        assert (printout.state, printout.claimed_at, printout.content.name) == ("failed", None, "")
        monkeypatch.undo()
        assert pdf_for(cast.user("member"), collection).state == "waiting"
        assert making.make(printout.pk) == "made"

    def test_on_a_full_disk_leaves_no_half_file_and_waits(self, cast, collection, monkeypatch):
        def full(*_args: object, **_options: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "write", full)
        before = files()
        printout = pdf_for(cast.user("member"), collection)
        with pytest.raises(OSError, match="space"):
            making.make(printout.pk)
        monkeypatch.undo()
        assert files() == before
        assert Printout.objects.get().state == "waiting"
        assert making.make(printout.pk) == "made"

    def test_takes_no_more_memory_than_it_may(self):
        program = "from base.typesetting.program import restrict; restrict(); bytearray(3 * 1024**3)"
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
        assert b"MemoryError" in ended.stderr

    def test_knows_nothing_of_ours_and_no_django(self, tmp_path, monkeypatch):
        program = f"""
import os, sys
sys.path.insert(0, {str(Path.cwd())!r})
import base.typesetting.program
print("django" in sys.modules, "SECRET_KEY" in os.environ, "DATABASE_URL" in os.environ)
"""
        self.fail_with(monkeypatch, program, tmp_path)
        with (tmp_path / "said").open("w+b") as file:
            process.write_document(file, "lessons/printouts/learning.typ", {})
        assert (tmp_path / "said").read_text().split() == ["False"] * 3


class TestChangedMeanwhile:
    def test_what_its_reader_may_no_longer_read_is_not_made(self, cast, collection):
        printout = pdf_for(cast.user("other_member"), collection)
        Lesson.objects.update(visibility="own_network")
        before = files()
        assert making.make(printout.pk) == "changed"
        assert files() == before
        assert not Printout.objects.exists()

    def test_one_being_made_when_a_name_must_go_is_made_anew(self, cast, collection, monkeypatch):
        printout, write = pdf_for(cast.user("member"), collection), process.write_document

        def forgetting(*told: object) -> None:
            making.forget_all_made()
            write(*told)

        monkeypatch.setattr(making, "write_document", forgetting)
        before = files()
        assert making.make(printout.pk) == "late"
        assert files() == before
        assert Printout.objects.get().state == "waiting"

    def test_a_handover_for_who_left_is_not_made_and_not_mailed(self, cast):
        ask(Kind.HANDOVER_PDF, cast.network, reader=cast.user("member"))
        ask_to_mail(cast.network, to=cast.user("member"), by=cast.user("secretariat"))
        Membership.objects.filter(user=cast.user("member")).delete()
        work()
        assert not Printout.objects.exists()
        assert not Letter.objects.exists()


class TestMailed:
    def test_once_however_often_asked(self, cast):
        first, second = (
            ask_to_mail(cast.network, to=cast.user("member"), by=cast.user("secretariat")) for _ in range(2)
        )
        assert first == second
        work()
        assert Letter.objects.get().attachment_name.endswith(".pdf")
        assert not Printout.objects.exists()

    def test_without_the_document_if_it_cannot_be_made(self, cast, monkeypatch):
        monkeypatch.setattr(process, "PROGRAM", "no_such_program")
        ask_to_mail(cast.network, to=cast.user("member"), by=cast.user("secretariat"))
        work()
        letter = Letter.objects.get()
        assert (bytes(letter.attachment), letter.attachment_name) == (b"", "")
        assert "adjunt" not in letter.text


def files() -> set[str]:
    folder = Path(default_storage.path(Printout.folder))
    return {path.name for path in folder.glob("*")}


class TestKept:
    def test_as_a_file_of_the_service_alone(self, cast, collection):
        printout = made(cast.user("member"), collection)
        path = Path(printout.content.path)
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.stat().st_size == printout.size > 1000

    def test_for_a_week_after_it_was_last_asked_for(self, cast, collection, django_capture_on_commit_callbacks):
        printout = made(cast.user("member"), collection)
        for days, is_there in ((6, True), (8, False)):
            Printout.objects.update(asked_at=now() - timedelta(days=days))
            with django_capture_on_commit_callbacks(execute=True):
                making.clear()
            assert Printout.objects.exists() is is_there
            assert (Path(printout.content.path).name in files()) is is_there

    @pytest.mark.parametrize("limit", ["MOST_OF_A_PERSON", "MOST_IN_ALL"])
    def test_no_more_than_so_many_the_newest(self, cast, monkeypatch, limit, django_capture_on_commit_callbacks):
        monkeypatch.setattr(making, limit, 2)
        before = files()
        with django_capture_on_commit_callbacks(execute=True):
            asked = [made(cast.user("member"), each).pk for each in collections(cast, 3)]
        assert {*Printout.objects.values_list("pk", flat=True)} == {*asked[1:]}
        assert len(files() - before) == 2

    def test_no_more_bytes_than_so_many(self, cast, monkeypatch):
        first = made(cast.user("member"), collections(cast, 1)[0])
        monkeypatch.setattr(making, "MOST_BYTES", first.size * 3 // 2)
        second = made(cast.user("member"), collections(cast, 1)[0])
        assert Printout.objects.get() == second

    def test_a_content_without_a_row_goes_and_a_row_being_made_stays(self, cast, collection):
        stray = default_storage.save(f"{Printout.folder}/suelto", ContentFile(b"x"))
        long_ago = time.time() - 3600
        os.utime(default_storage.path(stray), (long_ago, long_ago))
        fresh = default_storage.save(f"{Printout.folder}/nuevo", ContentFile(b"x"))
        waiting = pdf_for(cast.user("member"), collection)
        assert making.clear()["lost_printouts"] >= 1
        assert not default_storage.exists(stray)
        assert default_storage.exists(fresh)
        assert Printout.objects.get() == waiting
