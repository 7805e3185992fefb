"""The page of a challenge in short, and the lists behind its numbers: each shows exactly as many."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lessons.models import Application
from tests.support.factories import ApplicationFactory, FindingFactory, LessonFactory, RegionFactory
from tests.support.htmx import soup
from tests.support.lessons import said


@pytest.fixture
def memory(cast):
    """Six lessons on C1 and P1 for all to read, one that only its network reads; three uses."""
    findings = FindingFactory(number=1), FindingFactory(code="P1", kind="best_practice", number=1, position=11)
    for number, result in enumerate(("worked", "worked", "partly", "failed", "failed", "", "worked")):
        visibility = "own_network" if number == 6 else "public"
        lesson = LessonFactory(network=cast.network, published=True, visibility=visibility, result=result)
        lesson.regions.set([RegionFactory(code=code) for code in ("08", "16")[: 1 + number % 2]])
        for finding in findings:
            lesson.stances.create(finding=finding)
        ApplicationFactory(lesson=lesson, network=cast.other_network, result="worked" if number % 2 else "failed")
    return findings


def number(text):
    return int(re.search(r"\d+", text)[0])


class TestInShort:
    def test_each_number_leads_to_exactly_so_many_lessons(self, cast, memory):
        for who in ("anonymous", "member"):
            client = cast.client(who)
            page = soup(client.get("/hallazgos/C1/"))
            links = page.select(".matrix-row .meta a[href*='result='], .matrix-row li > a, #where + .chips a")
            assert len(links) == 4 + 1 + 2
            for link in links:
                told = link.select_one(".number, .tally") or link
                found = client.get(link["href"]).context["page"].paginator.count
                assert found == number(told.get_text()), link["href"]

    def test_of_places_and_uses_too(self, cast, memory):
        for who in ("anonymous", "member"):
            client = cast.client(who)
            page = soup(client.get("/hallazgos/C1/"))
            where = page.select_one(".matrix-row a[href*='donde']")
            departments, networks = (int(each) for each in re.findall(r"\d+", where.get_text()))
            tables = soup(client.get(where["href"])).select("table")
            assert [len(table.select("tbody th")) for table in tables] == [departments, networks]
            for link in page.select("#uses ~ .chips a"):
                shown = client.get(link["href"]).context["page"].paginator.count
                assert shown == number(link.select_one(".tally").get_text())

    def test_what_one_may_not_read_is_not_counted(self, cast, memory):
        numbers = {
            who: number(soup(cast.client(who).get("/hallazgos/C1/")).select_one(".matrix-row .number").get_text())
            for who in ("anonymous", "member")
        }
        assert numbers == {"anonymous": 6, "member": 7}

    def test_quotes_lead_to_their_lesson(self, cast, memory):
        page = soup(cast.client("anonymous").get("/hallazgos/C1/"))
        quotes = page.select("blockquote")
        assert len(quotes) == 1 + 2
        assert all(re.fullmatch(r"/lecciones/\d+/", quote.a["href"]) for quote in quotes)
        assert page.select_one("a[href='?result=failed#lessons'].tall").get_text(strip=True).startswith("2 ")

    @pytest.mark.parametrize("who", ["anonymous", "member"])
    def test_the_number_of_queries_does_not_grow(self, cast, memory, who):
        client, counts = cast.client(who), []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                client.get("/hallazgos/C1/")
            counts.append(len(queries))
            for row in range(10):
                other = FindingFactory(code=f"P{row + 2}", kind="best_practice", number=row + 2, position=20 + row)
                lesson = LessonFactory(network=cast.network, published=True, visibility="public", result="failed")
                for finding in (memory[0], other):
                    lesson.stances.create(finding=finding)
        assert counts[0] == counts[1]


class TestLists:
    @pytest.mark.parametrize("page", ["donde/", "usos/"])
    @pytest.mark.parametrize("code", ["C9", "T1", "c1"])
    def test_only_of_a_challenge_or_a_practice(self, cast, page, code):
        FindingFactory(code="T1", kind="emerging_theme")
        assert cast.client("admin").get(f"/hallazgos/{code}/{page}").status_code == 404

    @pytest.mark.parametrize(
        "query", ["donde/?with=P9", "donde/?with=C1", "donde/?with=%00", "usos/?result=zz", "usos/?result=%00"]
    )
    def test_what_is_not_on_the_list_is_not_there(self, cast, memory, query):
        assert cast.client("admin").get(f"/hallazgos/C1/{query}").status_code == 404

    def test_uses_of_one_result(self, cast, memory):
        page = soup(cast.client("anonymous").get("/hallazgos/C1/usos/?result=worked"))
        assert len(page.select("li.voice")) == 3
        assert page.select_one("[aria-current=true]")["href"].endswith("?result=worked")

    def test_what_was_taken_back_is_told_no_more(self, cast, memory):
        Application.objects.update(withdrawn_at=now(), text="Fue un error.")
        assert "Fue un error." not in said(cast.client("anonymous").get("/hallazgos/C1/usos/"))

    def test_name_no_person(self, cast, memory):
        for who in ("anonymous", "other_member"):
            assert cast.user("other_member").name not in said(cast.client(who).get("/hallazgos/C1/usos/"))

    def test_without_any(self, cast):
        FindingFactory(number=1)
        for page in ("donde/", "usos/"):
            assert cast.client("anonymous").get(f"/hallazgos/C1/{page}").status_code == 200
