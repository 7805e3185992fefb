"""What a list found is shown on the map and by year, with the numbers that the list then shows."""

import pytest

from lessons.pictures.years import MOST, years_of
from tests.support.cast import Cast
from tests.support.factories import LessonFactory, RegionFactory
from tests.support.htmx import soup

PAGE, LIST = "/lecciones/donde-y-cuando/", "/lecciones/"


@pytest.fixture
def three(cast: Cast) -> None:
    region = RegionFactory(code="08")
    for level, day in (("public", "2019-05-01"), ("public", "2021-05-01"), ("own_network", "2021-06-01")):
        lesson = LessonFactory(network=cast.network, visibility=level, published=True, happened_on=day, result="worked")
        lesson.regions.add(region)


@pytest.mark.parametrize(("who", "in_2021"), [("anonymous", 1), ("other_member", 1), ("member", 2)])
def test_each_year_and_department_leads_to_as_many_lessons(cast: Cast, three: None, who: str, in_2021: int) -> None:
    client = cast.client(who)
    page = soup(client.get(f"{PAGE}?result=worked"))
    rows = {row.th.get_text(strip=True): row for row in page.select("section[aria-labelledby=when] tbody tr")}
    assert {year: row.td.get_text(strip=True) for year, row in rows.items()} == {"2019": "1", "2021": str(in_2021)}
    found = client.get(rows["2021"].a["href"]).context["filter"]
    assert (found.total, found.data["result"]) == (in_2021, "worked")
    [department] = [one for one in client.get(f"{PAGE}?result=worked").context["map"].departments if one.lessons]
    assert client.get(department.address).context["filter"].total == department.lessons == 1 + in_2021


def test_the_list_leads_there_and_back_under_the_same_filters(cast: Cast, three: None) -> None:
    client = cast.client("anonymous")
    [there] = [a["href"] for a in soup(client.get(f"{LIST}?year=2019&page=1")).select("a[href]") if PAGE in a["href"]]
    assert there == f"{PAGE}?year=2019"
    assert client.get(there).context["the_list"] == f"{LIST}?year=2019"


def test_without_lessons_it_says_so_and_draws_no_years(cast: Cast, three: None) -> None:
    answer = cast.client("anonymous").get(f"{PAGE}?result=failed")
    assert (answer.status_code, answer.context["total"], answer.context["years"].told) == (200, 0, ())
    assert soup(answer).select_one("#when") is None


def test_a_filter_that_is_none_is_told_by_the_list(cast: Cast, three: None) -> None:
    answer = cast.client("anonymous").get(f"{PAGE}?year=zz")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?year=zz")


def test_of_very_many_years_the_last_are_drawn_and_all_are_told() -> None:
    years = years_of({"1821": 3, "2020": 1, "2026": 6}, lambda year: year)
    assert [len(years.drawn), years.drawn[-1].year] == [MOST, 2026]
    assert [(one.year, one.lessons) for one in years.told] == [(2026, 6), (2020, 1), (1821, 3)]
    assert max(one.height for one in years.drawn) == years.drawn[-1].height
