"""Names on a full map lie beside the numbers."""

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.pictures.map import Department, Map, shapes
from lessons.pictures.map_names import Name
from networks.models import Region


class TestNames:
    @given(st.lists(st.integers(0, 40), min_size=25, max_size=25))
    @settings(deadline=None, max_examples=20)
    def test_no_name_is_lost_and_fewer_knots_are_covered_than_at_the_usual_places(self, numbers: list[int]) -> None:
        drawn = _map_of(numbers)
        assert sorted(name.text for name in drawn.names) == sorted(one.region.name for one in drawn.departments)
        usual = [one.named.usual for one in drawn.departments]
        assert covered(drawn, drawn.names) <= covered(drawn, usual)

    def test_a_full_map_hides_few_of_its_numbers(self) -> None:
        assert covered(_map_of([30] * 25), _map_of([30] * 25).names) <= 3


def _map_of(numbers: list[int]) -> Map:
    shapes_of = sorted(shapes()["departments"].items())
    return Map(
        [
            Department(Region(code=code, name=code * 4, slug=code), shape, number, 12 + number // 4, "/", invites=False)
            for (code, shape), number in zip(shapes_of, numbers, strict=True)
        ]
    )


def covered(drawn: Map, names: Iterable[Name]) -> int:
    """Knots whose middle is under a name."""
    middles = [(one.shape["x"], one.shape["y"]) for one in drawn.departments if one.lessons]
    boxes = [name.box for name in names]
    return sum(any(left < x < right and top < y < bottom for left, top, right, bottom in boxes) for x, y in middles)
