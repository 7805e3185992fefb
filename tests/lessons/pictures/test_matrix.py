"""Who may open its page: test_permission_matrix.py. How many queries it takes: test_queries.py."""

import gzip
import random
import re
from collections import Counter
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lessons.models import Finding, Lesson, LessonFinding
from lessons.templatetags.pictures import matrix
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import FindingFactory, LessonFactory
from tests.support.htmx import soup

PAGE = "/matriz/"


@pytest.fixture
def frame(db: None) -> list[Finding]:
    """Three challenges, three best practices, and one finding that has no place in the matrix."""
    challenges = [FindingFactory(code=f"C{number}", number=number, position=number) for number in (1, 2, 3)]
    practice = {"kind": Finding.Kind.BEST_PRACTICE}
    practices = [
        FindingFactory(code=f"P{number}", number=number, position=10 + number, **practice) for number in (1, 2, 3)
    ]
    theme = FindingFactory(code="T1", kind=Finding.Kind.EMERGING_THEME, number=1, position=20)
    return [*challenges, *practices, theme]


def some_lessons(cast: Cast, frame: list[Finding], seed: int) -> None:
    """Of all visibilities and results, drafts too, speaking to whatever chance says."""
    chance = random.Random(seed)
    for _ in range(30):
        lesson = LessonFactory(
            network=chance.choice([cast.network, cast.other_network]),
            author=cast.user(chance.choice(["member", "other_member"])),
            visibility=chance.choice(Lesson.Visibility.values),
            result=chance.choice(["", *Lesson.Result.values]),
            published=chance.random() < 0.8,
        )
        for finding in chance.sample(frame, chance.randint(0, 6)):
            lesson.stances.create(finding=finding, stance=chance.choice(LessonFinding.Stance.values))


def drawn(page: BeautifulSoup) -> dict[str, str]:
    """Of the cells: address → the number on it."""
    return {a["href"]: a.find("text").get_text() for a in page.select(".matrix figure svg a[transform]")}


