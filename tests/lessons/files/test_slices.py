"""A file that comes in slices: whole or not at all, and nothing is left of what was given up."""

import uuid
from typing import Any

import pytest
from django.utils.timezone import now, timedelta

from lessons.files import uploads
from lessons.files.models import LONGEST
from lessons.models import Attachment, Lesson, Upload, UploadSlice
from lessons.tasks import clear_files
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.files import documents
from tests.support.htmx import soup
from tests.support.lessons import said

pytestmark = pytest.mark.django_db


class Slices:
    """A browser that sends a file in slices."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address

    def begin(self, content: bytes, name: str = "acta.docx", mark: str = "1") -> Any:
        return self.client.post(f"{self.address}subidas/", {"name": name, "size": len(content), "mark": mark})

    def send(self, where: str, offset: object, content: bytes) -> Any:
        headers = {"Upload-Offset": str(offset)}
        return self.client.post(where, content, content_type="application/octet-stream", headers=headers)

    def all(self, content: bytes, name: str = "acta.docx", *, slice_: int = uploads.SMALLEST_SLICE) -> str:
        here = self.begin(content, name).json()
        while here["offset"] < len(content):
            here = self.send(here["address"], here["offset"], content[here["offset"] :][:slice_]).json()
        return str(here["key"])


@pytest.fixture
def slices(cast: Cast, address: str) -> Slices:
    return Slices(cast.client("member"), address)


class TestSlices:
    def test_a_file_comes_whole_and_its_slices_go(self, slices, address):
        key = slices.all(documents.word())
        assert UploadSlice.objects.count() == 3
        assert slices.client.post(address, {"upload": key, "title": "Acta"}).status_code == 302
        assert Attachment.objects.get().content.read() == documents.word()
        assert not Upload.objects.exists()
        assert not UploadSlice.objects.exists()

    def test_after_a_reload_it_goes_on_where_it_was(self, slices, address):
        content = documents.word()
        first = slices.begin(content).json()
        slices.send(first["address"], 0, content[:20_000])
        assert "acta.docx" in said(slices.client.get(address))
        again = slices.begin(content).json()
        assert again == first | {"offset": 20_000}
        assert slices.client.get(first["address"]).json()["offset"] == 20_000
        assert slices.client.head(first["address"]).status_code == 200

    def test_twice_late_or_out_of_order_does_no_harm(self, slices):
        content = documents.word()
        where = slices.begin(content).json()["address"]
        assert slices.send(where, 0, content[:20_000]).json()["offset"] == 20_000
        for offset, part in ((0, content[:20_000]), (30_000, content[30_000:]), (0, b"x" * 29_000)):
            answer = slices.send(where, offset, part)
            assert (answer.status_code, answer.json()["offset"]) == (409, 20_000)
        assert slices.send(where, 20_000, content[20_000:]).status_code == 200
        assert uploads.assemble(Upload.objects.get()).read() == content

    def test_more_bytes_than_were_announced_are_refused(self, slices):
        where = slices.begin(b"x" * 10).json()["address"]
        assert slices.send(where, 0, b"x" * 11).status_code == 409
        assert not UploadSlice.objects.exists()

    @pytest.mark.parametrize("offset", ["", "x", "-1", "99999999999", "١"])
    def test_a_slice_without_a_place(self, slices, offset):
        where = slices.begin(b"x" * 10).json()["address"]
        assert slices.send(where, offset.encode("utf-8").decode("latin-1"), b"x").status_code == 400
        assert not UploadSlice.objects.exists()

    @pytest.mark.parametrize(("prefix", "says"), [("", "no llegó como debía"), ("/en", "did not arrive as it should")])
    def test_a_slice_that_is_too_small_is_refused_in_words(self, slices, prefix, says):
        content = b"x" * 100_000
        where = prefix + slices.begin(content).json()["address"]
        for size in (0, 1, uploads.SMALLEST_SLICE - 1):
            answer = slices.send(where, 0, content[:size])
            assert (answer.status_code, says in answer.json()["error"]) == (400, True)
        assert not UploadSlice.objects.exists()
        assert slices.send(where, 0, content[: uploads.SMALLEST_SLICE]).status_code == 200
        last = content[uploads.SMALLEST_SLICE :]
        assert slices.send(where, uploads.SMALLEST_SLICE, last[:-1]).status_code == 200
        assert slices.send(where, 99_999, last[-1:]).status_code == 200  # the last one may be

    def test_however_slowly_it_comes_it_ends_after_two_weeks(self, slices):
        content = b"x" * 100_000
        where = slices.begin(content).json()["address"]
        begun = now() - LONGEST + timedelta(hours=1)
        Upload.objects.update(begun_at=begun)
        assert slices.send(where, 0, content[:20_000]).status_code == 200
        upload = Upload.objects.get()
        assert upload.expires_at == begun + LONGEST
        Upload.objects.update(begun_at=begun - timedelta(hours=2))
        slices.send(where, 20_000, content[20_000:40_000])
        assert slices.send(where, 40_000, content[40_000:]).status_code == 404
        assert Upload.objects.forget_expired()

    def test_a_slice_that_is_too_large_is_refused(self, slices):
        where = slices.begin(b"x" * 3_000_000).json()["address"]
        for size in (uploads.LARGEST_SLICE + 1, 2_500_000):
            assert slices.send(where, 0, b"x" * size).status_code == 400
        assert not UploadSlice.objects.exists()

    @pytest.mark.parametrize(
        ("said_of_it", "why"),
        [
            ({"name": "a.exe", "size": 5}, "no se puede"),
            ({"name": "a.pdf", "size": 26214401}, "25 MB"),
            ({"name": "a.pdf", "size": 0}, "vacío"),
            ({"name": "a.pdf", "size": "x"}, ""),
            ({"size": 5}, ""),
            ({"name": "a\0.pdf", "size": 5}, ""),
        ],
    )
    def test_what_would_be_refused_is_not_begun(self, slices, said_of_it, why):
        answer = slices.client.post(f"{slices.address}subidas/", said_of_it)
        assert answer.status_code == 422
        assert why in answer.json()["error"]
        assert not Upload.objects.exists()

    def test_one_that_is_not_whole_is_not_kept(self, slices, address):
        here = slices.begin(documents.word()).json()
        answer = slices.client.post(address, {"upload": here["key"]})
        assert answer.status_code == 422
        assert not Attachment.objects.exists()

    def test_what_is_not_what_it_says_is_refused_and_let_go(self, slices, address):
        key = slices.all(documents.word()[:2000], "acta.docx")
        answer = slices.client.post(address, {"upload": key, "title": "Acta"})
        assert answer.status_code == 422
        assert "Su nombre dice DOCX" in soup(answer).select_one("#id_file_error").get_text()
        assert not Attachment.objects.exists()
        assert not Upload.objects.exists()

    def test_what_is_another_kind_than_it_says_is_named_rightly(self, slices, address):
        key = slices.all(documents.sheet(), "padron.docx")
        assert slices.client.post(address, {"upload": key, "title": "Padrón"}).status_code == 302
        assert Attachment.objects.get().download_name == "padron.xlsx"

    def test_ended_twice_it_is_one(self, slices, address):
        key = slices.all(documents.word())
        for _ in range(2):
            assert slices.client.post(address, {"upload": key}).status_code == 302
        assert Attachment.objects.count() == 1

    def test_an_upload_of_somebody_else_cannot_be_gone_on_with(self, cast, slices, address):
        here = slices.begin(documents.word()).json()
        other = cast.client("secretariat")
        assert other.get(here["address"]).status_code == 404
        assert Slices(other, address).send(here["address"], 0, b"x").status_code == 404
        slices.all(documents.word())
        assert other.post(address, {"upload": here["key"]}).status_code == 422
        assert not Attachment.objects.exists()

    def test_an_upload_is_not_taken_for_another_lesson(self, cast, slices):
        key = slices.all(documents.word())
        other = LessonFactory(network=cast.network, author=cast.user("member"))
        assert slices.client.post(f"/lecciones/{other.pk}/archivos/", {"upload": key}).status_code == 422
        assert not Attachment.objects.exists()

    def test_who_lost_the_right_meanwhile_sends_nothing_more(self, cast, slices):
        here = slices.begin(documents.word()).json()
        Lesson.objects.update(author=cast.user("secretariat"), steward=cast.user("secretariat"))
        assert slices.send(here["address"], 0, b"x").status_code == 403
        assert slices.client.get(here["address"]).status_code == 403
        assert not UploadSlice.objects.exists()

    def test_only_so_many_uploads_are_under_way_at_once(self, cast, slices):
        for number in range(7):
            slices.begin(b"x" * 10, f"{number}.pdf")
        assert {*Upload.objects.values_list("name", flat=True)} == {f"{number}.pdf" for number in range(2, 7)}

    def test_what_nobody_went_on_with_goes_after_a_week(self, slices):
        content = documents.word()
        here = slices.begin(content).json()
        slices.send(here["address"], 0, content[:100])
        clear_files()
        assert Upload.objects.exists()
        Upload.objects.update(expires_at=now())
        assert slices.client.get(here["address"]).status_code == 404
        assert slices.begin(content).json()["offset"] == 0
        Upload.objects.update(expires_at=now())
        clear_files()
        assert not UploadSlice.objects.exists()

    def test_a_slice_needs_the_token_of_the_form(self, cast, slices):
        from django.test import Client

        here = slices.begin(b"x" * 10).json()
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(cast.user("member"), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert Slices(strict, slices.address).send(here["address"], 0, b"x").status_code == 403
        assert not UploadSlice.objects.exists()

    def test_an_unknown_key_is_not_found(self, slices, address):
        assert slices.client.get(f"{address}subidas/{uuid.uuid4()}/").status_code == 404
        answer = slices.client.post(address, {"upload": str(uuid.uuid4())})
        assert "ya no está" in said(answer)
