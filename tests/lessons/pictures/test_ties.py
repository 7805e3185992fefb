"""Networks in a circle. Each relation here is invented."""

from itertools import combinations

import pytest

from lessons.pictures.ties import MOST, Knot, Ties
from networks.models import NetworkRelation
from tests.support.factories import NetworkFactory
from tests.support.htmx import soup


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


@pytest.mark.parametrize("number", range(2, MOST + 1))
def test_no_two_names_run_together_on_the_narrowest_phone(cast, number):
    middle, *others = NetworkFactory.create_batch(number)
    for other in others:
        relate(middle, other)
    boxes = [box(knot) for knot in Ties.drawn().knots]
    assert not [
        (one, other)
        for one, other in combinations(boxes, 2)
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    ]


def box(knot: Knot, across: int = 288, name: int = 120, ascent: int = 13, descent: int = 3) -> tuple[float, ...]:
    """Left, right, top and bottom of the longest name that is drawn, in pixels: desk.css moves it by 14."""
    x, y = knot.x * across / 100, knot.y + knot.label_y
    left = {"start": x - 14, "middle": x - name / 2, "end": x + 14 - name}[knot.side]
    return left, left + name, y - ascent, y + descent


def test_a_long_name_is_cut_in_the_picture_alone(cast):
    relate(cast.network, NetworkFactory(name="Coordinadora de comedores populares"))
    [label] = [knot.label for knot in Ties.drawn().knots if knot.network != cast.network]
    assert label == "Coordinadora…"
