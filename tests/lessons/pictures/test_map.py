"""Who may open its page: test_permission_matrix.py."""

import gzip
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lessons.models import Lesson
from lessons.pictures.map import LARGEST, SMALLEST, STEPS, map_for
from networks.models import Region
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import LessonFactory, in_force
from tests.support.htmx import soup

LESSONS = 2  # the column
PAGE = "/departamentos/"


@pytest.fixture(autouse=True)
def departments_without_lessons(study: str, db: None) -> None:
    with pgtrigger.ignore("lessons.Lesson:stays_once_published"):
        Lesson.objects.all().delete()


def publish(cast: Cast, *slugs: str, visibility: str = "public", published: bool = True) -> Lesson:
    lesson = LessonFactory(network=cast.network, author=cast.user("member"), visibility=visibility, published=published)
    lesson.regions.set(Region.objects.filter(slug__in=slugs))
    return lesson


def row(page: BeautifulSoup, slug: str) -> list[str]:
    """What the table says of a department: name, poverty, lessons."""
    [link] = [a for a in page.select(".map-and-table tbody a") if a["href"].endswith(f"region={slug}")]
    return [" ".join(cell.get_text(" ").split()) for cell in link.find_parent("tr").find_all(["th", "td"])]


def land(page: BeautifulSoup) -> dict[str, str]:
    """Department → where its shape leads."""
    return {a["href"].split("region=")[1]: a["href"] for a in page.select("svg.map .land a")}


def numbers(page: BeautifulSoup) -> list[str]:
    return [text.get_text() for text in page.select("svg.map .number")]


class TestDepartments:
    def test_all_25_are_drawn_and_told_in_the_table(self, client: Client):
        page = soup(client.get(PAGE))
        slugs = set(Region.objects.values_list("slug", flat=True))
        assert len(slugs) == 25
        assert set(land(page)) == slugs
        assert len(page.select(".map-and-table tbody tr")) == 25

    def test_each_leads_to_its_lessons(self, cast: Cast, client: Client):
        lesson, other = publish(cast, "puno", "loreto"), publish(cast, "cusco")
        page = soup(client.get(PAGE))
        found = soup(client.get(land(page)["puno"])).select("#results article a")
        assert [a["href"] for a in found if "/lecciones/" in a["href"]] == [lesson.get_absolute_url()]
        assert other.get_absolute_url() not in str(found)
        assert numbers(page) == ["1", "1", "1"]
        assert row(page, "puno")[LESSONS].split()[0] == "1"
        assert row(page, "ica")[LESSONS] == "0"

    def test_says_what_it_is_in_either_language(self, client: Client):
        for prefix, title in (("", "Los departamentos del Perú"), ("/en", "Peru's departments")):
            svg = soup(client.get(prefix + PAGE)).select_one("svg.map")
            assert svg.title.get_text().startswith(title)
            assert svg["aria-labelledby"] == svg.title["id"]
            assert svg["aria-describedby"] == svg.desc["id"]
            assert svg.desc.get_text(strip=True)
            assert all(a.title.get_text(strip=True) for a in svg.select(".land a"))


class TestWhatTheReaderMayRead:
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_nothing_else_is_counted(self, cast: Cast, who: str):
        for visibility in Lesson.Visibility.values:
            publish(cast, "puno", visibility=visibility)
        publish(cast, "puno", published=False)
        client = cast.client(who)
        page = soup(client.get(PAGE))
        listed = soup(client.get("/lecciones/?region=puno")).select("#results article")
        assert numbers(page) == [str(len(listed))]
        assert row(page, "puno")[LESSONS].split()[0] == str(len(listed))

    def test_counts_differ_between_a_stranger_and_a_member(self, cast: Cast):
        publish(cast, "puno", visibility="own_network")
        assert numbers(soup(cast.client("anonymous").get(PAGE))) == []
        assert numbers(soup(cast.client("member").get(PAGE))) == ["1"]


