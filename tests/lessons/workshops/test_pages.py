"""A workshop as those see it who facilitate it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lessons.models import Lesson, Workshop, WorkshopNote
from tests.support.cast import Cast
from tests.support.factories import WorkshopFactory, WorkshopNoteFactory
from tests.support.htmx import headers, soup, swap
from tests.support.lessons import said

LIST = "/redes/propia/talleres/"


@pytest.fixture
def workshop(cast: Cast) -> Workshop:
    return WorkshopFactory(network=cast.network, facilitator=cast.user("member"))


@pytest.fixture
def address(workshop: Workshop) -> str:
    return workshop.get_absolute_url()


def notes(workshop: Workshop, count: int = 2, **fields: object) -> list[int]:
    return [note.pk for note in WorkshopNoteFactory.create_batch(count, workshop=workshop, **fields)]


class TestList:
    def test_a_member_opens_one(self, cast):
        response = cast.client("member").post(LIST, {"title": "La campaña de marzo"})
        workshop = Workshop.objects.get()
        assert response["Location"] == workshop.get_absolute_url()
        assert (workshop.network, workshop.facilitator) == (cast.network, cast.user("member"))

    def test_one_without_a_title_is_refused(self, cast):
        client = cast.client("member")
        assert client.post(LIST, {"title": " "}).status_code == 422
        assert not Workshop.objects.exists()

    @pytest.mark.parametrize("who", ["observer", "other_secretariat", "no_network"])
    def test_others_open_no_workshop(self, cast, workshop, who):
        assert cast.client(who).post(LIST, {"title": "La campaña"}).status_code == 403
        assert Workshop.objects.get() == workshop

    def test_counts_notes_and_what_became_of_them(self, cast, workshop):
        notes(workshop, 3)
        cast.client("member").post(workshop.get_absolute_url(), {"note": notes(workshop, 1), "then": "draft"})
        page = said(cast.client("member").get(LIST))
        assert "4 notas" in page
        assert "1 en borradores" in page

    def test_the_page_of_the_network_leads_to_it_who_may_write(self, cast, workshop):
        for who, there in (("member", True), ("secretariat", True), ("observer", False), ("anonymous", False)):
            page = soup(cast.client(who).get(cast.network.get_absolute_url()))
            assert bool(page.select(f'a[href="{LIST}"]')) is there, who

    @pytest.mark.parametrize("rows", [2, 12])
    def test_queries_do_not_grow(self, cast, rows):
        for each in WorkshopFactory.create_batch(rows, network=cast.network):
            notes(each)
        client = cast.client("member")
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        # Session, person, what the header offers; the network, may they write there, how many there are, those shown.
        assert len(queries) == 7


class TestDetail:
    def test_shows_code_link_and_a_qr_of_the_link(self, cast, workshop, address, settings):
        page = soup(cast.client("member").get(address))
        link = settings.SITE_URL + reverse("lessons:workshop_write", args=[workshop.code])
        assert page.select_one(".wall-code").get_text() == workshop.shown_code
        assert page.select_one(".wall a")["href"] == link
        assert page.select_one("svg.qr path")["fill"] == "currentColor"
        assert not page.select("[style]")

    def test_of_another_network_is_not_found_under_ones_own(self, cast):
        elsewhere = WorkshopFactory(network=cast.other_network)
        client = cast.client("member")
        assert client.get(f"{LIST}{elsewhere.pk}/").status_code == 404
        assert client.get(elsewhere.get_absolute_url()).status_code == 403

    @pytest.mark.fragment("lessons/workshops/detail.html#notes")
    def test_the_swap_leaves_what_a_reload_would_show(self, cast, workshop, address):
        client = cast.client("member")
        page = soup(client.get(address))
        asks = page.select_one("#notes")["hx-get"]
        notes(workshop, question="insight")
        swap(page, client.get(asks, headers=headers("notes")), "notes")
        assert page == soup(client.get(address))

    def test_nothing_new_is_no_swap(self, cast, workshop, address):
        notes(workshop)
        client = cast.client("member")
        asks = soup(client.get(address)).select_one("#notes")["hx-get"]
        assert client.get(asks, headers=headers("notes")).status_code == 204
        assert client.get(asks).status_code == 200
        notes(workshop, 1)
        assert client.get(asks, headers=headers("notes")).status_code == 200

    def test_a_session_that_ended_leads_to_the_login(self, cast, address):
        response = cast.client("anonymous").get(address, headers=headers("notes"))
        assert "/cuenta/login/" in response["HX-Redirect"]

    @pytest.mark.parametrize("rows", [3, 30])
    def test_queries_do_not_grow(self, cast, workshop, address, rows):
        client = cast.client("member")
        for _ in range(2):
            client.post(address, {"note": notes(workshop, rows), "then": "draft"})
        notes(workshop, rows)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        # Session, person, what the header offers; the network, may they write there, the workshop, notes and drafts.
        assert len(queries) == 8


class TestAct:
    def test_makes_a_draft_and_opens_its_form(self, cast, workshop, address):
        chosen = notes(workshop, 2, question="insight")
        response = cast.client("member").post(address, {"note": chosen, "then": "draft"})
        lesson = Lesson.objects.get()
        assert response["Location"] == reverse("lessons:edit", args=[lesson.pk])
        assert lesson.author == cast.user("member")
        assert {note.pk for note in lesson.notes.all()} == {*chosen}

    def test_the_same_notes_again_open_the_same_draft(self, cast, workshop, address):
        sent, client = {"note": notes(workshop), "then": "draft"}, cast.client("member")
        assert client.post(address, sent)["Location"] == client.post(address, sent)["Location"]
        assert Lesson.objects.count() == 1

    def test_the_draft_of_another_member_is_not_opened(self, cast, workshop, address):
        sent = {"note": notes(workshop), "then": "draft"}
        cast.client("secretariat").post(address, sent)
        response = cast.client("member").post(address, sent)
        assert response.status_code == 422
        assert "Alguien ya hizo" in said(response)
        assert Lesson.objects.get().title not in said(cast.client("member").get(address))
        assert Lesson.objects.get().title in said(cast.client("secretariat").get(address))

    def test_sets_aside_and_brings_back(self, cast, workshop, address):
        client, chosen = cast.client("member"), notes(workshop)
        client.post(address, {"note": chosen[:1], "then": "aside"})
        assert WorkshopNote.objects.set_aside().get().pk == chosen[0]
        client.post(address, {"note": chosen, "then": "back"})
        assert WorkshopNote.objects.waiting().count() == 2

    @pytest.mark.parametrize("chosen", [[], ["x"], ["-1"], ["9" * 30], ["\0"]])
    @pytest.mark.parametrize("then", ["draft", "aside", "back", "otra"])
    def test_without_a_note_nothing_is_done(self, cast, workshop, address, chosen, then):
        notes(workshop)
        response = cast.client("member").post(address, {"note": chosen, "then": then})
        assert response.status_code == 422
        assert "Elige al menos una nota" in said(response)
        assert WorkshopNote.objects.waiting().count() == 2

    def test_too_many_words_are_refused_and_the_choice_stays(self, cast, workshop, address):
        chosen = notes(workshop, 7, text="x" * 1_000)
        response = cast.client("member").post(address, {"note": chosen, "then": "draft"})
        assert response.status_code == 422
        assert len(soup(response).select("[name=note][checked]")) == 7
        assert not Lesson.objects.exists()

    @pytest.mark.parametrize("who", ["observer", "other_member", "no_network"])
    def test_others_make_no_draft_and_set_nothing_aside(self, cast, workshop, address, who):
        chosen = notes(workshop)
        for then in ("draft", "aside"):
            assert cast.client(who).post(address, {"note": chosen, "then": then}).status_code == 403
        assert WorkshopNote.objects.waiting().count() == 2


class TestOpen:
    def test_closes_and_opens_again(self, cast, workshop, address):
        client = cast.client("member")
        for then, is_open in (("close", False), ("close", False), ("reopen", True), ("reopen", True)):
            client.post(f"{address}abrir/", {"then": then})
            workshop.refresh_from_db()
            assert workshop.is_open is is_open
            asks_again = soup(client.get(address)).select("main [hx-get]")
            assert bool(asks_again) is is_open

    def test_an_observer_does_not_close_it(self, cast, workshop, address):
        assert cast.client("observer").post(f"{address}abrir/", {"then": "close"}).status_code == 403
        workshop.refresh_from_db()
        assert workshop.is_open
