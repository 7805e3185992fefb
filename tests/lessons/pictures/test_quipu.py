"""The quipu shows a reader what they may read, nothing else, and never more than a phone can carry."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.models import Application, Corroboration, Lesson
from lessons.pictures import quipu, quipu_layout
from lessons.pictures.quipu import MOST_CORDS, MOST_ON_A_CORD, Cord, Quipu
from lessons.pictures.quipu_knots import RESULTS, Knot, fit
from lessons.record.results import LABELS
from networks.models import Network
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import LessonFactory, MembershipFactory, NetworkFactory, UserFactory, in_force
from tests.support.htmx import weight

NOBODY = AnonymousUser()
IN_NETWORK = {"secretariat", "member", "observer", "admin"}
IN_ANY_NETWORK = IN_NETWORK | {"other_secretariat", "other_member"}
READERS = {"own_network": IN_NETWORK, "all_networks": IN_ANY_NETWORK, "public": set(EVERYBODY)}
WEIGHT = 8 * 1024

days = st.dates(date(1989, 1, 1), date(2060, 12, 31))
numbers = st.integers(0, 12)


@st.composite
def knots(draw: st.DrawFn) -> Knot:
    since, until = sorted([draw(days), draw(days)])
    count = draw(st.integers(1, 20_000))
    echoes = {"confirmations": draw(numbers), "uses": draw(numbers)}
    return Knot(draw(st.sampled_from(RESULTS)), count, **echoes, since=since, until=until if count > 1 else since)


def drawn(picture: Quipu) -> BeautifulSoup:
    html = render_to_string("lessons/pictures/_quipu.html", {"quipu": picture, "results": LABELS})
    return BeautifulSoup(html, "html.parser")


def knots_in(page: BeautifulSoup | Tag) -> list[Tag]:
    return page.select("g.pendant a:not(:has(.name))")


def number(knot: Tag) -> int:
    """Of lessons for which a drawn knot stands."""
    said = knot.select_one(".number")
    return int(said.text) if said else 1


def publish(many: int, networks: Sequence[Network], *, over: timedelta = timedelta(days=1100)) -> None:
    author = UserFactory()
    for network in networks:
        MembershipFactory(user=author, network=network)
    start = datetime(2023, 1, 1, 17, tzinfo=UTC)
    texts = dict.fromkeys(("what_happened", "insight", "recommendation"), "dicho")
    Lesson.objects.bulk_create(
        Lesson(
            **texts,
            title=f"Lección {turn}: visitar pronto a quien llega al cargo, con una página de resumen bajo el brazo",
            network=networks[turn % len(networks)],
            author=author,
            steward=author,
            published_by=author,
            **in_force(published_at=start + over * ((turn * 7919) % many) / many),
            visibility="public",
            result=RESULTS[turn // 3 % 4],
        )
        for turn in range(many)
    )


def tied_on(cords: list[list[Knot]], most: int = 12) -> Quipu:
    fitted = fit(dict(enumerate(cords)), most)
    return quipu.hang([Cord("network", f"Red {at}", f"red-{at}", knots=tuple(knots)) for at, knots in fitted.items()])


def bounds_of_years(picture: Quipu) -> dict[int, tuple[int, int]]:
    """Named year → where it begins and where the next named one begins, or the cord of time ends."""
    edges = [tick.y + quipu_layout.LEAD for tick in picture.ticks] + [picture.time - quipu_layout.FOOT]
    return {tick.day.year: edge for tick, edge in zip(picture.ticks, pairwise(edges), strict=True)}


class TestLayout:
    @given(st.lists(knots(), max_size=80), st.integers(4, MOST_ON_A_CORD))
    def test_any_knots_fit_on_a_cord_and_none_is_lost(self, tied: list[Knot], most: int) -> None:
        (fitted,) = fit({1: tied}, most).values()
        assert len(fitted) <= most
        assert sum(knot.height for knot in fitted) <= quipu_layout.MOST
        for result in RESULTS:
            for value in ("count", "confirmations", "uses"):
                before, after = (
                    sum(getattr(knot, value) for knot in some if knot.result == result) for some in (tied, fitted)
                )
                assert before == after

    @given(st.lists(st.lists(knots(), max_size=30), max_size=MOST_CORDS))
    @settings(deadline=None, max_examples=30)
    def test_a_picture_is_bounded_and_no_knot_lies_on_another(self, tied: list[list[Knot]]) -> None:
        picture = tied_on(tied)
        whole = quipu_layout.LEAD + quipu_layout.LONGEST + quipu_layout.FOOT
        # Longer only where nothing is left to be joined: a knot for each result on each cord.
        assert picture.time <= whole or all(len(cord.knots) <= len(RESULTS) for cord in picture.cords)
        for cord in picture.cords:
            assert 0 < cord.across < 100
            assert cord.length <= max(picture.time, *quipu_layout.BARE) + 1
            ends = [(knot.y - knot.height / 2, knot.y + knot.height / 2) for knot in cord.knots]
            # Middles are whole pixels, so that two may be one pixel nearer.
            assert all(below[0] - above[1] >= -1 for above, below in pairwise(ends))
            assert all(top >= quipu_layout.LEAD - 1 and bottom < cord.length for top, bottom in ends)
        heights = [tick.y for tick in picture.ticks]
        assert all(below - above >= quipu_layout.NEAR for above, below in pairwise(heights))

    @given(st.lists(st.lists(knots(), min_size=1, max_size=30), min_size=1, max_size=MOST_CORDS))
    @settings(deadline=None, max_examples=30)
    def test_every_year_or_month_is_named_or_left_out_by_a_regular_step(self, tied: list[list[Knot]]) -> None:
        picture = tied_on(tied)
        every = [knot for cord in picture.cords for knot in cord.knots]
        unit = 1 if picture.ticks[0].months else 12
        first, last = (
            quipu_layout.month_of(day) // unit
            for day in (min(knot.since for knot in every), max(knot.until for knot in every))
        )
        named = [quipu_layout.month_of(tick.day) // unit for tick in picture.ticks]
        step = named[1] - named[0] if len(named) > 1 else last - first + 1
        assert named == list(range(first, last + 1, step))

    @given(st.lists(st.lists(knots(), min_size=1, max_size=30), min_size=1, max_size=MOST_CORDS))
    @settings(deadline=None, max_examples=30)
    def test_a_knot_lies_between_the_bindings_of_its_own_time(self, tied: list[list[Knot]]) -> None:
        picture = tied_on(tied)
        edges = [tick.y + quipu_layout.LEAD for tick in picture.ticks] + [picture.time - quipu_layout.FOOT]
        for knot in [knot for cord in picture.cords for knot in cord.knots]:
            begun = [edge for tick, edge in zip(picture.ticks, edges, strict=False) if tick.day <= knot.since]
            over = [edge for tick, edge in zip(picture.ticks, edges, strict=False) if tick.day > knot.until]
            assert begun[-1] - 1 <= knot.y <= min([*over, edges[-1]]) + 1

    def test_ten_full_years_are_all_named(self) -> None:
        months = [date(year, month, 15) for year in range(2016, 2027) for month in (2, 11)]
        years = bounds_of_years(tied_on([[Knot("worked", 1, 0, 0, day, day) for day in months]], most=30))
        assert list(years) == list(range(2016, 2027))

    def test_november_does_not_hang_where_its_year_begins(self) -> None:
        days = [date(2022, 3, 1), date(2025, 11, 20), date(2026, 6, 1)]
        picture = tied_on([[Knot("worked", 1, 0, 0, day, day) for day in days]])
        begins, ends = bounds_of_years(picture)[2025]
        (november,) = [knot for knot in picture.cords[0].knots if knot.since == days[1]]
        assert november.y > (begins + ends) / 2

    def test_older_knots_hang_higher(self) -> None:
        told = [Knot("worked", 1, 0, 0, day, day) for day in (date(2026, 3, 1), date(2024, 3, 1), date(2025, 3, 1))]
        (cord,) = tied_on([told]).cords
        assert [knot.since.year for knot in cord.knots] == [2024, 2025, 2026]
        assert [knot.y for knot in cord.knots] == sorted(knot.y for knot in cord.knots)

    @pytest.mark.parametrize(("echoes", "size"), [(0, 0), (1, 1), (2, 1), (3, 2), (5, 2), (6, 3), (400, 3)])
    def test_size_grows_with_what_came_back(self, echoes: int, size: int) -> None:
        assert Knot("", 1, echoes, 0, date.min, date.min).size == size
        assert Knot("", 1, 0, echoes, date.min, date.min).size == size

    @pytest.mark.parametrize(
        ("lessons", "round_knots", "turns"), [(2, 0, 2), (9, 0, 9), (10, 1, 0), (24, 2, 4), (49, 4, 9), (900, 5, 0)]
    )
    def test_a_turn_is_a_lesson_and_a_round_knot_ten(self, lessons: int, round_knots: int, turns: int) -> None:
        knot = Knot("", lessons, 0, 0, date.min, date.min)
        assert (len(knot.tens), knot.turns) == (round_knots, turns)

    def test_many_cords_hang_alike_so_that_they_do_not_touch(self) -> None:
        assert len({quipu_layout.bend(at, 11) for at in range(11)}) == 1
        assert len({quipu_layout.bend(at, 8) for at in range(8)}) == 1
        assert len({quipu_layout.bend(at, 7) for at in range(7)}) == 7


class TestReaders:
    @pytest.mark.parametrize("who", EVERYBODY)
    @pytest.mark.parametrize("visibility", READERS)
    def test_only_what_they_may_read_is_counted_and_linked(self, cast: Cast, visibility: str, who: str) -> None:
        lesson = LessonFactory(
            network=cast.network, author=cast.user("secretariat"), visibility=visibility, published=True
        )
        client = cast.client(who)
        picture = quipu.of(NOBODY if who == "anonymous" else cast.user(who))
        may = who in READERS[visibility]
        (own,) = [cord for cord in picture.cords if cord.slug == cast.network.slug]
        assert (picture.total, own.total) == (may, may)
        page = drawn(picture)
        assert (lesson.get_absolute_url() in str(page), lesson.title in str(page)) == (may, may)
        for link in page.select("svg a"):
            assert client.get(str(link["href"])).status_code == 200

    @pytest.mark.parametrize("who", ["member", "secretariat", "admin"])
    def test_a_draft_is_no_knot(self, cast: Cast, who: str) -> None:
        LessonFactory(network=cast.network, author=cast.user("member"), visibility="public")
        assert quipu.of(cast.user(who)).total == 0

    def test_what_came_back_to_an_unreadable_lesson_is_not_counted(self, cast: Cast) -> None:
        lesson = LessonFactory(
            network=cast.network, author=cast.user("member"), visibility="own_network", published=True
        )
        _echo(cast, lesson)
        for cord in quipu.of(cast.user("other_member")).cords:
            assert (cord.confirmations, cord.uses, cord.newest) == (0, 0, None)

    def test_confirmations_and_uses_are_counted_each_once(self, cast: Cast) -> None:
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), visibility="public", published=True)
        _echo(cast, lesson)
        (knot,) = [knot for cord in quipu.of(NOBODY).cords for knot in cord.knots]
        assert (knot.confirmations, knot.uses, knot.size) == (2, 3, 2)


def _echo(cast: Cast, lesson: Lesson) -> None:
    """Two people of one network confirm it, two voices; one differs; one network used it three times."""
    for stance in ("confirms", "confirms", "differs"):
        by = UserFactory()
        Corroboration.objects.create(lesson=lesson, network=cast.other_network, by=by, stance=stance, text="Así fue")
    for result in ("worked", "failed", "too_early"):
        Application.objects.create(lesson=lesson, network=cast.other_network, by=by, result=result)


class TestLinks:
    def test_a_knot_of_many_leads_to_just_these_lessons(self, cast: Cast) -> None:
        publish(200, [cast.network, cast.other_network])
        client = cast.client("anonymous")
        several = [knot for cord in quipu.of(NOBODY).cords for knot in cord.knots if knot.count > 1]
        assert several
        for knot in several:
            page = BeautifulSoup(client.get(knot.address).content, "html.parser")
            assert f"{knot.count} " in page.select_one("#results h2").text  # type: ignore[union-attr]

    def test_a_knot_of_one_leads_to_the_lesson(self, cast: Cast) -> None:
        lesson = LessonFactory(network=cast.network, visibility="public", published=True)
        (link,) = knots_in(drawn(quipu.of(NOBODY)))
        assert link["href"] == lesson.get_absolute_url()

    def test_a_bare_cord_leads_to_its_network(self, cast: Cast) -> None:
        link = drawn(quipu.of(cast.user("member"))).select_one("g.bare a")
        assert link is not None
        assert link["href"] == cast.network.get_absolute_url()

    def test_the_study_hangs_first_and_leads_to_its_findings(self, cast: Cast, study_lesson: Lesson) -> None:
        NetworkFactory()
        first = quipu.of(NOBODY).cords[0]
        assert first.kind == "study"
        assert [knot.lesson for knot in first.knots] == [study_lesson.pk]
        assert cast.client("anonymous").get(first.address).status_code == 200

    def test_the_study_hangs_at_its_event_and_not_where_it_was_taken_in(self, study_lesson: Lesson) -> None:
        taken_in = quipu.of(NOBODY).cords[0].newest
        Lesson.objects.filter(pk=study_lesson.pk).update(happened_on=date(2007, 3, 1))
        assert quipu.of(NOBODY).cords[0].newest == date(2007, 3, 1) != taken_in

    def test_a_knot_of_a_network_hangs_when_it_was_published(self, cast: Cast) -> None:
        LessonFactory(network=cast.network, visibility="public", published=True, happened_on=date(2007, 3, 1))
        assert max(cord.newest.year for cord in quipu.of(NOBODY).cords if cord.newest) > 2007

    def test_networks_with_few_lessons_share_the_last_cord(self, db: None) -> None:
        networks = NetworkFactory.create_batch(30)
        publish(40, networks[20:])
        picture = quipu.of(NOBODY)
        *own, others = picture.cords
        assert len(picture.cords) == MOST_CORDS
        assert {cord.slug for cord in own} == {network.slug for network in networks[20:]}
        assert (others.kind, others.networks, others.total) == ("others", 20, 0)
        assert (picture.networks, picture.total) == (30, 40)


class TestPicture:
    def test_of_nothing_is_empty_and_does_not_fail(self, db: None) -> None:
        assert not drawn(quipu.of(NOBODY)).select("g.pendant")

    def test_every_link_has_a_name_and_none_is_hidden(self, cast: Cast) -> None:
        publish(60, [cast.network, cast.other_network])
        page = drawn(quipu.of(NOBODY))
        svg = page.svg
        assert svg is not None
        assert svg["role"] == "group"
        links = page.select("svg a")
        assert links
        assert all(link.title and link.title.text.strip() for link in links)
        names = [page.select_one(f"#{name}") for name in str(svg["aria-labelledby"]).split()]
        assert all(name and name.text.strip() for name in names)

    def test_no_style_and_no_script_of_its_own(self, cast: Cast) -> None:
        publish(60, [cast.network])
        assert not drawn(quipu.of(NOBODY)).select("[style], style, script, [onclick]")

    @pytest.mark.parametrize("many", [3, 60, 400])
    def test_table_says_the_same(self, cast: Cast, study_lesson: Lesson, many: int) -> None:
        publish(many, [cast.network, cast.other_network])
        NetworkFactory(name="Sin nada")
        page = drawn(quipu.of(NOBODY))
        rows = page.select("tbody tr")
        assert len(rows) == len(page.select("g.pendant")) == 4
        for row, cord in zip(rows, page.select("g.pendant"), strict=True):
            cells = [cell.text for cell in row.select("td")]
            tied = dict.fromkeys(LABELS, 0)
            for knot in knots_in(cord):
                tied[knot["class"][0]] += number(knot)
            assert [int(cell) for cell in cells[:4]] == list(tied.values())
            assert row.th is not None
            assert row.th.text.strip() == cord["aria-label"]
        assert sum(int(cell.text) for row in rows for cell in row.select("td")[:4]) == many + 1

    @pytest.mark.parametrize("language", ["es", "en"])
    def test_light_with_the_frame_of_the_study(self, db: None, language: str) -> None:
        call_command("load_frame", stdout=StringIO())
        with override(language):
            page = drawn(quipu.of(NOBODY))
        assert weight(page) < WEIGHT
        assert len(page.select("g.pendant")) == 8
        assert len(page.select("g.bare")) == 7
        assert sum(map(number, knots_in(page))) == Lesson.objects.count()

    @pytest.mark.parametrize("years", [1, 3, 20])
    def test_light_with_2000_lessons_in_30_networks(self, db: None, years: int) -> None:
        publish(2_000, NetworkFactory.create_batch(30), over=timedelta(days=365 * years))
        page = drawn(quipu.of(NOBODY))
        assert weight(page) < WEIGHT
        assert sum(map(number, knots_in(page))) == 2_000

    def test_light_with_as_many_lessons_as_hang_one_by_one(self, db: None) -> None:
        publish(130, NetworkFactory.create_batch(11))
        page = drawn(quipu.of(NOBODY))
        assert len(knots_in(page)) > 100
        assert weight(page) < WEIGHT

    def test_four_queries_at_most_however_much_there_is(self, cast: Cast) -> None:
        for many in (1, 300):
            publish(many, [cast.network, *NetworkFactory.create_batch(many // 20)])
            with CaptureQueriesContext(
                connection,
            ) as asked:
                drawn(quipu.of(NOBODY))
            assert len(asked) <= 4
