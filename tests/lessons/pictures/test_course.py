"""Where a network stands among the others. Each answer here is invented."""

import pytest
from django.utils.translation import override

from lessons.pictures.course import courses_of
from networks.models import Network
from tests.support.factories import FindingFactory, NetworkFactory
from tests.support.htmx import soup
from tests.support.themes import tell, theme


def among(network: Network, kind: str) -> str:
    with override("en"):
        [course] = courses_of(network, kind)
        return course.among


def test_between_poles_no_place_is_lower(cast):
    tell(cast.network, about := theme(1), 3)
    for place in (1, 3, 4, 5):
        tell(NetworkFactory(), about, place)
    expected = "of 4 other networks, 1 are nearer “Pole one of 1”, 1 here, 2 nearer “Pole two of 1”"
    assert among(cast.network, "emerging_theme") == expected


@pytest.mark.parametrize(("place", "quarter"), [(5, "highest quarter"), (1, "lowest quarter"), (3, "middle half")])
def test_among_many_networks_the_quarter_is_said(cast, place, quarter):
    tell(cast.network, about := FindingFactory(), place)
    for other in (2, 2, 2, 3, 3, 4, 4, 4):
        tell(NetworkFactory(), about, other)
    assert quarter in among(cast.network, "challenge")


def test_among_few_networks_the_quarter_is_not_said(cast):
    tell(cast.network, about := FindingFactory(), 5)
    tell(cast.other_network, about, 1)
    assert "quarter" not in among(cast.network, "challenge")


@pytest.mark.parametrize(
    ("who", "knows"), [("anonymous", False), ("other_secretariat", False), ("observer", True), ("admin", True)]
)
def test_who_gave_an_answer_is_known_inside(cast, who, knows):
    answer = tell(cast.network, FindingFactory(), 4, "Cambió el ministro.")
    page = soup(cast.client(who).get("/redes/propia/recorrido/", {"kind": "challenge"})).main.get_text()
    assert "Cambió el ministro." in page
    assert (answer.made_by.name in page) is knows