class TestTheFirstLesson:
    def test_of_an_empty_department_is_asked_of_who_may_write(self, cast: Cast):
        publish(cast, "puno")
        member = cast.client("member")
        page = soup(member.get(PAGE))
        assert land(page)["ica"] == "/lecciones/nueva/?region=ica"
        assert "Registra la primera" in row(page, "ica")[0]
        assert land(page)["puno"] == "/lecciones/?region=puno"
        assert "Registra la primera" not in row(page, "puno")[0]
        form = soup(member.get(land(page)["ica"]))
        [chosen] = form.select("[name=regions][checked], [name=regions] [selected]")
        assert int(chosen["value"]) == Region.objects.get(slug="ica").pk

    @pytest.mark.parametrize("who", ["anonymous", "no_network", "observer"])
    def test_is_asked_of_nobody_else(self, cast: Cast, who: str):
        page = soup(cast.client(who).get(PAGE))
        assert set(land(page).values()) == {f"/lecciones/?region={slug}" for slug in land(page)}
        assert row(page, "ica")[0] == "Ica"


class TestPoverty:
    @pytest.mark.parametrize(
        ("poverty", "step"), [("0.0", 1), ("9.9", 1), ("10.0", 2), ("33.3", 3), ("33.4", 4), ("39.9", 4), ("40.0", 5)]
    )
    def test_has_five_steps(self, poverty: str, step: int):
        Region.objects.filter(slug="ica").update(poverty_2024=Decimal(poverty))
        [ica] = [one for one in map_for(AnonymousUser()).departments if one.region.slug == "ica"]
        assert ica.step == step
        assert ica.is_poor is (ica.poverty * 3 > 100)

    def test_without_a_figure_is_hatched_and_says_so(self, client: Client):
        Region.objects.filter(slug="ica").update(poverty_2024=None, poverty_2018_low=None, poverty_2018_high=None)
        page = soup(client.get(PAGE))
        [shape] = page.select("svg.map .land a[href$='region=ica']")
        assert shape["fill"] == "url(#no-figure)"
        assert not shape.get("class")
        assert row(page, "ica")[1] == "sin cifra"

    def test_of_which_only_the_group_of_2018_is_known_is_drawn_otherwise_and_says_the_year(self, client: Client):
        page = soup(client.get(PAGE))  # of Lima, no figure of 2024 was found
        [shape] = page.select("svg.map .land a[href$='region=lima']")
        assert (shape["fill"], shape.get("class")) == ("url(#then-2)", None)
        assert page.select_one("svg.map #then-2 .poor-2")
        assert row(page, "lima")[1] == "11.3–13.8 % en 2018"
        [lima] = [one for one in map_for(AnonymousUser()).departments if one.region.slug == "lima"]
        assert (lima.step, lima.is_poor) == (None, False)

    def test_with_a_figure_has_the_colour_of_its_step(self, client: Client):
        Region.objects.filter(slug="ica").update(poverty_2024=Decimal("41.0"))
        page = soup(client.get(PAGE))
        [shape] = page.select("svg.map .land a[href$='region=ica']")
        assert shape["class"] == ["poor-5"]
        assert row(page, "ica")[1].startswith("41.0 %")

    def test_comes_with_its_sources(self, client: Client):
        linked = {a["href"] for a in soup(client.get(PAGE)).select("[aria-labelledby=map-sources] a")}
        urls = {url for region in Region.objects.exclude(poverty_2024=None) for url in region.poverty_source_urls}
        then = Region.objects.filter(poverty_2024=None).values_list("poverty_2018_source_urls", flat=True)
        people = Region.objects.exclude(population_2017=None).values_list("population_source_urls", flat=True)
        assert all([*then, *people, urls])
        assert linked == urls | {url for each in [*then, *people] for url in each}

    def test_the_poorest_come_first_and_those_without_a_figure_last(self):
        figures = [one.poverty for one in map_for(AnonymousUser()).poorest_first]
        known = [each for each in figures if each is not None]
        assert figures == sorted(known, reverse=True) + [None] * (len(figures) - len(known))


