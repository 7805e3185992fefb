"""From page to page of a list, each lesson is met once, whatever the order and whatever happens meanwhile."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lessons.models import Lesson, Verification
from lessons.search import pages
from lessons.search.orders import ORDERS
from lessons.verification import actions
from tests.support.cast import Cast
from tests.support.factories import CorroborationFactory, LessonFactory, OrganisationFactory
from tests.support.htmx import soup

LIST = "/lecciones/"


@pytest.fixture
def eleven(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """In pages of four; many of them equal in all that they are ordered by, but for their keys."""
    monkeypatch.setattr(pages, "PER_PAGE", 4)
    when = now()
    for number in range(11):
        lesson = LessonFactory(
            title=["Ágora ~ una", "ñandú", "Zona"][number % 3],
            visibility="public",
            network=cast.network,
            published=True,
        )
        row = Lesson.objects.filter(pk=lesson.pk)
        row.update(published_at=when - timedelta(days=number // 4))
        if number % 5 == 0:
            CorroborationFactory(lesson=lesson, organisation=OrganisationFactory())


def walk(client: Client, address: str, link: str = "next") -> list[list[int]]:
    """The keys on each page from there on, by that link."""
    met = []
    while True:
        answer = client.get(address)
        assert answer.status_code == 200
        met.append([lesson.pk for lesson in answer.context["page"]])
        following = soup(answer).select_one(f"nav.pagination a[rel={link}]")
        if following is None:
            return met
        address = LIST + following["href"]


@pytest.mark.parametrize("query", [f"order={order}" for order in ORDERS] + ["", "q=cita&order=used", "confirmed=yes"])
def test_each_lesson_is_met_once_on_full_pages(cast: Cast, eleven: None, query: str) -> None:
    client = cast.client("anonymous")
    met = walk(client, f"{LIST}?{query}")
    flat = [pk for page in met for pk in page]
    assert len(flat) == len({*flat}) == (3 if "confirmed=" in query else 11)
    assert [len(page) for page in met[:-1]] == [pages.PER_PAGE] * (len(met) - 1)
    assert flat == list(client.get(f"{LIST}?{query}").context["filter"].qs.values_list("pk", flat=True))


@pytest.mark.parametrize("order", ORDERS)
def test_back_are_the_same_pages(cast: Cast, eleven: None, order: str) -> None:
    client = cast.client("anonymous")
    first = f"{LIST}?order={order}"
    second = LIST + soup(client.get(first)).select_one("a[rel=next]")["href"]
    third = LIST + soup(client.get(second)).select_one("a[rel=next]")["href"]
    assert walk(client, third, "prev") == walk(client, first)[::-1]


@pytest.mark.parametrize("order", ORDERS)
def test_what_is_published_meanwhile_moves_nothing(cast: Cast, eleven: None, order: str) -> None:
    client = cast.client("anonymous")
    first = client.get(f"{LIST}?order={order}")
    met = [lesson.pk for lesson in first.context["page"]]
    LessonFactory(title="Aaa", visibility="public", network=cast.network, published=True)
    actions.archive(Lesson.objects.get(pk=met[1]), by=cast.user("admin"), reason="Ya no")
    later = walk(client, LIST + soup(first).select_one("a[rel=next]")["href"])
    flat = met + [pk for page in later for pk in page]
    assert len(flat) == len({*flat})
    assert {*Lesson.objects.order_by("pk").values_list("pk", flat=True)[:10]} <= {*flat}


def test_drafts_are_paged_too(cast: Cast, subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch) -> None:
    LessonFactory.create_batch(5, network=cast.network, author=cast.user("member"))
    monkeypatch.setattr(pages, "PER_PAGE", 4)
    for order in ORDERS:
        with subtests.test(order):
            met = walk(cast.client("member"), f"{LIST}?state=draft&order={order}")
            assert ([len(page) for page in met], len({pk for page in met for pk in page})) == ([4, 1], 5)


def test_the_longest_unverified_comes_first(cast: Cast) -> None:
    old, verified, young = (LessonFactory(visibility="public", published=True, title=title) for title in "ABC")
    for lesson, days in ((old, 500), (verified, 900), (young, 100)):
        Lesson.objects.filter(pk=lesson.pk).update(published_at=now() - timedelta(days=days))
    Verification.objects.create(lesson=verified, by=verified.author, outcome="still_true", revision=1)
    Verification.objects.create(lesson=old, by=old.author, outcome="needs_change", revision=1)
    found = cast.client("anonymous").get(f"{LIST}?order=unverified").context["page"]
    assert [lesson.title for lesson in found] == ["A", "C", "B"]


HOSTILE = [
    *("~", "1~", "~1", "1~2~3~4", "x~1", "-1~1", "1~-1", "1e9~1", "1.5~1", "1~9223372036854775808", "' OR 1=1 --~1"),
    *("999999999999999999999~1", "١~١", "1~1" * 200, "\0~1", "999999999999999999~1", "😀~😀", "%00~1", "NaN~1"),
]

NO_TITLES = ["~", "1~", "\0~1", "a~-1", "a~9223372036854775808", "a~1" * 200, "😀~😀", "a~b~c", "a"]


@pytest.mark.parametrize("order", ORDERS)
def test_a_cursor_that_is_none_shows_the_first_page(cast: Cast, eleven: None, order: str) -> None:
    client = cast.client("anonymous")
    first = [lesson.pk for lesson in client.get(f"{LIST}?order={order}").context["page"]]
    for name in ("after", "before"):
        for cursor in [*HOSTILE, *NO_TITLES] if order != "title" else NO_TITLES:
            shown = client.get(f"{LIST}?order={order}&page=2&{name}={quote(cursor)}")
            assert (shown.status_code, [lesson.pk for lesson in shown.context["page"]]) == (200, first), cursor
            assert shown.context["page"].number == 1


def test_a_cursor_with_any_title_is_read_as_one(cast: Cast, eleven: None) -> None:
    for cursor in HOSTILE:
        for name in ("after", "before"):
            assert cast.client("anonymous").get(f"{LIST}?order=title&{name}={quote(cursor)}").status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "²", "1.5", ""])
def test_a_number_that_is_none_shows_the_first_page(cast: Cast, eleven: None, number: str) -> None:
    page = cast.client("anonymous").get(f"{LIST}?page={quote(number)}").context["page"]
    assert (page.number, len(page)) == (1, 4)


def test_pages_of_old_addresses_are_found_by_their_number(
    cast: Cast, eleven: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.client("anonymous")
    by_number = [[lesson.pk for lesson in client.get(f"{LIST}?page={each}").context["page"]] for each in (1, 2, 3)]
    assert by_number == walk(client, LIST)
    assert client.get(f"{LIST}?page=9").context["page"].number == 3
    monkeypatch.setattr(pages, "BY_NUMBER", 2)
    assert client.get(f"{LIST}?page=3").context["page"].number == 2


def test_a_page_before_the_first_lessons_is_the_first_whole(cast: Cast, eleven: None) -> None:
    client = cast.client("anonymous")
    first = client.get(LIST).context["page"]
    order = ORDERS["newest"]
    shown = client.get(f"{LIST}?before={order.cursor_of(first[2])}").context["page"]
    assert [lesson.pk for lesson in shown] == [lesson.pk for lesson in first]


def test_of_very_many_no_number_is_said(cast: Cast, eleven: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_COUNTED", 10)
    monkeypatch.setattr(pages.LessonPage, "most_counted", 10)
    page = soup(cast.client("anonymous").get(f"{LIST}?page=2"))
    assert "Más de 10" in page.select_one(".count").get_text()
    assert page.select_one("nav.pagination span").get_text(strip=True) == "Página 2"


@pytest.mark.parametrize("order", ORDERS)
def test_a_late_page_is_found_in_an_index(cast: Cast, order: str) -> None:
    """Without sorting all lessons, and without reading those before it."""
    lesson = LessonFactory(visibility="public", published=True)
    lesson.refresh_from_db()
    asked = ORDERS[order].beyond(Lesson.objects.published(), ORDERS[order].cursor_of(lesson))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    plan = asked.values("pk")[:21].explain()
    assert "Sort" not in plan
    assert "Index Cond: (ROW(" in plan


def test_a_late_page_costs_as_many_statements_as_the_first(cast: Cast, eleven: None) -> None:
    client = cast.client("anonymous")
    last = LIST + soup(client.get(LIST)).select_one("a[rel=next]")["href"]
    numbers = []
    for address in (LIST, last):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
