"""A network's place between the poles, beside the others'. Each answer here is invented."""

import gzip
import random
import re

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils.translation import override

from lessons.models import Assessment
from lessons.pictures.profile import FEW, Profile
from networks.models import Network
from tests.support.factories import FindingFactory, NetworkFactory, UserFactory
from tests.support.themes import tell, theme

KNOT = "#profile-own"


def drawn(network: Network, language: str = "es") -> BeautifulSoup:
    with override(language):
        html = render_to_string("lessons/pictures/_profile.html", {"profile": Profile.of(network)})
    return BeautifulSoup(html, "html.parser")


def cords(picture: BeautifulSoup) -> list:
    return picture.select("figure > ol > li")


def rows(picture: BeautifulSoup) -> list:
    return picture.select("tbody tr")


class TestOwnPlace:
    @pytest.mark.parametrize(("place", "across"), [(1, "10%"), (2, "30%"), (3, "50%"), (4, "70%"), (5, "90%")])
    def test_is_where_it_was_told(self, cast, place, across):
        tell(cast.network, theme(1), place)
        [knot] = drawn(cast.network).select(f"figure > ol use[href='{KNOT}']")
        assert knot["x"] == across

    def test_of_a_theme_not_told_the_cord_is_bare(self, cast):
        tell(cast.network, theme(1), 3)
        theme(2)
        told, untold = cords(drawn(cast.network, "en"))
        assert told.select_one(f"[href='{KNOT}']")
        assert not untold.select_one(f"[href='{KNOT}']")
        assert untold.p.get_text() == "not said yet"
        assert not told.p

    def test_the_newest_answer_is_drawn(self, cast):
        about = theme(1)
        tell(cast.network, about, 5)
        tell(cast.network, about, 1)
        [knot] = drawn(cast.network).select(f"figure > ol use[href='{KNOT}']")
        assert knot["x"] == "10%"

    def test_findings_without_poles_are_no_cords(self, cast):
        theme(1)
        FindingFactory(code="T6", kind="emerging_theme")
        FindingFactory(code="C1", pole_one_es="Uno", pole_two_es="Otro")
        assert [cord.a.get_text() for cord in cords(drawn(cast.network))] == ["T1"]


class TestOthers:
    def test_one_is_a_link_to_it(self, cast):
        tell(cast.other_network, theme(1), 2)
        [link] = drawn(cast.network).select("figure svg a")
        assert link["href"] == cast.other_network.get_absolute_url()
        assert link.svg["x"] == "30%"
        assert "Ajena" in link.title.get_text()

    def test_several_are_one_link_to_their_list(self, cast):
        about = theme(1)
        for _ in range(FEW):
            tell(NetworkFactory(), about, 4)
        [link] = drawn(cast.network).select("figure svg a")
        assert link["href"] == "/redes/?theme=T1&place=4"
        assert len(link.select("use")) == FEW

    def test_more_than_a_few_are_one_knot_with_their_number(self, cast):
        about = theme(1)
        for _ in range(FEW + 1):
            tell(NetworkFactory(), about, 4)
        [link] = drawn(cast.network).select("figure svg a")
        assert not link.select("use")
        assert link.find("text").get_text() == str(FEW + 1)

    def test_this_network_is_not_among_them(self, cast):
        tell(cast.network, theme(1), 2)
        assert not drawn(cast.network).select("figure svg a")

    def test_their_newest_answer_counts(self, cast):
        about = theme(1)
        tell(cast.other_network, about, 1)
        tell(cast.other_network, about, 5)
        [link] = drawn(cast.network).select("figure svg a")
        assert link.svg["x"] == "90%"


class TestTable:
    def test_says_what_is_drawn(self, cast):
        about, silent = theme(1), theme(2)
        tell(cast.network, about, 2, note="Porque sí.")
        crowd = [NetworkFactory(name=f"Muchas {number}") for number in range(5)]
        for network in crowd:
            tell(network, about, 5)
        tell(cast.other_network, about, 3)
        picture = drawn(cast.network)
        first, second = rows(picture)
        own, others = first.select("td")
        assert "Polo uno de 1" in own.get_text()
        assert "Porque sí." in own.get_text()
        in_picture = {link["href"] for link in cords(picture)[0].select("svg a")}
        assert {link["href"] for link in others.select("a")} == in_picture
        assert re.search(r"\b5\b", others.get_text())
        assert len(second.select(".unknown")) == 2
        assert str(silent.code) in second.th.get_text()

    def test_in_both_languages(self, cast):
        tell(cast.network, theme(1), 1)
        assert "Polo uno de 1" in drawn(cast.network, "es").get_text()
        english = drawn(cast.network, "en")
        assert "wholly “Pole one of 1”" in english.find("desc").get_text()
        assert "Wholly “Pole one of 1”" in rows(english)[0].get_text()


def test_every_svg_has_a_title_and_a_description(cast):
    tell(cast.network, theme(1), 1)
    picture = drawn(cast.network)
    [svg] = picture.select("svg[role=group]")
    for attribute in ("aria-labelledby", "aria-describedby"):
        assert svg.find(id=svg[attribute]).get_text(strip=True)


@pytest.mark.parametrize("networks", [10, 300])
def test_stays_light_and_asks_the_same_however_many_networks(cast, networks, django_assert_num_queries):
    themes, person, chance = [theme(number) for number in range(1, 9)], UserFactory(), random.Random(networks)
    everybody = [cast.network, *NetworkFactory.create_batch(networks)]
    Assessment.objects.bulk_create(
        Assessment(network=network, finding=about, place=chance.randint(1, 5), made_by=person, note="Nota. " * 20)
        for network in everybody
        for about in themes
    )
    with django_assert_num_queries(3):
        picture = drawn(cast.network)
    assert len(picture.select("figure svg a")) <= 5 * len(themes)
    assert len(gzip.compress(str(picture).encode())) < 8_000
