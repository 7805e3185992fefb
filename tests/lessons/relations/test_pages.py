"""The page of a lesson's links: who adds, who ends, and what a search offers."""

import pytest
from django.urls import reverse

from lessons.models import LessonRelation
from lessons.relations import actions
from tests.support.factories import LessonFactory
from tests.support.htmx import headers, soup, swap
from tests.support.lessons import said


@pytest.fixture
def theirs(cast):
    """Of the other network, for all."""
    return LessonFactory(
        title="El padrón de socias", network=cast.other_network, author=cast.user("other_member"), published=True
    )


@pytest.fixture
def listing(published):
    return reverse("lessons:relations", args=[published.pk])


@pytest.fixture
def relate(published):
    return reverse("lessons:relate", args=[published.pk])


class TestRelate:
    @pytest.mark.parametrize("other", ["{pk}", " #{pk} ", "http://testserver/en/lecciones/{pk}/?original=1#voices"])
    def test_by_number_or_address(self, cast, published, theirs, relate, other):
        sent = {"other": other.format(pk=theirs.pk), "what": "part_of"}
        assert cast.client("secretariat").post(relate, sent).status_code == 302
        row = LessonRelation.objects.get()
        assert (row.from_lesson, row.to_lesson, row.by) == (published, theirs, cast.user("secretariat"))

    def test_an_address_of_another_site_is_refused(self, cast, theirs, relate):
        sent = {"other": f"http://otra.example/lecciones/{theirs.pk}/", "what": "part_of"}
        answer = cast.client("secretariat").post(relate, sent)
        assert answer.status_code == 422
        assert "pega su dirección" in said(answer)
        assert not LessonRelation.objects.exists()

    def test_who_may_change_only_the_other_lesson_makes_a_link(self, cast, theirs, relate):
        cast.client("other_member").post(relate, {"other": theirs.pk, "what": "related"})
        assert LessonRelation.objects.count() == 1

    def test_who_may_change_neither_lesson_is_refused(self, cast, theirs, relate):
        answer = cast.client("member").post(relate, {"other": theirs.pk, "what": "related"})
        assert answer.status_code == 422
        assert "de las dos" in said(answer) or "one of them" in said(answer)
        assert not LessonRelation.objects.exists()

    @pytest.mark.parametrize("other", ["", "hola", "999999", "0"])
    def test_what_is_no_lesson_is_said_at_the_field(self, cast, relate, other):
        answer = cast.client("secretariat").post(relate, {"other": other, "what": "part_of"})
        assert answer.status_code == 422
        field = soup(answer).select_one("[name=other]")
        assert field["aria-invalid"] == "true"
        assert field["value"] if other else not field.get("value")
        assert not LessonRelation.objects.exists()

    def test_one_they_may_not_read_is_no_lesson(self, cast, published, relate):
        hidden = LessonFactory(network=cast.network, published=True, visibility="own_network", title="Reservada")
        sent = {"other": hidden.pk, "what": "related"}
        url = reverse("lessons:relate", args=[LessonFactory(network=cast.other_network, published=True).pk])
        answer = cast.client("other_secretariat").post(url, sent)
        assert answer.status_code == 422
        assert "Reservada" not in answer.content.decode()

    def test_twice_is_told(self, cast, theirs, relate):
        client = cast.client("secretariat")
        for status in (302, 422):
            assert client.post(relate, {"other": theirs.pk, "what": "related"}).status_code == status
        assert LessonRelation.objects.count() == 1


class TestSearch:
    def test_offers_what_one_may_read_and_is_not_linked_yet(self, cast, published, theirs, listing):
        LessonFactory(title="Otro padrón", network=cast.other_network, published=True, visibility="own_network")
        client = cast.client("secretariat")
        offered = soup(client.get(listing, {"q": "padrón"})).select("#candidates [name=other]")
        assert [each["value"] for each in offered] == [str(theirs.pk)]
        actions.link(published, theirs, "related", by=cast.user("secretariat"))
        assert not soup(client.get(listing, {"q": "padrón"})).select("#candidates [name=other][type=radio]")

    @pytest.mark.parametrize("words", ["xyzzy", "\0", "'"])
    def test_that_finds_nothing_asks_for_the_number(self, cast, listing, words):
        answer = cast.client("secretariat").get(listing, {"q": words})
        assert soup(answer).select_one("#candidates [name=other][type=text]")

    @pytest.mark.fragment("lessons/relations/relations.html#candidates")
    def test_swap_leaves_the_page_a_reload_would_show(self, cast, theirs, listing):
        client = cast.client("secretariat")
        shown = soup(client.get(listing))
        swap(shown, client.get(listing, {"q": "padrón"}, headers=headers("candidates")), "candidates")
        again = soup(client.get(listing, {"q": "padrón"}))
        assert shown.select_one("#candidates") == again.select_one("#candidates")


class TestPage:
    def test_shows_a_reader_no_form_and_no_button(self, cast, published, theirs, listing):
        actions.link(published, theirs, "parts", by=cast.user("secretariat"))
        for who in ("observer", "no_network", "anonymous"):
            type(published).objects.update(visibility="public")
            shown = soup(cast.client(who).get(listing)).main
            assert "El padrón de socias" in shown.get_text()
            assert not shown.select("form")

    def test_ends_a_link(self, cast, published, theirs, listing):
        row = actions.link(published, theirs, "parts", by=cast.user("secretariat"))
        end = soup(cast.client("secretariat").get(listing)).select_one("form[action*=terminar]")["action"]
        assert cast.client("member").post(end).status_code == 403
        assert LessonRelation.objects.open().exists()
        cast.client("secretariat").post(end)
        row.refresh_from_db()
        assert row.ended_by == cast.user("secretariat")

    def test_does_not_end_a_link_of_other_lessons(self, cast, draft, published, theirs):
        row = actions.link(published, theirs, "parts", by=cast.user("secretariat"))
        end = reverse("lessons:relation_end", args=[draft.pk, row.pk])
        assert cast.client("admin").post(end).status_code == 404
        assert LessonRelation.objects.open().exists()


class TestOnTheLessonsPage:
    def test_at_most_five_and_a_link_to_all(self, cast, published):
        for other in LessonFactory.create_batch(7, network=cast.network, published=True):
            actions.link(published, other, "related", by=cast.user("secretariat"))
        facts = soup(cast.client("observer").get(published.get_absolute_url())).select_one(".facts")
        assert len(facts.select(".linked a[href*='/lecciones/']")) == 5 + 1
        assert facts.select_one(f"a[href='{reverse('lessons:relations', args=[published.pk])}']")

    def test_only_those_one_may_read(self, cast, published):
        hidden = LessonFactory(network=cast.network, published=True, visibility="own_network", title="Reservada")
        actions.link(published, hidden, "related", by=cast.user("secretariat"))
        assert "Reservada" in said(cast.client("observer").get(published.get_absolute_url()))
        assert "Reservada" not in said(cast.client("other_member").get(published.get_absolute_url()))
