"""What PDFs say is found; a PDF made to break its reader breaks nothing else. The reader is a real process."""

import time
from pathlib import Path

import pytest
import typst
from django.core.files.base import ContentFile
from django.utils.timezone import now, timedelta

from lessons.files import reading, tasks
from lessons.files.attachments import remove
from lessons.models import Attachment, Lesson
from lessons.search.filters import LessonFilter
from lessons.search.words.matching import Search, matching
from lessons.tasks import read_attachment, read_attachments
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.files import documents
from tests.support.lessons import said, titles

pytestmark = pytest.mark.django_db


def attach(lesson: Lesson, content: bytes) -> Attachment:
    attachment = Attachment(
        lesson=lesson,
        title="Acta",
        kind="pdf",
        extension="pdf",
        mime="application/pdf",
        size=len(content),
        sha256=str(now()),
        added_by=lesson.author,
        language=lesson.language,
    )
    attachment.content.save("acta.pdf", ContentFile(content), save=False)
    attachment.save()
    return attachment


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    return LessonFactory(network=cast.network, author=cast.user("member"), published=True, title="Otra cosa")


LETTERS = str.maketrans("0123456789", "abcdefghij")  # digits beside letters are words of their own


@pytest.fixture
def acta(lesson: Lesson) -> Attachment:
    return attach(lesson, documents.pdf("Las organizaciones revisaron los padrones de Ayabaca"))


class TestRead:
    def test_its_words_and_its_first_page(self, acta):
        assert acta.is_being_read
        assert reading.read(acta.pk)
        acta.refresh_from_db()
        assert "padrones de Ayabaca" in acta.text
        assert bytes(acta.thumbnail).startswith(b"RIFF")
        [shown] = Attachment.objects.shown_with(acta.lesson, acta.added_by)
        assert shown.has_thumbnail

    def test_the_page_says_so_until_then(self, cast, acta, lesson):
        address = f"/lecciones/{lesson.pk}/archivos/"
        assert "Se está leyendo" in said(cast.client("member").get(address))
        reading.read(acta.pk)
        page = said(cast.client("member").get(address))
        assert "Se está leyendo" not in page
        assert "Primera página" in page

    def test_a_second_worker_does_nothing(self, acta):
        assert Attachment.objects.claim(acta.pk)
        assert reading.read(acta.pk) is None
        Attachment.objects.update(claimed_at=now() - timedelta(minutes=12))
        assert reading.read(acta.pk)
        assert reading.read(acta.pk) is None

    def test_what_kills_workers_is_not_tried_for_ever(self, acta):
        Attachment.objects.update(readings=3)
        assert reading.read(acta.pk) is False
        acta.refresh_from_db()
        assert (acta.text, acta.is_being_read) == ("", False)

    def test_those_that_a_broker_lost_are_found(self, acta, settings, monkeypatch):
        asked = []
        monkeypatch.setattr(tasks, "enqueue", lambda task, pk, **_: asked.append((task, pk)))
        read_attachments()
        assert asked == [(read_attachment, acta.pk)]

    def test_none_of_more_words_than_an_index_takes_are_kept(self, acta, monkeypatch):
        words = " ".join(f"palabra{number:05}".translate(LETTERS) for number in range(90_000))
        monkeypatch.setattr(reading, "MOST_TEXT", 10**7)
        monkeypatch.setattr(reading, "_run", lambda _: {"text": words})
        reading.read(acta.pk)
        acta.refresh_from_db()
        assert (acta.text, acta.is_being_read) == ("", False)


HOSTILE = {
    "broken": b"%PDF-1.7\n" + b"\xff" * 5000,
    "cut": documents.pdf()[:1500],
    "no pages": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>",
    "pages in a circle": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 99999999>>endobj\ntrailer<</Root 1 0 R>>",
}

HYPHENATED = """#set page(width: 4.2cm, height: auto, margin: 5mm)
#set text(lang: "es", hyphenate: true, size: 11pt)
La concertación promovió participación fiscalizadora, presupuestaria."""


class TestWithoutWords:
    """The page says so, and why: who added it can send another one."""

    def made(self, lesson: Lesson, content: bytes) -> str:
        acta = attach(lesson, content)
        reading.read(acta.pk)
        acta.refresh_from_db()
        return acta.without_words

    def test_why(self, lesson):
        assert self.made(lesson, documents.pdf()) == ""
        assert self.made(lesson, documents.locked()) == "locked"
        assert self.made(lesson, documents.scanned()) == "scanned"
        assert self.made(lesson, HOSTILE["broken"]) == "damaged"

    def test_is_said_on_the_page(self, cast, lesson):
        self.made(lesson, documents.locked())
        page = said(cast.client("member").get(f"/lecciones/{lesson.pk}/archivos/"))
        assert "Sus palabras no se pueden buscar" in page
        assert "contraseña" in page

    def test_is_not_said_of_one_that_has_words(self, cast, lesson, acta):
        reading.read(acta.pk)
        page = said(cast.client("member").get(f"/lecciones/{lesson.pk}/archivos/"))
        assert "no se pueden buscar" not in page


