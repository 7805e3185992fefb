"""The pages of lessons. Who may open each: test_permission_matrix.py."""

import re

import pytest
from django.utils.timezone import now

from lessons.models import Lesson, LessonFinding
from networks.models import Membership
from tests.factories import (
    FindingFactory,
    LessonFactory,
    NetworkFactory,
    RegionFactory,
    SectorFactory,
)
from tests.htmx import headers, soup, swap
from tests.lessons.conftest import ESSENTIAL, typed, words

LIST = "/lecciones/"
NEW = "/lecciones/nueva/"


def titles(response):
    """Of the cards on a page, in their order."""
    return [link.get_text(strip=True) for link in soup(response).select("article.card h3 a")]


def said(response):
    return soup(response).main.get_text(" ", strip=True)


class TestList:
    @pytest.fixture
    def two(self, cast):
        """One lesson with all that one can filter by, and one with nothing of it."""
        one = LessonFactory(title="Una", network=cast.network, published=True, visibility="public")
        one.regions.add(RegionFactory(code="08", slug="cusco", name="Cusco"))
        one.sector = SectorFactory(slug="salud", name_es="Salud")
        one.save()
        for finding in (FindingFactory(number=1), FindingFactory(number=2)):
            LessonFinding.objects.create(lesson=one, finding=finding)
        return one, LessonFactory(title="Otra", network=cast.other_network, published=True, visibility="public")

    @pytest.mark.parametrize(
        "query", ["network=propia", "finding=C1", "region=cusco", "sector=salud", "q=una", "state=published&region=cusco"]
    )
    def test_each_filter_narrows(self, cast, two, query):
        client = cast.client("anonymous")
        assert titles(client.get(LIST)) == ["Otra", "Una"]
        assert titles(client.get(f"{LIST}?{query}")) == ["Una"]

    def test_filters_hold_together(self, cast, two):
        client = cast.client("anonymous")
        everything = "network=propia&finding=C1&region=cusco&sector=salud&q=una"
        assert titles(client.get(f"{LIST}?{everything}")) == ["Una"]
        assert titles(client.get(f"{LIST}?{everything.replace('propia', 'ajena')}")) == []

    @pytest.mark.parametrize(
        "query", ["region=zz", "network=zz", "finding=Z9", "sector=0", "state=burnt", "q=" + "x" * 201, "region=cusco&sector=zz"]
    )
    def test_what_is_not_on_the_list_is_said_and_finds_nothing(self, cast, two, query):
        response = cast.client("anonymous").get(f"{LIST}?{query}")
        assert response.status_code == 200
        assert titles(response) == []
        assert soup(response).select("#results .empty a[href='/lecciones/']")
        assert soup(response).select("form.filters .errorlist")

    @pytest.mark.parametrize("query", ["region=", "q=", "q=%20", "network=&finding=&state=", "unknown=1"])
    def test_an_empty_filter_is_none(self, cast, two, query):
        assert len(titles(cast.client("anonymous").get(f"{LIST}?{query}"))) == 2

    def test_what_is_chosen_stays_in_the_form(self, cast, two):
        page = soup(cast.client("anonymous").get(f"{LIST}?q=una&region=cusco"))
        assert page.find(id="id_q")["value"] == "una"
        assert page.select_one("select[name=region] option[selected]")["value"] == "cusco"
        assert page.select_one("details.filter-fields").has_attr("open")

    @pytest.mark.parametrize(
        ("who", "drafts"),
        [
            ("anonymous", []),
            ("no_network", []),
            ("other_secretariat", []),
            ("observer", []),
            ("member", ["Del miembro"]),
            ("secretariat", ["Del secretariado", "Del miembro"]),
            ("admin", ["Del secretariado", "Del miembro"]),
        ],
    )
    def test_drafts_for_those_who_may(self, cast, two, who, drafts):
        for title, author in (("Del miembro", "member"), ("Del secretariado", "secretariat")):
            LessonFactory(title=title, network=cast.network, author=cast.user(author))
        client = cast.client(who)
        assert titles(client.get(f"{LIST}?state=draft")) == drafts
        assert titles(client.get(LIST)) == ["Otra", "Una"]

    @pytest.mark.parametrize(("page", "number"), [("2", 2), ("0", 2), ("-1", 2), ("99", 2), ("zz", 1), ("", 1), ("1.5", 1)])
    def test_pages(self, cast, page, number):
        LessonFactory.create_batch(21, network=cast.network, author=cast.user("member"), published=True, visibility="public")
        response = cast.client("anonymous").get(LIST, {"page": page, "q": ""})
        assert len(titles(response)) == (20 if number == 1 else 1)
        assert f"{number} de 2" in soup(response).select_one(".pagination").get_text()

    def test_pages_keep_the_filter(self, cast):
        LessonFactory.create_batch(21, network=cast.network, author=cast.user("member"), published=True)
        following = soup(cast.client("member").get(f"{LIST}?network=propia")).select_one("a[rel=next]")["href"]
        assert "network=propia" in following
        assert len(titles(cast.client("member").get(LIST + following))) == 1

    @pytest.mark.parametrize("query", ["region=cusco", "q=una", "q=nada+de+nada", "region=zz", ""])
    def test_swap_leaves_the_results_a_reload_would_show(self, cast, two, query):
        client = cast.client("member")
        page, address = soup(client.get(LIST)), f"{LIST}?{query}"
        swap(page, client.get(address, headers=headers("results")), "results")
        assert page.find(id="results") == soup(client.get(address)).find(id="results")

    def test_the_back_button_gets_the_whole_page(self, cast, two):
        restore = {**headers("results"), "HX-History-Restore-Request": "true"}
        response = cast.client("anonymous").get(LIST, headers=restore)
        assert soup(response).html
        assert {"HX-Request", "HX-Target"} <= set(re.split(", ?", response["Vary"]))
