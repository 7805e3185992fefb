"""A card or a voice is drawn once, and anew whenever something that it shows is another."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from lessons.experience.queries import voices_of
from lessons.experience.strength import cards_of
from lessons.models import Application, Corroboration, Lesson
from lessons.templatetags import drawn as tags
from networks.models import Network
from tests.support.cast import Cast
from tests.support.factories import LessonFactory, RegionFactory, UserFactory


def drawn(lesson: Lesson) -> str:
    [read] = cards_of([lesson.pk])
    return tags.card(read)


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    lesson = LessonFactory(network=cast.network, visibility="public", published=True, result="worked", title="Visitar")
    lesson.regions.add(RegionFactory(code="08", slug="cusco", name="Cusco"))
    return lesson


def test_it_is_drawn_once_while_it_shows_the_same(lesson: Lesson) -> None:
    first, before = drawn(lesson), tags._drawn._drawn.cache_info()
    assert drawn(lesson) == first
    after = tags._drawn._drawn.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)


CHANGES: list[tuple[Any, str]] = [
    (lambda lesson: Lesson.objects.filter(pk=lesson.pk).update(title="Escribir"), "Escribir"),
    (lambda lesson: Lesson.objects.filter(pk=lesson.pk).update(review_on="2020-01-01"), "Por verificar"),
    (lambda lesson: Network.objects.filter(pk=lesson.network_id).update(name="Red de otro nombre"), "otro nombre"),
    (lambda lesson: lesson.regions.set([RegionFactory(code="21", slug="puno", name="Puno")]), "Puno"),
    (
        lambda lesson: Corroboration.objects.create(
            lesson=lesson, network=LessonFactory().network, by=UserFactory(), stance="confirms", text="Así fue."
        ),
        "confirma",
    ),
]


@pytest.mark.parametrize(("change", "shown"), CHANGES)
def test_it_is_drawn_anew_when_what_it_shows_changes(lesson: Lesson, change: Any, shown: str) -> None:
    with override("es"):
        assert shown not in drawn(lesson)
        change(lesson)
        assert shown in drawn(lesson)


def test_each_language_has_its_own(lesson: Lesson) -> None:
    with override("es"):
        assert "Funcionó" in drawn(lesson)
    with override("en"):
        assert "It worked" in drawn(lesson)
    with override("es"):
        assert "Funcionó" in drawn(lesson)


def voice_of(lesson: Lesson, reader: Any) -> str:
    return " ".join(tags.voice(each) for each in voices_of(lesson, reader, 1, 1).shown)


def test_a_voice_is_drawn_for_each_reader_as_they_may_see_it(cast: Cast, lesson: Lesson) -> None:
    who = cast.user("other_member")
    Application.objects.create(
        lesson=lesson, network=cast.other_network, by=who, text="La usamos en Piura.", result="worked", used_on=None
    )
    for reader, sees_name, may_correct in (
        (who, True, True),
        (AnonymousUser(), False, False),
        (cast.user("admin"), True, False),
        (who, True, True),
    ):
        shown = voice_of(lesson, reader)
        assert "La usamos en Piura." in shown
        assert ((str(who) in shown), ("Contar el resultado" in shown)) == (sees_name, may_correct)


def test_a_voice_is_drawn_anew_when_its_network_has_another_name(cast: Cast, lesson: Lesson) -> None:
    Corroboration.objects.create(
        lesson=lesson, network=cast.other_network, by=cast.user("other_member"), stance="confirms", text="Así fue."
    )
    assert "Red de otro nombre" not in voice_of(lesson, AnonymousUser())
    Network.objects.filter(pk=cast.other_network.pk).update(name="Red de otro nombre")
    assert "Red de otro nombre" in voice_of(lesson, AnonymousUser())