class TestPeople:
    def test_of_a_department_say_how_many_lessons_there_are_for_a_million(self, client: Client):
        lesson = LessonFactory(published=True, visibility="public")
        lesson.regions.add(Region.objects.get(slug="moquegua"))
        page = soup(client.get(PAGE))
        assert row(page, "moquegua")[LESSONS] == "1 5.7 por millón"  # of 174,863 people
        assert "de Moquegua hay más lecciones: 5.7 por millón" in " ".join(page.get_text(" ").split())

    def test_are_not_guessed_where_their_number_was_not_found(self, client: Client):
        apurimac = Region.objects.get(slug="apurimac", population_2017=None)
        LessonFactory(published=True, visibility="public").regions.add(apurimac)
        assert row(soup(client.get(PAGE)), "apurimac")[LESSONS] == "1"


class TestSilence:
    @pytest.fixture
    def poor(self) -> set[str]:
        return set(Region.objects.filter(poverty_2024__gte=STEPS[3]).values_list("slug", flat=True))

    def test_is_told_where_many_are_poor_and_no_lesson_is(self, cast: Cast, client: Client, poor: set[str]):
        publish(cast, "puno", "ica")
        assert "puno" in poor
        assert "ica" not in poor
        page = soup(client.get(PAGE))
        assert len(page.select("svg.map .ring")) == len(poor) - 1
        told = page.select_one(".takeaway strong").get_text()
        assert set(told.split(", ")) == {one.name for one in Region.objects.filter(slug__in=poor - {"puno"})}

    def test_ends_with_a_lesson_in_each(self, cast: Cast, client: Client, poor: set[str]):
        publish(cast, *poor)
        page = soup(client.get(PAGE))
        assert not page.select("svg.map .ring")
        assert not page.select(".takeaway strong")
        assert "ya tiene" in page.select_one(".takeaway").get_text()

    def test_is_not_ended_by_a_lesson_one_may_not_read(self, cast: Cast, client: Client, poor: set[str]):
        publish(cast, *poor, visibility="own_network")
        assert len(soup(client.get(PAGE)).select("svg.map .ring")) == len(poor)


def many_lessons(cast: Cast, count: int) -> None:
    by = cast.user("member")
    published = in_force(published_by=by, visibility="public")
    lessons = Lesson.objects.bulk_create(LessonFactory.build_batch(count, network=cast.network, author=by, **published))
    regions = list(Region.objects.all())
    named = Lesson.regions.through
    named.objects.bulk_create(
        named(lesson=lesson, region=regions[number % 25]) for number, lesson in enumerate(lessons)
    )


class TestManyLessons:
    def drawn(self) -> bytes:
        return gzip.compress(
            render_to_string("lessons/pictures/_map.html", {"map": map_for(AnonymousUser())}).encode(), 6
        )

    def test_make_it_no_heavier_than_a_picture_may_be(self, cast: Cast):
        few = len(self.drawn())
        many_lessons(cast, 2_000)
        assert len(map_for(AnonymousUser()).departments) == 25
        assert few < len(self.drawn()) < 8 * 1024

    def test_tie_knots_no_larger_than_there_is_room(self, cast: Cast):
        many_lessons(cast, 26)
        radii = [one.radius for one in map_for(AnonymousUser()).departments]
        assert max(radii) < LARGEST
        many_lessons(cast, 2_000)
        publish(cast, "puno")
        drawn = {one.region.slug: one.radius for one in map_for(AnonymousUser()).departments}
        assert SMALLEST < min(drawn.values()) <= max(drawn.values()) == LARGEST

    def test_take_no_more_queries(self, cast: Cast):
        def count() -> int:
            with CaptureQueriesContext(connection) as queries:
                map_for(cast.user("member"))
            return len(queries)

        cast.user("member")
        count()  # reads the departments, which are kept
        before = count()
        many_lessons(cast, 200)
        assert count() == before <= 3


def test_a_name_stays_text(client: Client):
    wicked: Any = "<script>alert(1)</script>"
    Region.objects.filter(slug="ica").update(name=wicked)
    page = soup(client.get(PAGE))
    assert not page.main.find("script")
    assert row(page, "ica")[0] == wicked
