"""The small cord on a network's card tells few lessons from many."""

from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.experience.exchange import FEW_KNOTS, MOST_KNOTS, Activity
from lessons.record.results import Tally
from networks.models import Network


def drawn(numbers: dict[str, int]) -> BeautifulSoup:
    activity = Activity(Tally.of(numbers.items()))
    network = Network(slug="cies", name="CIES")
    return BeautifulSoup(
        render_to_string("lessons/pages/_network.html", {"network": network, "activity": activity}), "html.parser"
    )


def told(numbers: dict[str, int]) -> tuple[int, str]:
    """Beads, and what is written beside them."""
    page = drawn(numbers)
    assert page.svg is not None
    said = page.svg.find("text")
    return len(page.svg.select("rect")), said.text if said else ""


def test_each_lesson_has_its_bead_and_those_without_are_counted() -> None:
    assert told({}) == (0, "")
    assert told({"worked": 8}) == (8, "")
    assert told({"worked": 9, "failed": 2}) == (11, "")
    assert told({"worked": 30, "failed": 20}) == (24, "+26")
    assert told({"worked": 1200, "failed": 20}) == (24, "+1196")


results = st.dictionaries(st.sampled_from(["worked", "partly", "failed", ""]), st.integers(1, 3000), min_size=1)


@given(results)
@settings(deadline=None, max_examples=50)
def test_beads_and_the_number_beside_them_are_all_lessons(numbers: dict[str, int]) -> None:
    activity = Activity(Tally.of(numbers.items()))
    assert len(activity.knots) + activity.more == sum(numbers.values())
    assert len(activity.knots) <= activity.places
    assert {result or "untold" for result in numbers} == {result for _, result in activity.knots}


def test_beads_do_not_lie_on_each_other_on_a_telephone() -> None:
    card = 288  # px, at a page of 320
    assert card * 0.8 / FEW_KNOTS > 16
    assert card * 0.8 / MOST_KNOTS > 9
