"""What a network gave and what it took: the lists are as long as they say. Who may open it: the permission matrix."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from tests.support.factories import ApplicationFactory, CorroborationFactory, LessonFactory, OrganisationFactory
from tests.support.htmx import soup

ADDRESS = "/redes/propia/intercambio/"


@pytest.fixture
def exchanged(cast) -> None:
    """Its lesson, used and confirmed by the other network; the other's, contested by it."""
    its = LessonFactory(title="Suya", network=cast.network, published=True, visibility="public")
    others = LessonFactory(title="Ajena", network=cast.other_network, published=True, visibility="public")
    by = {"network": cast.other_network, "organisation": OrganisationFactory(name="Casa Rural")}
    CorroborationFactory(lesson=its, **by)
    ApplicationFactory.create_batch(2, lesson=its, result="failed", for_what="Un plan", **by)
    ApplicationFactory(lesson=others, network=cast.network, withdrawn_at=now())
    CorroborationFactory(lesson=others, network=cast.network, stance="differs")


def rows(page) -> list[str]:
    return [link.get_text(strip=True) for link in page.select("main .rows > li > a")]


class TestExchange:
    def test_lists_are_as_long_as_they_say(self, cast, exchanged):
        client = cast.client("anonymous")
        links = soup(client.get(ADDRESS)).select(".answers a")
        found = {link["href"].partition("=")[2]: (int(link.b.get_text()), link["href"]) for link in links}
        assert set(found) == {"gave_confirms", "gave_used", "took_differs"}
        for number, href in found.values():
            assert len(rows(soup(client.get(ADDRESS + href)))) == number == 1

    def test_a_use_is_listed_with_whose_it_is_and_its_result(self, cast, exchanged):
        item = soup(cast.client("anonymous").get(f"{ADDRESS}?list=gave_used")).select_one("main .rows > li")
        assert len(item.select(".badge.failed")) == 2
        assert "Casa Rural" in item.get_text()
        assert item.select_one(".strength .used")

    @pytest.mark.parametrize("query", ["?list=zz", "?list=", "?page=99"])
    def test_what_makes_no_sense_shows_the_first(self, cast, exchanged, query):
        assert rows(soup(cast.client("anonymous").get(ADDRESS + query))) == ["Suya"]

    def test_a_lesson_that_one_may_not_read_is_not_listed(self, cast):
        lesson = LessonFactory(network=cast.network, published=True, visibility="own_network", title="Secreta")
        CorroborationFactory(lesson=lesson, network=cast.other_network)
        for who, number in (("anonymous", 0), ("member", 1)):
            client = cast.client(who)
            assert len(rows(soup(client.get(ADDRESS)))) == number
            table = b"".join(client.get("/redes/propia/intercambio.csv")).decode()
            assert ("Secreta" in table) is bool(number)

    def test_the_exchange_comes_as_a_table(self, cast, exchanged):
        answer = cast.client("anonymous").get("/redes/propia/intercambio.csv")
        table = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
        assert len(table) == 4
        assert [row["Para qué"] for row in table if row["Resultado"]] == ["Un plan"] * 2

    @pytest.mark.parametrize("many", [3, 15])
    def test_queries_do_not_grow(self, cast, many):
        for _ in range(many):
            lesson = LessonFactory(network=cast.network, published=True, visibility="public")
            CorroborationFactory.create_batch(2, lesson=lesson)
        client = cast.client("anonymous")
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        # The network; what it gave and took; how many lessons, those on the page, and what was said of them.
        assert len(queries) == 5
