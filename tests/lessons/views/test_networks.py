"""Who may open each page: test_permission_matrix.py."""

from tests.factories import LessonFactory, NetworkFactory
from tests.htmx import soup
from tests.lessons.conftest import said, titles


class TestNetworks:
    def test_list_in_the_studys_order(self, cast):
        for name, position in (("Tercera", 3), ("Primera", 1), ("Segunda", 2)):
            NetworkFactory(name=name, position=position)
        headings = soup(cast.client("anonymous").get("/redes/")).select("article h2")
        assert [heading.get_text(strip=True) for heading in headings] == ["Primera", "Segunda", "Tercera"]

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
        facts = soup(cast.client("anonymous").get(cast.network.get_absolute_url())).select_one(".facts")
        assert len(facts.select(".badge.unknown")) == 5  # since, beginnings, who belongs, who leads, website

    def test_of_one_that_is_not_there(self, cast):
        assert cast.client("admin").get("/redes/zz/").status_code == 404
