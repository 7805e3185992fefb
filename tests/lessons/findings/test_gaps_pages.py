"""What is missing, as a page and as a table; and the form that it leads to."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import Sector
from tests.support.factories import FindingFactory, LessonFactory, RegionFactory
from tests.support.htmx import soup

# Findings, departments, sectors, and the lessons of each; the sources; what was searched in vain.
QUERIES = 6


@pytest.fixture
def rows(db):
    FindingFactory(number=1)
    RegionFactory(code="08", slug="cusco", name="Cusco", poverty_source_urls=["https://www.gob.pe/inei"])
    Sector.objects.get_or_create(slug="salud", defaults={"name_es": "Salud", "name_en": "Health"})


def table(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


class TestPage:
    def test_leads_who_may_write_to_the_form(self, cast, rows):
        links = soup(cast.client("member").get("/vacios/")).select("th a[href*='nueva']")
        assert {link["href"] for link in links} >= {
            "/lecciones/nueva/?finding=C1",
            "/lecciones/nueva/?region=cusco",
            "/lecciones/nueva/?sector=salud",
        }
        for who in ("anonymous", "observer"):
            assert not soup(cast.client(who).get("/vacios/")).select("tbody a")

    @pytest.mark.parametrize(("query", "kinds"), [("kind=sector", ["sector"]), ("kind=zz&state=%00", None)])
    def test_is_narrowed_by_its_address(self, cast, rows, query, kinds):
        page = soup(cast.client("anonymous").get(f"/vacios/?{query}"))
        shown = [part["aria-labelledby"] for part in page.select("main section:not(.help)")]
        assert shown == (kinds or ["challenge", "department", "sector"])

    def test_each_number_is_that_of_the_rows_it_leads_to(self, cast, rows):
        client = cast.client("anonymous")
        for link in soup(client.get("/vacios/")).select(".chips a"):
            shown = soup(client.get(f"/vacios/{link['href']}")).select("tbody tr")
            assert len(shown) == int(link.select_one(".tally").get_text())

    def test_where_lessons_are_old_they_are_listed(self, cast, rows, published):
        published.stances.create(finding=FindingFactory(code="C1"))
        type(published).objects.update(published_at="2020-01-01T00:00Z")
        client = cast.client("observer")
        [link] = soup(client.get("/vacios/")).select("td a[href='/lecciones/?finding=C1']")
        assert client.get(link["href"]).context["page"].paginator.count == int(link.get_text(strip=True).split()[0])

    def test_names_its_sources(self, cast, rows):
        assert soup(cast.client("anonymous").get("/vacios/")).select_one("a[href='https://www.gob.pe/inei']")

    @pytest.mark.parametrize("number", [1, 20])
    def test_the_number_of_queries_does_not_grow(self, cast, rows, number):
        LessonFactory.create_batch(number, network=cast.network, published=True, visibility="public")
        for row in range(2, number):
            FindingFactory(number=row)
        with CaptureQueriesContext(connection) as queries:
            cast.client("anonymous").get("/vacios/")
        assert len(queries) == QUERIES


class TestTable:
    def test_says_what_the_page_says(self, cast, rows):
        heading, *lines = table(cast.client("anonymous").get("/vacios/tabla.csv?kind=department"))
        assert len(heading) == 6
        assert [line[1:4] for line in lines] == [["cusco", "Cusco", "0"]]

    def test_tells_nobody_of_what_they_may_not_read(self, cast, rows, published):
        published.stances.create(finding=FindingFactory(code="C1"))
        type(published).objects.update(visibility="own_network", published_at="2020-01-01T00:00Z")
        for who, number in (("anonymous", "0"), ("observer", "1")):
            [line] = table(cast.client(who).get("/vacios/tabla.csv?kind=challenge"))[1:]
            assert line[3] == number


class TestForm:
    def test_has_chosen_what_the_address_asks_for(self, cast, rows):
        page = soup(cast.client("member").get("/lecciones/nueva/?finding=C1&sector=salud"))
        [chosen] = page.select("[name=supports][checked]")
        assert chosen["value"] == str(FindingFactory(code="C1").pk)
        assert page.select_one("[name=sector] [selected]").get_text(strip=True) == "Salud"

    @pytest.mark.parametrize("query", ["finding=zz&sector=zz", "finding=%00&sector=%00", "finding=&sector="])
    def test_passes_over_what_is_not_there(self, cast, rows, query):
        page = soup(cast.client("member").get(f"/lecciones/nueva/?{query}"))
        assert not page.select("[name=supports][checked]")
