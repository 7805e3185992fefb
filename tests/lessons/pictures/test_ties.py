"""Networks in a circle. Each relation here is invented."""

import pytest

from lessons.pictures.ties import MOST, Ties
from networks.models import NetworkRelation
from tests.factories import NetworkFactory
from tests.htmx import soup


def relate(one, other, kind="alliance") -> NetworkRelation:
    return NetworkRelation.objects.create(kind=kind, first=one, second=other)


def test_threads_between_the_same_two_lie_beside_each_other(cast):
    for kind in NetworkRelation.Kind.values:
        relate(cast.network, cast.other_network, kind)
    threads = Ties.drawn().threads
    assert len({thread.shift for thread in threads}) == len(NetworkRelation.Kind.values)
    assert [thread.relation.kind for thread in threads if thread.bead] == ["member_of"]


@pytest.mark.parametrize("number", [2, 5, MOST, MOST + 4])
def test_knots_are_apart_and_inside_and_the_table_has_all(cast, number):
    middle, *others = NetworkFactory.create_batch(number)
    for other in others:
        relate(middle, other)
    ties = Ties.drawn()
    places = {(knot.x, knot.y) for knot in ties.knots}
    assert len(places) == len(ties.knots) == min(number, MOST)
    assert all(10 <= x <= 90 and 20 <= y <= ties.height - 40 for x, y in places)
    assert middle in {knot.network for knot in ties.knots}
    assert ties.left_out == max(0, number - MOST)
    page = soup(cast.client("anonymous").get("/redes/vinculos/"))
    assert len(page.select("tbody tr")) == number - 1


def test_a_long_name_is_cut_in_the_picture_alone(cast):
    relate(cast.network, NetworkFactory(name="Coordinadora de comedores populares"))
    [label] = [knot.label for knot in Ties.drawn().knots if knot.network != cast.network]
    assert label == "Coordinadora…"