def test_words_hyphenated_where_a_line_ends_are_found(lesson):
    acta = attach(lesson, typst.compile(HYPHENATED.encode(), format="pdf"))
    reading.read(acta.pk)
    acta.refresh_from_db()
    assert "-\n" in acta.text.replace("\x02", "-\n")
    for word in ("concertación", "participación", "fiscalizadora", "presupuestaria"):
        assert Search(word, lesson.author).found_in(Lesson.objects.all()).exists(), acta.text


class TestHostile:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_is_kept_without_words(self, lesson, name):
        acta = attach(lesson, HOSTILE[name])
        assert reading.read(acta.pk) is False
        acta.refresh_from_db()
        assert not acta.is_being_read
        [shown] = Attachment.objects.shown_with(lesson, acta.added_by)
        assert not shown.has_thumbnail

    @pytest.mark.parametrize(
        "deed",
        [
            "x = bytearray(2_000_000_000)",
            "import os; os.kill(os.getpid(), 11)",
            "open('/tmp/x-of-a-test', 'w').write('x')",
            "import sys; print('[1]'); sys.exit()",
            "raise SystemExit(3)",
        ],
    )
    def test_a_reader_taken_over_gets_no_further(self, acta, tmp_path, monkeypatch, deed):
        program = tmp_path / "reader.py"
        program.write_text(reading.PROGRAM.read_text().replace("    import pypdfium2\n", f"    {deed}\n", 1))
        monkeypatch.setattr(reading, "PROGRAM", program)
        assert reading.read(acta.pk) is False
        assert not Path("/tmp/x-of-a-test").exists() or not Path("/tmp/x-of-a-test").read_text()

    def test_one_that_never_ends_is_ended(self, acta, tmp_path, monkeypatch):
        program = tmp_path / "reader.py"
        program.write_text("while True: pass")
        monkeypatch.setattr(reading, "PROGRAM", program)
        monkeypatch.setattr(reading, "MOST_SECONDS", 1)
        begun = time.monotonic()
        assert reading.read(acta.pk) is False
        assert time.monotonic() - begun < 10

    def test_the_reader_knows_nothing_of_our_environment(self, acta, tmp_path, monkeypatch):
        program = tmp_path / "reader.py"
        program.write_text("import json, os; print(json.dumps({'text': ' '.join(os.environ)}))")
        monkeypatch.setattr(reading, "PROGRAM", program)
        reading.read(acta.pk)
        acta.refresh_from_db()
        assert "SECRET" not in acta.text
        assert "DATABASE" not in acta.text


class TestSearch:
    def test_a_lesson_is_found_by_what_its_document_says(self, cast, lesson, acta):
        reading.read(acta.pk)
        for words in ("ayabaca", "organización padrón", "PADRON ayabaca"):
            assert titles(cast.client("member").get(f"/lecciones/?q={words}")) == ["Otra cosa"]
        assert "Ayabaca" not in said(cast.client("member").get("/lecciones/?q=padrones"))

    def test_documents_come_after_lessons_that_say_it_themselves(self, cast, lesson, acta):
        reading.read(acta.pk)
        LessonFactory(network=cast.network, author=lesson.author, published=True, title="Revisar los padrones")
        assert titles(cast.client("member").get("/lecciones/?q=padrones")) == ["Revisar los padrones", "Otra cosa"]

    def test_a_lesson_is_not_found_by_a_document_that_was_removed(self, cast, lesson, acta):
        reading.read(acta.pk)
        remove(acta, by=lesson.author)
        assert not Search("ayabaca", lesson.author).found_in(Lesson.objects.all()).exists()

    def test_a_document_is_found_by_nobody_who_may_not_read_it(self, cast, lesson, acta):
        reading.read(acta.pk)
        Lesson.objects.update(visibility="own_network")
        assert titles(cast.client("other_member").get("/lecciones/?q=ayabaca")) == []
        assert titles(cast.client("observer").get("/lecciones/?q=ayabaca")) == ["Otra cosa"]

    def test_words_in_two_places_are_not_put_together(self, lesson, acta):
        """All the words stand in the lesson, or all in one of its documents."""
        reading.read(acta.pk)
        assert not Search("cita ayabaca", lesson.author).found_in(Lesson.objects.all()).exists()

    def test_an_english_document_is_read_as_english(self, cast):
        lesson = LessonFactory(language="en", network=cast.network, author=cast.user("member"), published=True)
        reading.read(attach(lesson, documents.pdf("Practices of the assemblies")).pk)
        assert Search("practice assembly", lesson.author).found_in(Lesson.objects.all()).get() == lesson

    def test_counts_agree_with_the_list_of_what_documents_say(self, lesson, acta):
        reading.read(acta.pk)
        chosen = LessonFilter({"q": "ayabaca"}, queryset=Lesson.objects.all(), reader=lesson.author)
        assert sum(option.count for option in chosen.facets[0].options) == len(chosen.qs) == 1
        assert list(matching(Lesson.objects.all(), "ayabaca", lesson.author)) == [lesson]
