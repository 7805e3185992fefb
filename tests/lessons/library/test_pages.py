"""Wherever a lesson from a published source stands, it says so: it is nobody's voice."""

from typing import Any

import pytest
from django.utils.timezone import now
from django.utils.translation import override

from digests.delivery.deliver import _by_network
from lessons.experience.citing import citation_of
from lessons.experience.exchange import activity_of, exchange_for
from lessons.models import Lesson, LibraryEntry
from lessons.pictures import quipu
from lessons.pictures.quipu_words import of_cord
from lessons.printouts.learning_pack import _facts
from lessons.relations.forms import _name
from networks.models import Network
from tests.support.cast import Cast
from tests.support.factories import CorroborationFactory, FindingFactory, LessonFactory
from tests.support.htmx import soup

TITLE = "CARE Perú, «Informe de la campaña»"
SAYS, READS = "De una fuente publicada", "De una fuente publicada, según nuestra lectura"
BOTH = pytest.mark.parametrize(("origin", "label"), [("said", SAYS), ("read", READS)])


def from_source(origin: str = "said", about: Network | None = None, **fields: Any) -> Lesson:
    nobodys = {"network": None, "author": None, "visibility": "public", "speaker": TITLE, "sources": TITLE}
    lesson = LessonFactory(published_at=now(), from_source=origin, **nobodys | fields)
    LibraryEntry.objects.create(lesson=lesson, organisations=["CARE Perú"], about=about)
    return lesson


def words_of(client: Any, address: str) -> str:
    return " ".join(soup(client.get(address)).get_text(" ").split())


class TestLabels:
    @BOTH
    def test_on_its_card(self, cast: Cast, origin: str, label: str):
        lesson = from_source(origin)
        card = soup(cast.client("anonymous").get("/lecciones/")).select_one("article.card")
        assert lesson.title in card.get_text()
        assert [badge.get_text(strip=True) for badge in card.select(".badge")][-1:] == [label]

    @BOTH
    def test_in_citation_table_pack_and_digest(self, cast: Cast, origin: str, label: str):
        lesson = from_source(origin)
        with override("es"):
            assert f"{label}: {TITLE}" in citation_of(lesson, "es")
            assert dict(_facts(lesson))["Quién lo dice"] == f"{label}: {TITLE}"
            lesson.found_by = None  # by no saved search: as a digest knows it
            assert [heading for heading, _items in _by_network([lesson])] == [label]
            assert f"{label}: {TITLE}" in _name(lesson)
        table = cast.client("anonymous").get("/lecciones.csv").content.decode()
        assert f"{label}: {TITLE}" in table

    def test_on_the_cord_of_the_quipu_that_is_the_librarys_own(self, cast: Cast):
        from_source(happened_on="2019-01-01")
        cords = quipu.of(cast.user("member")).cords
        with override("es"):
            assert [of_cord(cord) for cord in cords if cord.total] == ["Fuentes publicadas"]

    def test_when_its_event_was_is_not_known_it_hangs_at_no_time(self, cast: Cast):
        from_source(happened_on=None)
        picture = quipu.of(cast.user("member"))
        assert (picture.total, picture.undated, [cord.total for cord in picture.cords if cord.total]) == (1, 1, [])
        home = words_of(cast.client("anonymous"), "/")
        assert "1 lección que puedes leer" in home
        assert "1 lección no cuelga de ninguna cuerda" in home

    def test_a_finding_quotes_it_as_what_it_is(self, cast: Cast):
        finding = FindingFactory(code="C1", kind="challenge")
        other = FindingFactory(code="P1", kind="best_practice")
        lesson = from_source("read", result="worked")
        for each in (finding, other):
            lesson.stances.create(finding=each)
        assert f"{READS}: {TITLE}" in words_of(cast.client("anonymous"), "/hallazgos/C1/")


class TestPage:
    def test_says_that_insight_and_recommendation_are_our_reading(self, cast: Cast):
        lesson = from_source("read", insight="Conviene medir.", recommendation="Mide antes.")
        page = soup(cast.client("anonymous").get(lesson.get_absolute_url()))
        ours = [
            each.find_parent("section").get_text(" ") for each in page.find_all(string="Nuestra lectura de la fuente")
        ]
        assert ["Mide antes." in text or "Conviene medir." in text for text in ours] == [True, True]

    def test_says_of_no_text_that_it_is_our_reading_where_the_source_draws_the_lesson(self, cast: Cast):
        page = words_of(cast.client("anonymous"), from_source("said").get_absolute_url())
        assert "la lección es de la propia fuente" in page
        assert "Nuestra lectura" not in page

    def test_tells_of_the_source_by_its_title_and_of_the_event_by_its_year(self, cast: Cast):
        page = words_of(cast.client("anonymous"), from_source(happened_on="2019-01-01").get_absolute_url())
        assert f"Fuente publicada {TITLE} De qué organizaciones habla CARE Perú" in page
        assert "Cuándo pasó 2019 " in page
        assert "enero" not in page

    def test_is_as_strong_as_the_voices_that_confirm_it(self, cast: Cast):
        lesson = from_source()
        CorroborationFactory(lesson=lesson, network=cast.network)
        lesson.refresh_from_db()
        assert lesson.confirming + len(lesson.confirming_voices) == 1


class TestNetwork:
    def test_shows_what_is_written_about_it_apart_from_its_own(self, cast: Cast):
        lesson = from_source(about=cast.network)
        page = soup(cast.client("anonymous").get(cast.network.get_absolute_url()))
        section = page.select_one("[aria-labelledby=written]")
        assert section.h2.get_text(" ", strip=True) == f"Escrito sobre {cast.network.name}"
        assert lesson.title in section.get_text()
        assert lesson.title not in page.select_one("[aria-labelledby=lessons]").get_text()

    def test_shows_what_may_be_useful_to_it(self, cast: Cast):
        lesson = from_source()
        lesson.entry.useful_to.add(cast.network)
        assert lesson.title in words_of(cast.client("anonymous"), cast.network.get_absolute_url())

    def test_says_nothing_of_sources_where_there_are_none(self, cast: Cast):
        from_source()
        assert not soup(cast.client("anonymous").get(cast.network.get_absolute_url())).select(
            "[aria-labelledby=written]"
        )

    def test_is_given_no_lesson_and_no_voice_by_what_is_written_about_it(self, cast: Cast):
        from_source(about=cast.network)
        reader = cast.user("member")
        ((_network, activity),) = activity_of([cast.network], reader)
        assert activity.tally.total == 0
        assert {*exchange_for(cast.network, reader).counts.values()} == {0}


class TestLibrary:
    def test_lists_all_with_the_newest_event_first_and_those_of_no_known_year_last(self, cast: Cast):
        years = {None: "sin año", "2011-01-01": "vieja", "2022-01-01": "nueva"}
        for day, title in years.items():
            from_source(happened_on=day, title=title)
        LessonFactory(published=True, visibility="public", title="de una red")
        titles = [
            each.get_text(strip=True)
            for each in soup(cast.client("anonymous").get("/fuentes-publicadas/")).select("article h3")
        ]
        assert titles == ["nueva", "vieja", "sin año"]

    def test_does_not_show_one_that_an_admin_hid(self, cast: Cast):
        lesson = from_source()
        by = cast.user("admin")
        Lesson.objects.filter(pk=lesson.pk).update(taken_down_at=now(), taken_down_by=by, take_down_reason="Está mal.")
        assert lesson.title not in words_of(cast.client("anonymous"), "/fuentes-publicadas/")
