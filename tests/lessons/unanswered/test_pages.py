"""Where words that were searched in vain are shown: on the page of gaps, on the desk, and to whoever searches them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from lessons.models import UnansweredSearch
from lessons.unanswered.models import this_week
from tests.support.cast import Cast
from tests.support.factories import LessonFactory


def page(cast: Cast, who: str, address: str) -> Any:
    return BeautifulSoup(cast.client(who).get(address).content, "html.parser").main


class TestSearchedInVain:
    @pytest.fixture(autouse=True)
    def words(self, db: None) -> None:
        for words, people in (("agua segura", 3), ("secreto de dos", 2)):
            UnansweredSearch.objects.create(words=words, week=this_week(), people=people)

    @pytest.mark.parametrize(
        ("who", "address"),
        [("anonymous", "/vacios/"), ("member", "/vacios/"), ("secretariat", "/redes/propia/secretaria/")],
    )
    def test_shows_those_of_three_people(self, cast: Cast, who: str, address: str):
        _network = cast.network
        shown = page(cast, who, address)
        assert shown.find("a", href="/lecciones/?q=agua%20segura&again=1")["rel"] == ["nofollow"]
        assert "secreto" not in shown.get_text()
        assert len(shown.select("#unanswered ~ ul a[href='/lecciones/nueva/']")) == (who != "anonymous")

    def test_says_nothing_where_there_is_nothing(self, cast: Cast):
        UnansweredSearch.objects.update(people=2)
        assert page(cast, "member", "/vacios/").find(id="unanswered") is None


class TestNothingFound:
    def said(self, cast: Cast, who: str = "member", **asked: str) -> Any:
        return page(cast, who, reverse("lessons:lessons", query=asked)).select_one("#results .empty")

    def test_says_what_was_not_found(self, cast: Cast):
        said = self.said(cast, q="xyzzy <b>")
        assert "dice todavía «xyzzy <b>»" in said.get_text()
        assert [link["href"] for link in said.find_all("a")] == ["/lecciones/", "/lecciones/nueva/?"]

    def test_brings_along_what_was_chosen(self, cast: Cast):
        _network = cast.network
        said = self.said(cast, q="xyzzy", network="propia", page="1")
        assert "Con estos filtros" in said.get_text()
        hrefs = [link["href"] for link in said.find_all("a")]
        assert hrefs == ["/lecciones/?q=xyzzy", "/lecciones/nueva/?network=propia"]

    def test_without_words_speaks_of_the_filters(self, cast: Cast):
        assert "con estos filtros" in self.said(cast, result="partly").get_text()

    def test_names_what_comes_nearest(self, cast: Cast):
        LessonFactory(title="El presupuesto participativo", visibility="public", published=True)
        results = page(cast, "member", "/lecciones/?q=presupueto").select_one("#results")
        assert "dice todavía «presupueto». Estas son las más cercanas" in " ".join(results.get_text().split())
        assert results.select_one(".cards a").get_text() == "El presupuesto participativo"
        assert self.said(cast, q="presupueto") is None

    def test_is_not_said_where_something_was_found(self, cast: Cast):
        LessonFactory(title="El agua", visibility="public", published=True)
        assert self.said(cast, q="agua") is None

    def test_offers_no_lesson_to_whoever_may_not_write_one(self, cast: Cast):
        assert "/nueva/" not in str(self.said(cast, "anonymous", q="xyzzy"))
