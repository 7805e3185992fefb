"""Who may open each page: test_permission_matrix.py. Whose names are told: also here."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now, timedelta

from lessons.files import attachments
from lessons.models import Attachment, Lesson
from lessons.tasks import clear_files
from tests.support.cast import Cast
from tests.support.factories import LessonFactory, MembershipFactory, UserFactory
from tests.support.files import documents
from tests.support.files.documents import contents, sent
from tests.support.htmx import soup
from tests.support.lessons import said

pytestmark = pytest.mark.django_db


def post(client: Any, address: str, content: bytes, name: str = "acta.pdf", **fields: Any) -> Any:
    return client.post(address, {"file": sent(content, name), **fields})


@pytest.fixture
def kept(cast: Cast, address: str) -> Attachment:
    post(cast.client("member"), address, documents.word(), "CV de Ana.docx", title="Acta de marzo")
    return Attachment.objects.get()


class TestAdd:
    def test_a_file_is_kept_as_it_came_and_told_of_on_the_lessons_page(self, cast, lesson, address):
        client = cast.client("member")
        answer = post(client, address, documents.word(), "Acta de marzo.docx")
        assert (answer.status_code, answer["Location"]) == (302, address)
        kept = Attachment.objects.get()
        assert (kept.title, kept.extension, kept.added_by) == ("Acta de marzo", "docx", cast.user("member"))
        assert kept.content.read() == documents.word()
        assert oct(Path(kept.content.path).stat().st_mode)[-3:] == "600"
        link = soup(cast.client("anonymous").get(lesson.get_absolute_url())).select_one(f'a[href="{address}"]')
        assert link.get_text(strip=True) == "1 archivo"

    def test_a_file_may_be_larger_than_other_forms_take(self, cast, address):
        content = documents.recording() + b"\0\1" * 9_000_000
        assert post(cast.client("member"), address, content, "voz.wav").status_code == 302
        assert Attachment.objects.get().size == len(content) > 18_000_000

    @pytest.mark.parametrize(
        ("content", "name", "why"),
        [
            (b"MZ" + b"\0" * 99, "virus.exe", "no se puede agregar"),
            (b"<html>", "acta.pdf", "Su nombre dice PDF"),
            (b"%PDF-1.7\n" + b"\0" * (25 * 1024 * 1024), "acta.pdf", "25 MB"),
            (b"", "acta.pdf", "vacío"),
        ],
    )
    def test_what_is_refused_is_said_at_the_field_and_the_title_stays(self, cast, address, content, name, why):
        before = contents()
        answer = post(cast.client("member"), address, content, name, title="Lo que escribí")
        assert answer.status_code == 422
        page = soup(answer)
        assert why in page.select_one("#id_file_error").get_text()
        assert page.select_one("[name=title]")["value"] == "Lo que escribí"
        assert not Attachment.objects.exists()
        assert contents() == before

    def test_a_form_without_a_file_is_refused(self, cast, address):
        answer = cast.client("member").post(address, {"title": "Acta"})
        assert answer.status_code == 422
        assert "Elige un archivo" in said(answer)

    def test_the_same_file_twice_is_one(self, cast, lesson, address):
        for who in ("member", "secretariat"):
            assert post(cast.client(who), address, documents.word(), "a.docx").status_code == 302
        assert Attachment.objects.count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.create(
                lesson=lesson,
                title="x",
                kind="office",
                content="x",
                size=1,
                sha256=Attachment.objects.get().sha256,
                added_by=cast.user("member"),
            )

    def test_the_same_picture_twice_is_one_though_it_is_encoded_anew(self, cast, address):
        for name in ("a.jpg", "b.jpg"):
            post(cast.client("member"), address, documents.phone_picture(), name)
        kept = Attachment.objects.get()
        assert kept.mime == "image/webp"
        assert b"Exif" not in kept.content.read()

    def test_no_more_files_than_a_lesson_may_have_are_taken(self, cast, lesson, address, monkeypatch):
        monkeypatch.setattr(attachments, "MOST_OF_A_LESSON", 1)
        client, before = cast.client("member"), len(contents())
        post(client, address, documents.word(), "a.docx")
        answer = post(client, address, documents.sheet(), "b.xlsx")
        assert answer.status_code == 422
        assert "como máximo 1" in said(answer)
        assert Attachment.objects.get().extension == "docx"
        assert len(contents()) == before + 1

    def test_no_more_in_a_day_than_one_person_may_add_is_taken(self, cast, address, monkeypatch):
        monkeypatch.setattr(attachments, "MOST_OF_A_DAY", len(documents.word()) + 100)
        client = cast.client("member")
        post(client, address, documents.word(), "a.docx")
        client.post(f"{address}{Attachment.objects.get().key}/quitar/")
        answer = post(client, address, documents.sheet(), "b.xlsx")
        assert answer.status_code == 422
        assert "mañana" in said(answer)
        assert not Attachment.objects.there().exists()
        assert post(cast.client("secretariat"), address, documents.sheet(), "b.xlsx").status_code == 302

    def test_what_the_database_refuses_leaves_no_content_behind(self, cast, lesson, address, monkeypatch):
        def refuse(*_: object, **__: object) -> None:
            raise IntegrityError

        before = contents()
        monkeypatch.setattr(Attachment, "save", refuse)
        with pytest.raises(IntegrityError):
            post(cast.client("member"), address, documents.word(), "a.docx")
        assert contents() == before

    def test_a_name_with_a_path_or_worse_is_only_a_name(self, cast, address):
        post(cast.client("member"), address, documents.word(), "..\\..\\etc\\pa\u202essw\n.docx")
        kept = Attachment.objects.get()
        assert kept.file_name == "passw.docx"
        assert kept.content.name == f"attachments/{kept.key.hex[:2]}/{kept.key.hex}"


class TestOpen:
    def test_is_a_download_that_can_do_nothing(self, cast, kept, address):
        answer = cast.client("anonymous").get(f"{address}{kept.key}/")
        assert b"".join(answer.streaming_content) == documents.word()
        assert answer["Content-Disposition"] == 'attachment; filename="acta-de-marzo.docx"'
        assert answer["Content-Type"] == kept.mime
        assert answer["Content-Security-Policy"] == "sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-cache"
        assert int(answer["Content-Length"]) == kept.size

    def test_who_has_it_is_asked_again_and_sent_nothing(self, cast, lesson, kept, address):
        etag = cast.client("anonymous").get(f"{address}{kept.key}/")["ETag"]
        again = cast.client("anonymous").get(f"{address}{kept.key}/", headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        Lesson.objects.update(visibility="own_network")
        again = cast.client("anonymous").get(f"{address}{kept.key}/", headers={"If-None-Match": etag})
        assert again.status_code == 404

    def test_a_file_is_not_opened_by_way_of_another_lesson(self, cast, kept):
        other = LessonFactory(network=cast.network, author=cast.user("member"), published=True, visibility="public")
        Lesson.objects.filter(pk=kept.lesson_id).update(visibility="own_network")
        for part in ("", "miniatura.webp"):
            assert cast.client("anonymous").get(f"/lecciones/{other.pk}/archivos/{kept.key}/{part}").status_code == 404

    def test_a_file_is_not_opened_by_its_folder(self, cast, kept):
        for prefix in ("/", "/static/", "/media/", "/files/"):
            assert cast.client("admin").get(f"{prefix}{kept.content.name}").status_code == 404

    def test_a_lost_content_is_not_there(self, cast, kept, address):
        Path(kept.content.path).unlink()
        assert cast.client("anonymous").get(f"{address}{kept.key}/").status_code == 404

    def test_a_picture_is_there_small_too(self, cast, address):
        post(cast.client("member"), address, documents.phone_picture(), "foto.jpg")
        client = cast.client("anonymous")
        link = soup(client.get(address)).select_one(f'a[href^="{address}"][href*="miniatura"]')
        answer = client.get(link["href"])
        assert answer.content.startswith(b"RIFF")
        assert answer["Content-Security-Policy"] == "sandbox"
        assert "immutable" in answer["Cache-Control"]

    def test_no_browser_keeps_a_small_picture_that_a_smaller_circle_was_shown(self, cast, lesson, address):
        Lesson.objects.filter(pk=lesson.pk).update(visibility="own_network")
        post(cast.client("member"), address, documents.phone_picture(), "foto.jpg")
        Lesson.objects.filter(pk=lesson.pk).update(visibility="public")
        client = cast.client("observer")
        link = soup(client.get(address)).select_one(f'a[href^="{address}"][href*="miniatura"]')
        assert client.get(link["href"])["Cache-Control"] == "private, no-store"


class TestRemove:
    def test_it_vanishes_and_who_removed_it_stays(self, cast, lesson, kept, address):
        answer = cast.client("secretariat").post(f"{address}{kept.key}/quitar/", follow=True)
        assert "Acta de marzo" not in said(answer)
        kept.refresh_from_db()
        assert kept.removed_by == cast.user("secretariat")
        assert Path(kept.content.path).exists()
        for part in ("", "miniatura.webp"):
            assert cast.client("admin").get(f"{address}{kept.key}/{part}").status_code == 404
        assert address not in cast.client("anonymous").get(lesson.get_absolute_url()).content.decode()

    def test_it_can_be_added_anew(self, cast, kept, address):
        client = cast.client("member")
        client.post(f"{address}{kept.key}/quitar/")
        post(client, address, documents.word(), "a.docx")
        assert Attachment.objects.there().count() == 1

    def test_it_can_be_added_anew_with_the_form_that_a_browser_still_shows(self, cast, address):
        client, key = cast.client("member"), str(uuid.uuid4())
        for _ in range(2):
            assert post(client, address, documents.word(), "a.docx", key=key).status_code == 302
            kept = Attachment.objects.there().get()
            client.post(f"{address}{kept.key}/quitar/")
        assert Attachment.objects.count() == 2

    def test_who_may_only_read_removes_nothing(self, cast, kept, address):
        assert cast.client("observer").post(f"{address}{kept.key}/quitar/").status_code == 403
        assert Attachment.objects.there().exists()
        assert "quitar" not in cast.client("observer").get(address).content.decode()

    def test_its_content_goes_a_month_later(self, cast, kept):
        path = Path(kept.content.path)
        attachments.remove(kept, by=cast.user("member"))
        clear_files()
        assert path.exists()
        Attachment.objects.update(removed_at=now() - timedelta(days=31))
        clear_files()
        clear_files()
        assert not path.exists()
        assert Attachment.objects.get().content == ""


class TestNotNamed:
    @pytest.mark.parametrize(("who", "knows"), [("secretariat", True), ("member", True), ("colleague", False)])
    def test_who_added_it_is_known_to_those_who_may_know(self, cast, lesson, kept, address, who, knows):
        Lesson.objects.update(is_unnamed=True)
        colleague = MembershipFactory(network=cast.network, user=UserFactory(name="Colega")).user
        cast._people["colleague"] = colleague
        page = said(cast.client(who).get(address))
        assert "Acta de marzo" in page
        assert ("Member" in page) is knows

    def test_nobody_is_told_what_it_was_called(self, cast, kept, address):
        for who in ("anonymous", "member", "secretariat"):
            client = cast.client(who)
            assert "CV de Ana" not in client.get(address).content.decode()
            assert "Ana" not in client.get(f"{address}{kept.key}/")["Content-Disposition"]

    def test_its_writer_is_warned(self, cast, lesson, address):
        assert "nombra a alguien" not in said(cast.client("member").get(address))
        Lesson.objects.update(is_unnamed=True)
        assert "nombra a alguien" in said(cast.client("member").get(address))


@pytest.mark.parametrize("rows", [2, 9])
def test_queries_do_not_grow_with_files(cast: Cast, lesson: Lesson, address: str, rows: int):
    for number in range(rows):
        Attachment.objects.create(
            lesson=lesson,
            title=f"Acta {number}",
            kind="pdf",
            content="x",
            size=1,
            sha256=f"{number}",
            added_by=UserFactory(),
            read_at=now(),
        )
    visitor, member = cast.client("anonymous"), cast.client("member")
    counts = []
    for client in (visitor, member):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts == [2, 7]
