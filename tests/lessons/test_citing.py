"""The year of a citation."""

from datetime import UTC, date, datetime

import pytest

from lessons.citing import as_text, citation_of, considered_by
from lessons.models import Consideration
from tests.factories import LessonFactory

pytestmark = pytest.mark.django_db
IN_LIMA, IN_UTC = 2025, 2026
NEW_YEARS_EVE = datetime(2026, 1, 1, 2, 30, tzinfo=UTC)  # 21:30 in Lima


@pytest.fixture
def late(cast):
    return LessonFactory(network=cast.network, published=True, published_at=NEW_YEARS_EVE, visibility="public")


def of_the_study(happened_on):
    said = {"network": None, "author": None, "speaker": "Esperanza Castro García", "visibility": "public"}
    return LessonFactory(published_at=datetime(2026, 11, 20, tzinfo=UTC), happened_on=happened_on, **said)


@pytest.mark.parametrize("language", ["es", "en"])
def test_is_that_of_lima_as_on_the_lessons_page(cast, late, language):
    assert f", {IN_LIMA}. Memoria Viva" in citation_of(late, language)
    assert str(IN_UTC) not in citation_of(late, language).split("(")[0]
    assert "31 de diciembre de 2025" in cast.client("anonymous").get(late.get_absolute_url()).content.decode()


def test_so_it_is_in_the_list_of_what_one_considered(cast, late):
    member = cast.user("member")
    Consideration.objects.create(user=member, lesson=late, for_what="Plan 2027")
    assert f", {IN_LIMA}. Memoria Viva" in as_text(considered_by(member))


def test_what_it_was_considered_for_stands_in_the_order_of_names(cast, late):
    member, things = cast.user("member"), ["", "acta", "Ágora", "Agua", "Ñandú", "Zona"]
    for thing in reversed(things):
        Consideration.objects.create(user=member, lesson=late, for_what=thing)
    assert [group.for_what for group in considered_by(member)] == things


def test_of_a_lesson_of_the_study_is_that_of_its_event():
    assert "García, 2001. Memoria Viva" in citation_of(of_the_study(date(2001, 5, 3)), "es")


@pytest.mark.parametrize(("language", "undated"), [("es", "s. f."), ("en", "n.d.")])
def test_without_the_day_of_its_event_there_is_none(language, undated):
    line = citation_of(of_the_study(None), language)
    assert f"García, {undated} Memoria Viva" in line
    assert "2026" not in line.split("(")[0]
