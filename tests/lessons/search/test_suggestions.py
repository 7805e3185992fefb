"""While somebody types, what is called so is suggested: of what they may read, and nothing for what is too short."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lessons.models import Lesson
from lessons.search import suggestions
from networks.models import Region
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import (
    CorroborationFactory,
    FindingFactory,
    LessonFactory,
    NetworkFactory,
    OrganisationFactory,
    RegionFactory,
)
from tests.support.htmx import headers, soup

pytestmark = pytest.mark.django_db

ADDRESS = "/lecciones/sugerencias/"
BUDGET = "El presupuesto de la educación rural se gana en marzo"


def suggested(client: Client, words: str) -> list[str]:
    """The names, without the word that says of what."""
    answer = client.get(ADDRESS, {"q": words}, headers=headers(""))
    assert answer.status_code == 200
    tree = soup(answer)
    for kind in tree.select("a .meta"):
        kind.decompose()
    return [link.get_text(strip=True) for link in tree.select("li > a")]


@pytest.fixture
def anybody(cast: Cast) -> Client:
    return cast.client("anonymous")


class TestTitles:
    @pytest.fixture(autouse=True)
    def budget(self, db: None) -> Lesson:
        LessonFactory(title="Otra cosa", insight=BUDGET, visibility="public", published=True)
        return LessonFactory(title=BUDGET, visibility="public", published=True)

    @pytest.mark.parametrize(
        "words",
        [
            "presu",
            "PRESUPUESTO",
            "educacion",
            "educación rur",
            "rural presup",
            "el presupuesto de la educ",
            "¿educación, rural?",
        ],
    )
    def test_one_is_suggested_whose_words_begin_so(self, anybody: Client, words: str):
        assert suggested(anybody, words) == [BUDGET]

    @pytest.mark.parametrize("words", ["supuesto", "ducación", "presupuesto urbano", "zzz"])
    def test_one_that_has_them_elsewhere_or_not_all_is_not(self, anybody: Client, words: str):
        assert suggested(anybody, words) == []

    def test_it_is_a_link_that_says_its_language(self, anybody: Client, budget: Lesson):
        Lesson.objects.filter(pk=budget.pk).update(language="en")
        [link] = soup(anybody.get(ADDRESS, {"q": "presupuesto"})).select("a")
        assert (link["href"], link["lang"]) == (budget.get_absolute_url(), "en")
        assert anybody.get(link["href"]).status_code == 200

    def test_a_title_stays_text(self, anybody: Client):
        LessonFactory(title="Quinua <script>alert(1)</script> & más", visibility="public", published=True)
        assert suggested(anybody, "quinua") == ["Quinua <script>alert(1)</script> & más"]
        page = anybody.get(ADDRESS, {"q": "quinua"}).content.decode()
        assert "<script" not in page
        assert "&amp; más" in page

    def test_those_that_others_bear_out_come_first_and_no_more_than_five(self, anybody: Client):
        strong = LessonFactory(title="Quinua fuerte", visibility="public", published=True)
        for number in range(suggestions.MOST_LESSONS + 2):
            LessonFactory(title=f"Quinua {number}", visibility="public", published=True)
        CorroborationFactory(lesson=strong, organisation=OrganisationFactory())
        found = suggested(anybody, "quinua")
        assert (found[0], len(found)) == ("Quinua fuerte", suggestions.MOST_LESSONS)

    def test_lessons_are_asked_for_once(self, anybody: Client, cast: Cast):
        for client in (anybody, cast.client("member")):
            suggested(client, "presupuesto")
            with CaptureQueriesContext(connection) as asked:
                assert suggested(client, "presupuesto") == [BUDGET]
            of_lessons = [each for each in asked if re.search(r"\blessons_lesson\b", each["sql"])]
            assert len(of_lessons) == 1


class TestRights:
    def test_each_is_suggested_what_they_may_read(self, cast: Cast):
        author = cast.user("secretariat")
        for title, visibility in [("Quinua pública", "public"), ("Quinua de redes", "all_networks")]:
            LessonFactory(title=title, network=cast.network, author=author, visibility=visibility, published=True)
        LessonFactory(
            title="Quinua propia", network=cast.network, author=author, visibility="own_network", published=True
        )
        LessonFactory(title="Quinua borrador", network=cast.network, author=author, visibility="public")
        shown = {who: "".join(sorted(name.split()[1][0] for name in suggested(cast.client(who), "quinua"))) for who in
                 EVERYBODY}  # fmt: skip
        assert shown == {
            "anonymous": "p",
            "no_network": "p",
            "secretariat": "dpp",
            "member": "dpp",
            "observer": "dpp",
            "other_secretariat": "dp",
            "other_member": "dp",
            "admin": "dpp",
        }

    def test_what_has_ended_or_was_taken_down_is_not(self, cast: Cast):
        lesson = LessonFactory(title="Quinua", visibility="public", published=True)
        down = {"taken_down_at": lesson.published_at, "taken_down_by": cast.user("admin"), "take_down_reason": "Mal."}
        client = cast.client("anonymous")
        assert suggested(client, "quinua") == ["Quinua"]
        Lesson.objects.filter(pk=lesson.pk).update(**down)
        assert suggested(client, "quinua") == []


class TestNames:
    @pytest.fixture(autouse=True)
    def named(self, db: None) -> None:
        NetworkFactory(
            slug="foro-verde", name="Foro Verde", full_name="Foro por una Amazonía Viva", former_names=["Mesa Antigua"]
        )
        NetworkFactory(slug="otra", name="Conades", full_name="Conferencia Nacional")
        RegionFactory(code="08", slug="cusco", name="Cusco")
        RegionFactory(code="12", slug="junin", name="Junín")
        FindingFactory(number=3, code="C3", text_es="Las autoridades cambian", text_en="Authorities change")
        FindingFactory(number=30, code="C30", text_es="Otra cosa", text_en="Something else")

    @pytest.mark.parametrize(
        ("words", "name"),
        [
            ("foro ver", "Foro Verde"),
            ("amazonia", "Foro Verde"),
            ("mesa antigua", "Foro Verde"),
            ("Conades", "Conades"),
            ("cusc", "Cusco"),
            ("junin", "Junín"),
            ("C30", "C30. Otra cosa"),
            ("autoridades cambian", "C3. Las autoridades cambian"),
            ("authorities", "C3. Las autoridades cambian"),
        ],
    )
    def test_what_is_called_so_is_suggested(self, anybody: Client, words: str, name: str):
        assert name in suggested(anybody, words)

    @pytest.mark.parametrize("words", ["ades", "cajamarca", "verdes campos", "unin", "C99"])
    def test_what_is_called_otherwise_is_not_suggested(self, anybody: Client, words: str):
        assert suggested(anybody, words) == []

    def test_each_leads_to_its_page(self, anybody: Client):
        for words in ("Foro Verde", "Cusco", "autoridades"):
            [link] = soup(anybody.get(ADDRESS, {"q": words})).select("li > a")
            assert anybody.get(link["href"]).status_code == 200

    def test_no_more_than_three_of_each_kind(self, anybody: Client):
        for number in range(suggestions.MOST_OF_EACH + 2):
            NetworkFactory(name=f"Quinua {number}")
        assert len(suggested(anybody, "quinua")) == suggestions.MOST_OF_EACH

    def test_they_are_suggested_in_the_readers_language(self, anybody: Client):
        page = anybody.get(f"/en{ADDRESS}", {"q": "authorities"})
        assert "C3. Authorities change" in " ".join(soup(page).get_text().split())

    def test_pages_that_are_called_so_stand_above_what_was_found(self, anybody: Client):
        page = soup(anybody.get("/lecciones/", {"q": "cusco"}))
        assert "?region=cusco" in [link["href"].partition("/lecciones/")[2] for link in page.select(".row-of-links a")]


HOSTILE: list[Any] = [
    "",
    " ",
    "qu",
    "c",
    "de la",
    "x" * 10_000,
    "quinua " * 1_500,
    "\0",
    "\0\0\0",
    "📣",
    "👩🏽‍🌾",
    "(",
    ")",
    "[",
    "*",
    "+",
    "?",
    "\\",
    "\\m",
    ".*",
    "^$",
    "(?:",
    "{1,}",
    "%",
    "%s",
    "'; --",
    "<script>",
    "<->",
    "|",
]


@pytest.mark.parametrize("who", ["anonymous", "member"])
def test_nothing_is_suggested_for_what_is_too_short_too_long_or_no_word(cast: Cast, who: str) -> None:
    LessonFactory(title="Quinua de la chacra", visibility="public", published=True)
    client = cast.client(who)
    assert suggested(client, "quinua") == ["Quinua de la chacra"]
    assert [words for words in HOSTILE if suggested(client, words)] == []


def test_signs_among_words_say_nothing(cast: Cast) -> None:
    LessonFactory(title="Quinua de la chacra", visibility="public", published=True)
    client = cast.client("anonymous")
    for words in ("quin\0ua", "(quinua", "quinua)*", "quinua .*", "quinua|alpaca chacra"[:7], "quinua\\M", "📣 quinua"):
        assert suggested(client, words) == ["Quinua de la chacra"], words


def test_only_reading_is_answered(cast: Cast) -> None:
    assert cast.client("member").post(ADDRESS, {"q": "quinua"}).status_code == 405


def test_what_is_suggested_follows_a_new_name(cast: Cast) -> None:
    RegionFactory(code="08", slug="cusco", name="Cusco")
    client = cast.client("anonymous")
    assert suggested(client, "qosqo") == []
    Region.objects.filter(slug="cusco").update(name="Qosqo")
    assert suggested(client, "qosqo") == ["Qosqo"]
