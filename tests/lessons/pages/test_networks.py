"""Who may open each page: test_permission_matrix.py."""

import pytest
from django.utils.timezone import now

from lessons.models import Application, Corroboration
from tests.support.factories import LessonFactory, NetworkFactory
from tests.support.htmx import soup
from tests.support.lessons import said, titles
from tests.support.themes import tell, theme


def names(response) -> list[str]:
    return [heading.get_text(strip=True) for heading in soup(response).select("article h2")]


def numbers(response, section: str) -> list[int]:
    return [int(number.get_text()) for number in soup(response).select(f"section[aria-labelledby={section}] dd")]


class TestNetworks:
    def test_list_in_the_studys_order(self, cast):
        for name, position in (("Tercera", 3), ("Primera", 1), ("Segunda", 2)):
            NetworkFactory(name=name, position=position)
        assert names(cast.client("anonymous").get("/redes/")) == ["Primera", "Segunda", "Tercera"]

    def test_each_with_the_lessons_one_may_read(self, cast):
        for visibility, result in (("public", "worked"), ("own_network", "failed")):
            LessonFactory(network=cast.network, published=True, visibility=visibility, result=result)
        LessonFactory(network=cast.network)
        worked, failed = "url(#weave-worked)", "url(#weave-failed)"
        for who, knots in (("anonymous", [worked]), ("member", [worked, failed])):
            page = soup(cast.client(who).get("/redes/"))
            assert [knot["fill"] for knot in page.select(".cord rect")] == knots
            assert page.select_one(".lessons strong").get_text(strip=True).startswith(str(len(knots)))

    def test_a_cord_holds_no_more_knots_however_many_lessons(self, cast):
        LessonFactory.create_batch(30, network=cast.network, published=True, visibility="public")
        assert len(soup(cast.client("anonymous").get("/redes/")).select(".cord rect")) == 24

    def test_many_come_in_pages(self, cast):
        NetworkFactory.create_batch(25)
        client = cast.client("anonymous")
        first, second = (names(client.get(f"/redes/?page={page}")) for page in (1, 2))
        assert (len(first), len(second)) == (20, 5)
        assert not set(first) & set(second)

    def test_those_at_one_place(self, cast):
        about = theme(1)
        tell(cast.network, about, 5)
        tell(cast.network, about, 2)
        tell(cast.other_network, about, 5)
        assert names(cast.client("anonymous").get("/redes/?theme=T1&place=5")) == ["Ajena"]
        assert names(cast.client("anonymous").get("/redes/?theme=T1&place=2")) == ["Propia"]
        assert "Polo dos de 1" in said(cast.client("anonymous").get("/redes/?theme=T1&place=5"))

    @pytest.mark.parametrize(
        "query", ["theme=T1", "theme=T1&place=6", "theme=C9&place=1", "theme=T%001&place=1", "theme=T1&place=x"]
    )
    def test_a_question_that_makes_no_sense_lists_all(self, cast, query):
        theme(1)
        assert cast.network
        assert names(cast.client("anonymous").get(f"/redes/?{query}")) == ["Propia"]

    def test_one_with_its_facts_and_the_lessons_one_may_read(self, cast):
        network = cast.network
        network.facts.create(topic="lead", text_es="La dirige un comité.", text_en="A committee leads it.")
        for visibility in ("public", "own_network"):
            LessonFactory(title=visibility, network=network, published=True, visibility=visibility)
        LessonFactory(network=cast.other_network, published=True, visibility="public")
        assert titles(cast.client("anonymous").get("/redes/propia/")) == ["public"]
        assert titles(cast.client("observer").get("/redes/propia/")) == ["own_network", "public"]
        assert "La dirige un comité." in said(cast.client("anonymous").get("/redes/propia/"))
        assert "A committee leads it." in said(cast.client("anonymous").get("/en/redes/propia/"))

    def test_what_is_unknown_is_marked(self, cast):
        page = soup(cast.client("anonymous").get(cast.network.get_absolute_url()))
        assert len(page.select(".facts .badge.unknown")) == 4  # beginnings, who belongs, who leads, website
        assert len(page.select("header .badge.unknown")) == 2  # full name, since

    def test_results_lead_to_their_lessons(self, cast):
        for result in ("worked", "worked", ""):
            LessonFactory(network=cast.network, published=True, visibility="public", result=result)
        client = cast.client("anonymous")
        links = soup(client.get("/redes/propia/")).select("[aria-labelledby=logged] a")
        assert [int(link.strong.get_text()) for link in links] == [2, 1]
        assert [len(titles(client.get(link["href"]))) for link in links] == [2, 1]

    def test_of_one_that_is_not_there(self, cast):
        assert cast.client("admin").get("/redes/zz/").status_code == 404


class TestWhatItGaveAndTook:
    def voice(self, cast, lesson, who, network):
        by = {"lesson": lesson, "by": cast.user(who), "network": network}
        Corroboration.objects.create(stance="confirms", **by)
        Application.objects.create(result="worked", **by)

    def test_are_counted_once_per_lesson(self, cast):
        its, others = (
            LessonFactory(network=network, published=True, visibility="public")
            for network in (cast.network, cast.other_network)
        )
        self.voice(cast, its, "other_member", cast.other_network)
        self.voice(cast, its, "other_secretariat", cast.other_network)
        self.voice(cast, others, "member", cast.network)
        Corroboration.objects.create(
            lesson=others, by=cast.user("secretariat"), network=cast.network, stance="differs", text="No nos fue así."
        )
        page = cast.client("anonymous").get("/redes/propia/")
        assert numbers(page, "gave") == [1, 1]
        assert numbers(page, "took") == [1, 1, 1]

    def test_a_networks_word_on_its_own_lessons_does_not_count(self, cast):
        lesson = LessonFactory(network=cast.network, published=True, visibility="public")
        self.voice(cast, lesson, "member", cast.network)
        page = cast.client("anonymous").get("/redes/propia/")
        assert numbers(page, "gave") == numbers(page, "took") == []

    def test_of_lessons_of_the_study_it_took(self, cast):
        said_there = {"network": None, "author": None, "speaker": "Ana", "visibility": "public"}
        self.voice(cast, LessonFactory(published_at=now(), **said_there), "member", cast.network)
        assert numbers(cast.client("anonymous").get("/redes/propia/"), "took") == [1, 1]

    def test_what_one_may_not_read_is_not_counted(self, cast):
        lesson = LessonFactory(network=cast.other_network, published=True, visibility="all_networks")
        self.voice(cast, lesson, "member", cast.network)
        assert numbers(cast.client("member").get("/redes/propia/"), "took") == [1, 1]
        assert numbers(cast.client("anonymous").get("/redes/propia/"), "took") == []


class TestInvitations:
    @pytest.mark.parametrize(
        ("who", "invited"),
        [("anonymous", False), ("observer", False), ("other_member", False), ("member", True), ("secretariat", True)],
    )
    def test_who_may_write_is_invited_to_log_the_first(self, cast, who, invited):
        page = soup(cast.client(who).get(cast.network.get_absolute_url()))
        assert bool(page.select_one(".empty a.button")) is invited

    @pytest.mark.parametrize(
        ("who", "asked"), [("anonymous", False), ("member", False), ("other_secretariat", False), ("secretariat", True)]
    )
    def test_the_secretariat_is_asked_for_the_place(self, cast, who, asked):
        page = soup(cast.client(who).get(cast.network.get_absolute_url()))
        assert bool(page.select_one("a[href='/redes/propia/lugar/']")) is asked
