"""Who may open each page: test_permission_matrix.py."""

import re

import pytest

from base.pagination import PER_PAGE
from lessons.models import Finding, Lesson, LessonFinding
from tests.support.factories import FindingFactory, LessonFactory
from tests.support.htmx import soup
from tests.support.lessons import said, titles

RESULTS = ("worked", "partly", "failed", "")


@pytest.fixture
def challenge(db):
    return FindingFactory(number=1)


@pytest.fixture
def speak(cast):
    """Makes public lessons that speak to a finding."""

    def make(finding, how_many=1, *, stance="supports", also=(), **fields):
        said = {"network": cast.network, "visibility": "public", "published": True} | fields
        lessons = LessonFactory.create_batch(how_many, **said)
        for lesson in lessons:
            lesson.stances.create(finding=finding, stance=stance)
            lesson.stances.bulk_create(LessonFinding(lesson=lesson, finding=other) for other in also)
        return [lesson.title for lesson in lessons]

    return make


def groups(response):
    """Of the lessons on the page: name of the group → (number at its heading, titles)."""
    return {
        part["class"][-1]: (
            int(part.select_one("h3 .number").get_text()),
            [link.get_text(strip=True) for link in part.select("article.card h3 a")],
        )
        for part in soup(response).select("section.answer")
    }


def summary(response):
    """Of the ways to narrow: name → (number, whether it can be followed)."""
    entries = soup(response).select("ul.answers li")[1:]
    names = ["worked", "partly", "failed", "untold", "otherwise"] if len(entries) == 5 else ["supports", "otherwise"]
    return {
        name: (int(entry.b.get_text()), entry.find("a") is not None) for name, entry in zip(names, entries, strict=True)
    }


class TestFindings:
    def test_all_in_their_order_with_what_one_can_read_of_each(self, cast):
        second, first = FindingFactory(number=2), FindingFactory(number=1)
        for visibility in ("public", "own_network"):
            lesson = LessonFactory(network=cast.network, published=True, visibility=visibility)
            LessonFinding.objects.create(lesson=lesson, finding=first)
        LessonFinding.objects.create(lesson=LessonFactory(network=cast.network), finding=second)
        for who, counts in (("anonymous", [1, 0]), ("member", [2, 0])):
            rows = soup(cast.client(who).get("/hallazgos/")).select("ol.findings li")
            assert [int(re.search(r"(\d+) lecci", row.get_text())[1]) for row in rows] == counts
            assert [row.a["href"] for row in rows] == ["/hallazgos/C1/", "/hallazgos/C2/"]

    def test_one_with_its_lessons(self, cast, study_lesson):
        finding = FindingFactory(number=1, pole_one_es="Uno", pole_two_es="Otro")
        secret = LessonFactory(network=cast.network, published=True, visibility="own_network")
        for lesson in (study_lesson, secret):
            LessonFinding.objects.create(lesson=lesson, finding=finding, stance="contradicts")
        response = cast.client("anonymous").get("/hallazgos/C1/")
        assert titles(response) == [study_lesson.title]
        assert all(text in said(response) for text in ("Uno", "Otro", finding.source, "Lo contradice"))

    @pytest.mark.parametrize("code", ["C9", "c1", "zz", "C1%00"])
    def test_of_one_that_is_not_there(self, cast, code):
        FindingFactory(number=1)
        assert cast.client("admin").get(f"/hallazgos/{code}/").status_code == 404

    def test_list_shows_the_results_of_each(self, cast, challenge, speak):
        speak(challenge, 2, result="worked")
        speak(challenge, 1, result="failed", stance="contradicts")
        speak(challenge, 5, result="partly", visibility="own_network")
        [bar] = soup(cast.client("anonymous").get("/en/hallazgos/")).select("ol.findings .woven-bar")
        assert bar["aria-label"] == "2 worked, 1 did not work"
        assert soup(cast.client("anonymous").get("/hallazgos/")).find("a", href="/matriz/")

    def test_kinds_are_sections_with_their_number(self, cast, challenge):
        for number in (1, 2):
            FindingFactory(code=f"R{number}", kind=Finding.Kind.RECOMMENDATION, number=number, position=50 + number)
        parts = soup(cast.client("anonymous").get("/hallazgos/")).select("section.finding")
        assert [int(part.select_one("h2 .number").get_text()) for part in parts] == [1, 2]
        links = soup(cast.client("anonymous").get("/hallazgos/")).select("ul.kinds a")
        assert [link["href"].removeprefix("#") for link in links] == [part.h2["id"] for part in parts]


