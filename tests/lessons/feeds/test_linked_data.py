"""The page of a public lesson tells search engines what it is: for visitors alone, in words that end no element."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from lessons.models import Lesson, LessonFinding
from tests.support.cast import Cast
from tests.support.factories import FindingFactory, LessonFactory
from tests.support.htmx import soup


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    lesson: Lesson = LessonFactory(
        network=cast.network, author=cast.user("member"), title="Pedir la cita", published=True, visibility="public"
    )
    return lesson


def told(lesson: Lesson, client: Client | None = None, language: str = "") -> dict[str, Any] | None:
    page = soup((client or Client()).get(f"{language}/lecciones/{lesson.pk}/"))
    found = [json.loads(each.string) for each in page.select("script[type='application/ld+json']")]
    return found[0] if found else None


def test_it_is_an_article_to_learn_from(cast: Cast, lesson: Lesson, settings):
    settings.SITE_URL = "https://memoria.example"
    LessonFinding.objects.create(lesson=lesson, finding=FindingFactory(code="C1", text_es="Cambian los ministros"))
    data = told(lesson)
    assert data is not None
    assert (data["@type"], data["additionalType"]) == ("Article", "https://schema.org/LearningResource")
    assert (data["headline"], data["inLanguage"]) == ("Pedir la cita", "es")
    assert data["url"] == f"https://memoria.example/lecciones/{lesson.pk}/"
    assert data["author"] == data["publisher"]
    assert data["author"]["name"] == "Propia"
    assert data["about"] == ["Cambian los ministros"]
    assert data["datePublished"] <= data["dateModified"]
    assert cast.user("member").name not in json.dumps(data)


@pytest.mark.parametrize("who", ["member", "admin", "no_network"])
def test_who_signed_in_is_not_told(cast: Cast, lesson: Lesson, who: str):
    assert told(lesson, cast.client(who)) is None
    assert told(lesson)


@pytest.mark.parametrize("visibility", [level for level in Lesson.Visibility.values if level != "public"])
def test_of_a_lesson_for_fewer_nothing_is_told(cast: Cast, visibility: str):
    lesson = LessonFactory(network=cast.network, author=cast.user("member"), visibility=visibility, published=True)
    for who in ("anonymous", "member"):
        assert told(lesson, cast.client(who)) is None


def test_hostile_words_end_no_element(lesson: Lesson):
    words = "</script><script>alert(1)</script><!-- &amp; 🫠"
    Lesson.objects.update(title=words, recommendation=words + "\u2028")
    answer = Client().get(f"/lecciones/{lesson.pk}/")
    data = told(lesson)
    assert data is not None
    assert data["headline"] == words
    assert "<script>alert" not in answer.content.decode()
    assert "nonce" not in answer["Content-Security-Policy"]


def test_a_lesson_from_a_source_names_it_and_no_network(db):
    lesson = LessonFactory(
        network=None,
        author=None,
        speaker="Voces de la sierra",
        from_source="read",
        sources="Voces, 2019. https://ejemplo.example/voces.pdf, p. 3",
        visibility="public",
        published_at=now(),
    )
    data = told(lesson)
    assert data is not None
    url = "https://ejemplo.example/voces.pdf"
    assert data["isBasedOn"] == {"@type": "CreativeWork", "name": "Voces de la sierra", "url": url}
    assert data["author"]["name"] == data["publisher"]["name"] == "Memoria Viva"
