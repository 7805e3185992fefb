"""Who may open each page: test_permission_matrix.py."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from PIL import Image

from lessons.files import uploads
from lessons.models import Lesson, Photo, Upload
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.files.pictures import as_file, bomb, from_phone, halves, opened, sent
from tests.support.htmx import soup

SEEN = "Dos mitades, una roja y una azul"


def kept() -> list[dict[str, Any]]:
    return [{**row, "small": bytes(row["small"]), "large": bytes(row["large"])} for row in Photo.objects.values()]


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    return LessonFactory(network=cast.network, author=cast.user("member"), published=True)


@pytest.fixture
def edit(lesson: Lesson) -> str:
    return f"/lecciones/{lesson.pk}/foto/"


@pytest.fixture
def photo(lesson: Lesson) -> Photo:
    encoded = as_file(halves(64, 48), "WEBP").getvalue()
    return Photo.objects.create(lesson=lesson, alt=SEEN, small=encoded, large=encoded, width=64, height=48)


class TestAdd:
    def test_a_photograph_is_developed_and_shown_in_the_lesson(self, cast, lesson, edit):
        client = cast.client("member")
        response = client.post(edit, {"file": sent(), "alt": SEEN}, follow=True)
        assert response.redirect_chain == [(f"/lecciones/{lesson.pk}/", 302)]
        image = soup(response).select_one("figure.photo img")
        assert (image["alt"], image["width"], image["height"], image["loading"]) == (SEEN, "640", "480", "lazy")
        for address in (image["src"], image.find_parent("a")["href"]):
            shown = client.get(address)
            assert shown.status_code == 200
            assert opened(shown.content).format == "WEBP"
            assert b"Rosa" not in shown.content

    def test_another_takes_its_place(self, cast, photo, edit):
        cast.client("member").post(edit, {"file": sent(), "alt": "Otra cosa"})
        [now] = kept()
        assert (now["alt"], now["width"]) == ("Otra cosa", 640)
        assert now["added_at"] > photo.added_at

    def test_only_the_words_can_change(self, cast, photo, edit):
        [before] = kept()
        cast.client("member").post(edit, {"alt": "Mejor dicho"})
        [after] = kept()
        assert after == {**before, "alt": "Mejor dicho", "added_at": after["added_at"]}

    def test_it_can_be_removed(self, cast, lesson, photo, edit):
        response = cast.client("member").post(edit, {"then": "remove"}, follow=True)
        assert kept() == []
        assert soup(response).select(".photo") == []
        assert Lesson.objects.filter(pk=lesson.pk).exists()

    def test_removing_it_twice_is_no_error(self, cast, edit):
        assert cast.client("member").post(edit, {"then": "remove"}).status_code == 302

    def test_the_page_of_the_lesson_leads_there_whom_it_lets_in(self, cast, lesson, edit):
        def leads(who: str) -> bool:
            return bool(soup(cast.client(who).get(f"/lecciones/{lesson.pk}/")).select(f"a[href='{edit}']"))

        assert [who for who in ("member", "secretariat", "observer", "other_member") if leads(who)] == [
            "member",
            "secretariat",
        ]


class TestRefused:
    @pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
    @pytest.mark.parametrize("there_is_one", [False, True])
    @pytest.mark.parametrize(
        ("fields", "field", "says"),
        [
            ({"file": sent, "alt": ""}, "alt", ""),
            ({"file": sent, "alt": "x" * 201}, "alt", "200"),
            ({"file": sent, "alt": "a\x00b"}, "alt", ""),
            ({"file": lambda: sent(b"Hola"), "alt": SEEN}, "file", "JPEG"),
            ({"file": lambda: sent(b"<svg onload='alert(1)'/>", "a.png", "image/png"), "alt": SEEN}, "file", "JPEG"),
            ({"file": lambda: sent(b""), "alt": SEEN}, "file", ""),
            ({"file": lambda: sent(bomb(10_000, 10_000).getvalue()), "alt": SEEN}, "file", "50"),
            ({"file": lambda: sent(bytes(12 * 1024 * 1024 + 1)), "alt": SEEN}, "file", "12 MB"),
            ({"file": lambda: sent(bytes(20 * 1024 * 1024)), "alt": SEEN}, "file", "12 MB"),
        ],
        ids=["undescribed", "long", "nul", "text", "svg", "empty", "bomb", "heavy", "heavier-than-is-kept"],
    )
    def test_it_is_said_at_the_field_and_nothing_changes(self, request, cast, edit, there_is_one, fields, field, says):
        if there_is_one:
            request.getfixturevalue("photo")
        before = kept()
        typed = {name: value() if callable(value) else value for name, value in fields.items()}
        response = cast.client("member").post(edit, typed)
        assert response.status_code == 422
        page = soup(response)
        assert says in page.select_one(f"#id_{field}_error").get_text()
        assert page.select_one(f"#id_{field}")["aria-invalid"] == "true"
        if field == "file":
            assert page.select_one("#id_alt")["value"] == SEEN
        assert kept() == before

    def test_the_first_one_needs_a_file(self, cast, edit):
        response = cast.client("member").post(edit, {"alt": SEEN})
        assert response.status_code == 422
        assert soup(response).select_one("#id_file_error")
        assert kept() == []

    @pytest.mark.parametrize(("who", "status"), [("observer", 403), ("other_member", 403), ("no_network", 404)])
    @pytest.mark.parametrize("body", [{"then": "remove"}, {"alt": "Borrada"}])
    def test_whoever_may_not_write_the_lesson_changes_nothing(self, cast, photo, edit, who, status, body):
        before = kept()
        assert cast.client(who).post(edit, body).status_code == status
        assert kept() == before


class TestServed:
    @pytest.mark.parametrize(
        ("visibility", "reader", "stranger", "cache"),
        [
            ("own_network", "observer", "other_member", "private, no-store"),
            ("all_networks", "other_member", "no_network", "private, no-store"),
            ("public", "anonymous", None, "private, max-age=604800, immutable"),
            ("public", "member", None, "private, max-age=604800, immutable"),
        ],
    )
    def test_to_whom_the_lesson_is(self, cast, lesson, photo, visibility, reader, stranger, cache):
        Lesson.objects.filter(pk=lesson.pk).update(visibility=visibility)
        Photo.objects.update(agreed_at=now())  # who added it lets those see it too
        address = f"/lecciones/{lesson.pk}/foto/small.webp?v={photo.version}"
        shown = cast.client(reader).get(address)
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
        assert shown.content == bytes(photo.small)
        assert shown["Cache-Control"] == cache
        assert (shown["X-Content-Type-Options"], shown["Content-Security-Policy"]) == ("nosniff", "sandbox")
        for outsider in filter(None, {stranger, "anonymous" if visibility != "public" else None}):
            assert cast.client(outsider).get(address).status_code == 404

    def test_no_browser_keeps_what_a_smaller_circle_was_shown(self, cast, lesson, photo):
        Lesson.objects.filter(pk=lesson.pk).update(visibility="public")
        address = f"/lecciones/{lesson.pk}/foto/small.webp?v={photo.version}"
        assert cast.client("observer").get(address)["Cache-Control"] == "private, no-store"
        assert cast.client("anonymous").get(address).status_code == 404

    def test_of_a_draft_only_to_its_writers(self, cast, lesson, photo):
        draft = LessonFactory(network=cast.network, author=cast.user("member"), visibility="public")
        Photo.objects.filter(lesson=lesson).update(lesson=draft)
        address = f"/lecciones/{draft.pk}/foto/large.webp?v={photo.version}"
        statuses = {who: cast.client(who).get(address).status_code for who in ("member", "observer", "anonymous")}
        assert statuses == {"member": 200, "observer": 404, "anonymous": 404}
        assert cast.client("member").get(address)["Cache-Control"].startswith("private")

    @pytest.mark.parametrize("query", ["", "?v=", "?v=20200101"])
    def test_under_an_old_address_browsers_ask_again(self, cast, lesson, photo, query):
        Lesson.objects.filter(pk=lesson.pk).update(visibility="public")
        Photo.objects.update(agreed_at=now())
        response = cast.client("anonymous").get(f"/lecciones/{lesson.pk}/foto/small.webp{query}")
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-cache"

    def test_the_address_changes_with_the_photograph(self, cast, lesson, photo, edit):
        client = cast.client("member")
        before = soup(client.get(f"/lecciones/{lesson.pk}/")).select_one(".photo img")["src"]
        client.post(edit, {"file": sent(), "alt": SEEN})
        after = soup(client.get(f"/lecciones/{lesson.pk}/")).select_one(".photo img")["src"]
        assert before != after
        assert re.sub(r"\?.*", "", before) == re.sub(r"\?.*", "", after)

    @pytest.mark.parametrize("size", ["huge", "added_at", "..%2fsmall"])
    def test_in_no_other_size(self, cast, lesson, photo, size):
        assert cast.client("member").get(f"/lecciones/{lesson.pk}/foto/{size}.webp").status_code == 404

    def test_a_lesson_without_a_photograph_serves_none(self, cast, lesson):
        assert cast.client("member").get(f"/lecciones/{lesson.pk}/foto/small.webp").status_code == 404

    def test_a_list_of_lessons_does_not_fetch_it(self, cast, lesson, photo):
        with CaptureQueriesContext(connection) as queries:
            cast.client("member").get("/lecciones/")
            cast.client("member").get(f"/lecciones/{lesson.pk}/")
        fetched = [query["sql"] for query in queries if '"lessons_photo"."' in query["sql"]]
        assert fetched  # that of the lesson's own page
        assert not [sql for sql in fetched if '"large"' in sql or '"small"' in sql]


def test_a_picture_that_is_no_photograph_of_a_phone(cast, lesson, edit):
    """A transparent drawing, as a screenshot or a logo is."""
    drawing = as_file(Image.new("RGBA", (300, 200), (0, 0, 0, 0)), "PNG").getvalue()
    cast.client("member").post(edit, {"file": sent(drawing, "logo.png", "image/png"), "alt": "Nada"})
    [row] = kept()
    assert min(opened(row["large"]).convert("RGB").getpixel((5, 5))) > 250


class TestInSlices:
    """As a phone sends it that made it small: the form of the page ends it."""

    @pytest.fixture
    def begun(self, cast: Cast, lesson: Lesson) -> Upload:
        return self.come(cast, lesson, from_phone(halves(640, 480)).getvalue())

    def come(self, cast: Cast, lesson: Lesson, content: bytes, *, whole: bool = True) -> Upload:
        size = len(content) + (0 if whole else 1)
        upload = uploads.begin(lesson, by=cast.user("member"), name="IMG_0001.jpg", size=size, mark="1")
        assert uploads.take(upload, offset=0, content=content)
        return upload

    def test_it_is_developed_and_what_came_goes(self, cast, begun, edit):
        answer = cast.client("member").post(edit, {"upload": begun.key, "alt": SEEN})
        assert (answer.status_code, kept()[0]["width"], Upload.objects.count()) == (302, 640, 0)

    def test_its_words_that_are_missing_are_asked_for_and_it_stays(self, cast, begun, edit):
        answer = cast.client("member").post(edit, {"upload": begun.key, "alt": ""})
        assert (answer.status_code, kept(), Upload.objects.count()) == (422, [], 1)

    @pytest.mark.parametrize("whole", [True, False])
    def test_what_is_no_photograph_or_not_whole_is_refused(self, cast, lesson, edit, whole):
        begun = self.come(cast, lesson, b"<html>" if whole else from_phone(halves(64, 48)).getvalue(), whole=whole)
        answer = cast.client("member").post(edit, {"upload": begun.key, "alt": SEEN})
        assert (answer.status_code, kept(), Upload.objects.count()) == (422, [], 0)
        assert soup(answer).select_one("#id_file_error").get_text()

    def test_nobody_ends_what_somebody_else_began(self, cast, begun, edit):
        answer = cast.client("secretariat").post(edit, {"upload": begun.key, "alt": SEEN})
        assert (answer.status_code, kept(), Upload.objects.count()) == (422, [], 1)
