"""What a link shows when it is sent to somebody: of a lesson that all may read, and of no other."""

from itertools import product
from typing import Any

import pgtrigger
import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse

from lessons.models import TEXT_FIELDS, Lesson, Photo
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import LessonFactory
from tests.support.htmx import soup

# A word that is nowhere else, in each text.
MARKED = {name: f"Palabra{number}zzq y algo más." for number, name in enumerate((*TEXT_FIELDS, "sources"))}
MARKER = "zzq"
STATES = list(product(Lesson.Visibility.values, [True, False]))  # visibility, whether it is published
NAMES = ("description", "og:title", "og:description", "og:url", "og:type", "og:locale", "og:image", "twitter:card")


def lesson_of(cast: Cast, visibility: str, *, published: bool, **fields: Any) -> Lesson:
    lesson: Lesson = LessonFactory(
        network=cast.network, author=cast.user("member"), visibility=visibility, published=published, **MARKED | fields
    )
    Photo.objects.create(lesson=lesson, alt=f"Retrato {MARKER}", small=b"a", large=b"a", width=1, height=1)
    return lesson


def address_of(lesson: Lesson) -> str:
    """The Spanish one, whatever language the last request was in."""
    return f"/lecciones/{lesson.pk}/"


def preview(response: HttpResponse) -> dict[str, str]:
    tags = soup(response).head.select("meta")
    found = {str(tag.get("property") or tag.get("name")): str(tag["content"]) for tag in tags if tag.get("content")}
    return {name: content for name, content in found.items() if name in NAMES}


def head_without_title(response: HttpResponse) -> str:
    head = BeautifulSoup(response.content.decode(), "html.parser").head
    assert head is not None
    assert head.title is not None
    head.title.decompose()
    return str(head)


def is_indexed(response: HttpResponse) -> bool:
    return not soup(response).head.select("meta[name=robots][content=noindex]")


@pytest.mark.parametrize(("visibility", "published"), STATES)
class TestNothingLeaks:
    def test_to_the_anonymous(self, cast, visibility, published):
        lesson = lesson_of(cast, visibility, published=published)
        response = cast.client("anonymous").get(address_of(lesson))
        if visibility == "public" and published:
            assert MARKER in response.content.decode()
            return
        assert response.status_code == 404
        assert MARKER not in response.content.decode()
        address = address_of(lesson)
        with pgtrigger.ignore("lessons.Lesson:stays_once_published"):
            lesson.delete()
        assert soup(response) == soup(cast.client("anonymous").get(address))  # as if there had never been one

    def test_by_the_head_of_a_page_somebody_may_open(self, cast, visibility, published):
        """Rights and language are apart: one of them reads it in English too."""
        lesson = lesson_of(cast, visibility, published=published)
        of_any_page = {prefix: preview(cast.client("anonymous").get(f"{prefix}/")) for prefix in ("", "/en")}
        for who, prefix in [*((who, "") for who in EVERYBODY), ("member", "/en")]:
            response = cast.client(who).get(prefix + address_of(lesson))
            if visibility == "public" and published:
                assert is_indexed(response), who
                continue
            assert MARKER not in head_without_title(response), who
            assert preview(response) == of_any_page[prefix], who
            if response.status_code == 200:
                assert not is_indexed(response), who


class TestOfAPublicLesson:
    def test_its_recommendation(self, cast, settings):
        settings.SITE_URL = "https://memoria.example"
        lesson = lesson_of(
            cast, "public", published=True, title="Pedir la «cita»", recommendation="Pide la cita.\n" * 50
        )
        shown = preview(cast.client("anonymous").get(address_of(lesson)))
        assert shown["og:title"] == "Pedir la «cita»"
        assert shown["og:description"] == shown["description"]
        assert len(shown["og:description"]) == 200
        assert shown["og:description"].startswith("Pide la cita.")
        assert shown["og:url"] == f"https://memoria.example/lecciones/{lesson.pk}/"
        assert shown["og:image"] == "https://memoria.example/static/preview.png"
        assert (shown["og:type"], shown["twitter:card"]) == ("article", "summary_large_image")

    @pytest.mark.parametrize(("language", "locale"), [("es", "es_PE"), ("en", "en_US")])
    def test_in_the_language_it_is_written_in(self, cast, language, locale):
        lesson = lesson_of(cast, "public", published=True, language=language)
        for prefix in ("", "/en"):
            assert preview(cast.client("anonymous").get(prefix + address_of(lesson)))["og:locale"] == locale

    def test_what_it_says_is_text(self, cast):
        lesson = lesson_of(cast, "public", published=True, title='"><script>alert(1)</script>')
        response = cast.client("anonymous").get(address_of(lesson))
        assert "<script>alert" not in response.content.decode()
        assert preview(response)["og:title"] == lesson.title


@pytest.mark.parametrize(("prefix", "locale"), [("", "es_PE"), ("/en", "en_US")])
def test_the_preview_of_any_other_page_is_that_of_the_product(cast, settings, prefix, locale):
    settings.SITE_URL = "https://memoria.example"
    client = cast.client("anonymous")
    shown = preview(client.get(f"{prefix}/"))
    assert set(shown) == set(NAMES)
    assert (shown["og:title"], shown["og:locale"]) == ("Memoria Viva", locale)
    assert shown["og:url"] == f"https://memoria.example{prefix}/"
    assert preview(client.get(f"{prefix}/redes/")) == preview(client.get(f"{prefix}/no-existe/")) == shown