class TestWhatWorkedAgainstIt:
    def test_by_result_in_order_and_those_that_say_otherwise_apart(self, cast, challenge, speak):
        expected = {result or "untold": (2, speak(challenge, 2, result=result)[::-1]) for result in RESULTS[::-1]}
        expected["otherwise"] = (1, speak(challenge, 1, stance="contradicts", result="worked"))
        response = cast.client("anonymous").get("/hallazgos/C1/")
        assert groups(response) == expected
        assert list(groups(response)) == ["worked", "partly", "failed", "untold", "otherwise"]
        assert summary(response) == {name: (number, True) for name, (number, _) in expected.items()}

    def test_counts_only_what_one_may_read(self, cast, challenge, speak):
        speak(challenge, 1, result="worked")
        speak(challenge, 3, result="worked", visibility="own_network")
        speak(challenge, 2, stance="contradicts", visibility="all_networks")
        speak(challenge, 4, published=False)
        seen = {
            who: (summary(response)["worked"], summary(response)["otherwise"])
            for who in ("anonymous", "no_network", "other_member", "member")
            for response in [cast.client(who).get("/hallazgos/C1/")]
        }
        assert seen == {
            "anonymous": ((1, True), (0, False)),
            "no_network": ((1, True), (0, False)),
            "other_member": ((1, True), (2, True)),
            "member": ((4, True), (2, True)),
        }

    @pytest.mark.parametrize("asked", ["worked", "partly", "failed", "untold", "otherwise"])
    def test_only_one_answer(self, cast, challenge, speak, asked):
        said = {result or "untold": speak(challenge, 1, result=result) for result in RESULTS}
        said["otherwise"] = speak(challenge, 5, stance="contradicts", result="failed")[::-1]
        response = cast.client("anonymous").get(f"/hallazgos/C1/?result={asked}")
        assert groups(response) == {asked: (len(said[asked]), said[asked])}
        [current] = soup(response).select("ul.answers [aria-current]")
        assert current["href"] == f"?result={asked}#lessons"

    @pytest.mark.parametrize("asked", ["", "zz", "supports", "worked%00", "failed&result=zz"])
    def test_an_answer_that_nobody_gives_narrows_nothing(self, cast, challenge, speak, asked):
        titles_of_all = speak(challenge, 1, result="worked") + speak(challenge, 1, result="failed")
        assert titles(cast.client("anonymous").get(f"/hallazgos/C1/?result={asked}")) == titles_of_all

    def test_those_that_say_otherwise_are_on_every_page(self, cast, challenge, speak):
        worked = speak(challenge, PER_PAGE + 1, result="worked")[::-1]
        otherwise = speak(challenge, 4, stance="contradicts")[::-1]
        first, second = (groups(cast.client("anonymous").get(f"/hallazgos/C1/?page={number}")) for number in (1, 2))
        assert first["worked"] == (PER_PAGE + 1, worked[:PER_PAGE])
        assert second["worked"] == (PER_PAGE + 1, worked[PER_PAGE:])
        assert first["otherwise"] == second["otherwise"] == (4, otherwise[:3])

    def test_pages_of_one_answer_stay_with_it(self, cast, challenge, speak):
        speak(challenge, PER_PAGE + 1, result="failed")
        speak(challenge, 1, result="worked")
        page = soup(cast.client("anonymous").get("/hallazgos/C1/?result=failed"))
        following = page.select_one("nav.pagination a[rel=next]")["href"]
        assert groups(cast.client("anonymous").get(f"/hallazgos/C1/{following}"))["failed"][0] == PER_PAGE + 1

    def test_a_theme_has_stances_and_no_results(self, cast, speak):
        theme = FindingFactory(code="T1", kind=Finding.Kind.EMERGING_THEME)
        same, other = speak(theme, 2, result="worked")[::-1], speak(theme, 1, stance="contradicts")
        response = cast.client("anonymous").get("/hallazgos/T1/")
        assert groups(response) == {"supports": (2, same), "otherwise": (1, other)}
        assert summary(response) == {"supports": (2, True), "otherwise": (1, True)}
        assert not soup(response).select(".woven-bar, .matrix-row")


class TestRowOfTheMatrix:
    @pytest.fixture
    def practices(self, db):
        kind = Finding.Kind.BEST_PRACTICE
        return [
            FindingFactory(code=f"P{number}", kind=kind, number=number, position=10 + number) for number in (1, 2, 3)
        ]

    def test_leads_to_what_it_counts(self, cast, challenge, practices, speak):
        """Most first; those without a lesson are named, and what one may not read is not there."""
        speak(challenge, 1, also=practices[:1])
        speak(challenge, 2, also=practices[1:2], stance="contradicts", result="failed")
        speak(challenge, 2, also=practices, visibility="own_network")
        for client, expected in (
            (cast.client("anonymous"), [("P2", 2), ("P1", 1)]),
            (cast.client("member"), [("P2", 4), ("P1", 3), ("P3", 2)]),
        ):
            rows = soup(client.get("/hallazgos/C1/")).select("ul.matrix-row li > a")
            assert [row["href"][-2:] for row in rows] == [code for code, _ in expected]
            assert [int(row.select_one(".number").get_text().split()[0]) for row in rows] == [n for _, n in expected]
            for row, (_, number) in zip(rows, expected, strict=True):
                assert client.get(row["href"]).context["page"].paginator.count == number

    def test_of_a_practice_is_the_column(self, cast, challenge, practices, speak):
        FindingFactory(number=2)
        speak(challenge, 1, also=practices[:1], result="worked")
        page = soup(cast.client("anonymous").get("/hallazgos/P1/"))
        assert [row["href"] for row in page.select("ul.matrix-row li > a")] == ["/lecciones/?finding=C1&finding=P1"]
        assert [link["href"] for link in page.select(".silent a")] == ["/hallazgos/C2/"]

    def test_of_one_that_nobody_speaks_to(self, cast, challenge, practices):
        page = soup(cast.client("anonymous").get("/hallazgos/C1/"))
        assert not page.select("ul.matrix-row a, .to-row")
        assert len(page.select(".silent a")) == len(practices)
        assert Lesson.objects.count() == 0
