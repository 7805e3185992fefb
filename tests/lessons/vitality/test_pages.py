"""Who sees the pages, and what these say."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lessons.models import Lesson
from networks.models import User
from tests.lessons.library.test_pages import from_source
from tests.support.factories import CorroborationFactory, LessonFactory, MembershipFactory
from tests.support.htmx import soup
from tests.support.lessons import said
from tests.support.site import lives

OWN, ALL = "/redes/propia/vitalidad/", "/vitalidad/"


@pytest.fixture(autouse=True)
def kept_nothing():
    cache.clear()


class TestWhoSees:
    @pytest.mark.parametrize("who", ["observer", "member", "secretariat", "admin"])
    def test_a_networks_own_people_see_its_page(self, cast, published, who):
        assert "Recién empieza" in said(cast.client(who).get(OWN))

    @pytest.mark.parametrize(("who", "status"), [("anonymous", 302), ("no_network", 403), ("other_secretariat", 403)])
    def test_nobody_else_does(self, cast, published, who, status):
        answer = cast.client(who).get(OWN)
        assert answer.status_code == status
        assert "Recién empieza" not in answer.content.decode()

    @pytest.mark.parametrize("who", ["observer", "other_member", "admin"])
    def test_whoever_takes_part_somewhere_sees_all_networks_together(self, cast, published, who):
        assert "Recién empieza" in said(cast.client(who).get(ALL))

    @pytest.mark.parametrize(("who", "status"), [("anonymous", 302), ("no_network", 403)])
    def test_whoever_takes_part_nowhere_does_not(self, cast, published, who, status):
        answer = cast.client(who).get(ALL)
        assert answer.status_code == status
        assert "Recién empieza" not in answer.content.decode()

    def test_an_admin_sees_them_in_a_memory_without_networks(self, cast):
        assert "Todavía no hay nada" in said(cast.client("admin").get(ALL))

    @pytest.mark.parametrize("address", [OWN, ALL])
    def test_nothing_can_be_sent(self, cast, address):
        assert cast.client("secretariat").post(address).status_code == 405

    @pytest.mark.parametrize(
        ("address", "link", "shown", "not_shown"),
        [
            ("/redes/propia/", OWN, ["observer", "secretariat", "admin"], ["anonymous", "no_network", "other_member"]),
            ("/redes/", ALL, ["observer", "other_member"], ["anonymous", "no_network"]),
            ("/redes/propia/secretaria/", OWN, ["secretariat"], []),
            ("/administracion/", ALL, ["admin"], []),
        ],
    )
    def test_links_are_shown_to_whom_they_lead_somewhere(self, cast, address, link, shown, not_shown):
        cast.user("member")
        for who in [*shown, *not_shown]:
            links = {each["href"] for each in soup(cast.client(who).get(address)).select("main a")}
            assert (link in links) is (who in shown), who


class TestWhatIsSaid:
    def test_without_a_lesson_that_there_is_nothing_and_no_picture(self, cast):
        page = soup(cast.client("member").get(OWN)).main
        assert page.select_one(".verdict").get_text(" ", strip=True) == (
            "Todavía no hay nada Nadie ha escrito todavía una lección."
        )
        assert not page.select("svg")

    @pytest.mark.parametrize(
        ("address", "says"),
        [
            (OWN, "¿Está viva la memoria de Propia? Recién empieza En un año se escribió 1 lección"),
            (f"/en{OWN}", "Is the memory of Propia alive? Just beginning 1 lesson was written in a year"),
            (ALL, "¿Está viva la memoria de las redes? Recién empieza"),
            (f"/en{ALL}", "Is the memory of the networks alive? Just beginning"),
        ],
    )
    def test_in_both_languages_the_verdict_comes_first(self, cast, published, address, says):
        assert says in said(cast.client("member").get(address))

    def test_each_picture_has_its_sentence_and_its_table(self, cast):
        lives.living(cast.network)
        page = soup(cast.client("member").get(OWN)).main
        drawn = [section for section in page.select(".vitality section") if section.svg]
        assert len(drawn) == 7
        for section in drawn:
            assert len(section.select("tbody tr")) == 12
            assert section.svg["aria-hidden"] == "true"

    def test_nobody_and_no_lesson_is_named(self, cast):
        lives.shrinking(cast.network)
        names = {*User.objects.values_list("name", flat=True)} - {cast.user("admin").name}
        for address in (OWN, ALL):
            words = said(cast.client("admin").get(address))
            assert not [name for name in names if name in words]
            assert not [title for title in Lesson.objects.values_list("title", flat=True) if title in words]

    def test_lessons_of_sources_are_told_apart(self, cast, published, study_lesson):
        from_source(about=cast.network), from_source()
        assert "1 lección de una fuente publicada habla de Propia." in said(cast.client("member").get(OWN))
        words = said(cast.client("member").get(ALL))
        assert "2 lecciones son de fuentes publicadas. Ninguna red las escribió" in words
        assert "1 lección se dijo en el evento del estudio" in words

    def test_on_paper_it_says_whose_it_is_and_of_when(self, cast, published, settings):
        settings.SITE_URL, settings.OPERATOR_NAME = "https://memoria.example", "Asociación Quipu"
        words = " ".join(said(cast.client("member").get(OWN)).split())
        assert "Memoria Viva · https://memoria.example · a cargo de Asociación Quipu" in words
        assert "hora de Lima" in words


@pytest.mark.parametrize(("address", "kept", "counting"), [(OWN, 5, 5), (ALL, 4, 5)])
def test_statements_are_these_however_many_rows_there_are(cast, address, kept, counting):
    """Session, person, rights, what the header counts, the network; figures are counted once in an hour."""
    client = cast.client("member")
    for rows in (3, 30):
        for _ in range(rows):
            author = MembershipFactory(network=cast.network).user
            lesson = LessonFactory(network=cast.network, author=author, published=True)
            CorroborationFactory(lesson=lesson, network=cast.other_network)
        cache.clear()
        client.get("/acerca/")  # announcements are kept too
        assert (statements(client, address), statements(client, address)) == (kept + counting, kept)


def statements(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