def recounted(listed: list[Lesson]) -> dict[tuple[str, str], Counter[str]]:
    """By brute force: each pair of a lesson's findings, and its result."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for lesson in listed:
        codes = [stance.finding.code for stance in lesson.stances.select_related("finding")]
        for challenge in (code for code in codes if code.startswith("C")):
            for practice in (code for code in codes if code.startswith("P")):
                found.setdefault((challenge, practice), Counter())[lesson.result] += 1
    return found


def all_listed(client: Client, address: str) -> list[Lesson]:
    """Those that the list at that address shows on all its pages."""
    return list(client.get(address).context["page"].paginator.object_list.found)


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_cell_counts_what_its_list_shows(cast: Cast, frame: list[Finding], who: str):
    some_lessons(cast, frame, seed=EVERYBODY.index(who))
    client = cast.client(who)
    cells = drawn(soup(client.get(PAGE)))
    expected = recounted(all_listed(client, "/lecciones/"))
    prefix = "/lecciones/?finding={}&finding={}"
    assert cells == {prefix.format(*pair): str(results.total()) for pair, results in expected.items()}
    assert {address: str(len(all_listed(client, address))) for address in cells} == cells
    assert cells, "chance gave no pair: nothing was tested"


def test_each_reader_sees_counts_of_what_they_may_read(cast: Cast, frame: list[Finding]):
    """A lesson of one network alone is counted for its people, and for others there is no such cell."""
    secret = LessonFactory(network=cast.network, published=True, visibility="own_network", title="Secreta")
    secret.stances.bulk_create(LessonFinding(lesson=secret, finding=each) for each in (frame[0], frame[3]))
    numbers = {who: list(drawn(soup(cast.client(who).get(PAGE))).values()) for who in EVERYBODY}
    mine = {"secretariat", "member", "observer", "admin"}
    assert numbers == {who: ["1"] if who in mine else [] for who in EVERYBODY}


def rows_behind(page: BeautifulSoup) -> dict[str, list[int]]:
    """Of the table: address → lessons, worked, partly, failed, not told."""
    rows = [row for row in page.select(".matrix-table tbody tr") if row.find("a")]
    return {row.a["href"]: [int(cell.get_text()) for cell in row.select("td")] for row in rows}


def bands(cell: Tag) -> list[str]:
    return [re.sub(r"url\(#weave-(.*)\)", r"\1", rect["fill"]) for rect in cell.select("rect[fill]")]


def test_the_table_behind_says_what_the_picture_shows(cast: Cast, frame: list[Finding]):
    some_lessons(cast, frame, seed=7)
    client = cast.client("member")
    page = soup(client.get(PAGE))
    expected = recounted(all_listed(client, "/lecciones/"))
    behind = rows_behind(page)
    assert {address: str(row[0]) for address, row in behind.items()} == drawn(page)
    for (challenge, practice), results in expected.items():
        row = behind[f"/lecciones/?finding={challenge}&finding={practice}"]
        assert row == [results.total(), *(results[name] for name in ("worked", "partly", "failed", ""))]
    for cell in page.select(".matrix figure svg a[transform]"):
        told = zip(("worked", "partly", "failed", "untold"), behind[cell["href"]][1:], strict=True)
        assert bands(cell) == [name for name, number in told if number]


def test_crossings_without_a_lesson_are_quiet_and_counted(cast: Cast, frame: list[Finding]):
    lesson = LessonFactory(network=cast.network, published=True, visibility="public", result="worked")
    lesson.stances.bulk_create(LessonFinding(lesson=lesson, finding=each) for each in (frame[0], frame[4], frame[6]))
    page = soup(cast.client("anonymous").get("/en" + PAGE))
    [cell] = page.select(".matrix figure svg a[transform]")
    assert cell["href"] == "/en/lecciones/?finding=C1&finding=P2"
    assert cell.title.get_text() == "C1 × P2: 1 worked"
    assert len(page.select(".matrix figure svg use.quiet")) == 3 * 3 - 1
    assert "8 of 9 crossings" in page.select_one(".takeaway").get_text()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_all_its_links_lead_somewhere_in_their_language(cast: Cast, frame: list[Finding], prefix: str):
    some_lessons(cast, frame, seed=11)
    client = cast.client("other_member")
    found = soup(client.get(prefix + PAGE)).select_one(".matrix")
    addresses = {link["href"] for link in found.select("a")}
    assert len(addresses) > 6
    for address in addresses:
        assert address.startswith("/en/") is bool(prefix)
        assert client.get(address).status_code == 200, address


def test_the_picture_says_what_it_is_to_those_who_do_not_see_it(cast: Cast, frame: list[Finding]):
    some_lessons(cast, frame, seed=3)
    picture = soup(cast.client("member").get(PAGE)).select_one(".matrix figure svg")
    for attribute in ("aria-labelledby", "aria-describedby"):
        assert picture.find(id=picture[attribute]).get_text(strip=True)
    assert all(link.title.get_text(strip=True) for link in picture.select("a"))


def test_the_page_opens_before_there_are_findings(cast: Cast):
    assert cast.client("anonymous").get(PAGE).status_code == 200


def many_lessons(number: int) -> None:
    chance = random.Random(1)
    by_kind = [list(Finding.objects.filter(kind=kind)) for kind in (Finding.Kind.CHALLENGE, Finding.Kind.BEST_PRACTICE)]
    said: dict[str, Any] = {
        "title": "Una", "what_happened": "a", "insight": "b", "recommendation": "c",
        "speaker": "Ana", "visibility": "public", "published_at": now(), "state": "published",
    }  # fmt: skip
    lessons = [Lesson(result=chance.choice(["", *Lesson.Result.values]), **said) for _ in range(number)]
    Lesson.objects.bulk_create(lessons)
    LessonFinding.objects.bulk_create(
        LessonFinding(lesson=lesson, finding=finding)
        for lesson in lessons
        for findings in by_kind
        for finding in chance.sample(findings, 2)
    )


def test_stays_small_and_asks_as_little_with_two_thousand_lessons(cast: Cast):
    call_command("load_frame", stdout=StringIO())
    sizes, queries = [], []
    request = RequestFactory().get(PAGE)
    request.user = AnonymousUser()
    for number in (0, 2000):
        many_lessons(number)
        with CaptureQueriesContext(connection) as asked:
            drawn = BeautifulSoup(matrix({"request": request}), "html.parser")
        assert len(drawn.select("svg.weave > a[transform], svg.weave > use.quiet")) == 6 * 7
        part = soup(cast.client("anonymous").get(PAGE)).select_one(".matrix").decode()
        sizes.append(len(gzip.compress(part.encode())))
        queries.append(len(asked))
    assert queries[0] == queries[1] <= 4
    assert max(sizes) < 8 * 1024
    assert sizes[1] > sizes[0], "the lessons are not drawn"
