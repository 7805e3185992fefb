"""What phones see and send in a workshop, without an account."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lessons.models import Workshop, WorkshopNote
from lessons.record.bounds import OPEN_WORKSHOPS
from lessons.workshops import actions
from lessons.workshops.models import CODE_LENGTH, CODE_LETTERS
from lessons.workshops.views.notes import NOTES_OF_A_WORKSHOP, NOTES_OF_AN_ADDRESS, WRONG_CODES
from tests.support.factories import WorkshopFactory, WorkshopNoteFactory
from tests.support.htmx import soup
from tests.support.lessons import said

ENTER = "/taller/"


@pytest.fixture
def workshop(db: None) -> Workshop:
    return WorkshopFactory(code="ABC234DE")


@pytest.fixture
def address(workshop: Workshop) -> str:
    return reverse("lessons:workshop_write", args=[workshop.code])


def send(
    client: Client, address: str, text: str = "La radio llegó antes.", REMOTE_ADDR: str = "127.0.0.1", **fields: str
) -> HttpResponse:
    return client.post(address, {"text": text, "key": str(uuid.uuid4()), **fields}, REMOTE_ADDR=REMOTE_ADDR)


def problem(response: HttpResponse) -> str:
    return BeautifulSoup(response.content.decode(), "html.parser").select_one("#problem").get_text(" ", strip=True)


class TestEnter:
    @pytest.mark.parametrize("typed", ["ABC234DE", "abc2-34de", " abc2 34de "])
    def test_a_code_leads_in(self, client, address, typed):
        assert client.post(ENTER, {"code": typed})["Location"] == address

    @pytest.mark.parametrize("typed", ["", "ABC234DF", "ABC234", "ABC234DE5", "a\0b", "x" * 5_000])
    def test_a_wrong_one_is_told_at_the_field(self, client, address, typed):
        response = client.post(ENTER, {"code": typed})
        assert response.status_code == 422
        assert "id_code_error" in response.content.decode()

    def test_a_wrong_link_asks_for_the_code(self, client, workshop):
        response = client.get("/taller/zzz-zzz/")
        assert response.status_code == 404
        assert "Ningún taller" in said(response)

    @pytest.mark.parametrize(("prefix", "says"), [("", "demasiados códigos equivocados"), ("/en", "Too many wrong")])
    def test_who_guesses_is_made_to_wait(self, client, workshop, prefix, says):
        tries = [client.post(prefix + ENTER, {"code": "zzzz-zzzz"}) for _ in range(WRONG_CODES.most + 1)]
        assert [each.status_code for each in tries[-2:]] == [422, 429]
        assert says not in said(tries[-2])
        assert says in said(tries[-1])
        assert tries[-1]["Retry-After"] == "600"
        assert "zzzz-zzzz" in tries[-1].content.decode()
        elsewhere = client.post(ENTER, {"code": "zzzz-zzzz"}, REMOTE_ADDR="10.0.0.9")
        assert elsewhere.status_code == 422

    def test_a_right_code_leads_in_behind_an_address_of_many_wrong_ones(self, client, address):
        for _ in range(WRONG_CODES.most + 5):
            Client().get("/taller/zzz-zzz/")
        assert client.post(ENTER, {"code": "abc2-34de"})["Location"] == address
        assert Client().get(address).status_code == 200
        assert send(Client(), address).status_code == 200

    def test_a_code_is_too_long_to_be_met_by_trying(self):
        tries_of_a_day, open_ones = 100 * 60 * 60 * 24, 50 * OPEN_WORKSHOPS.most
        codes = len(CODE_LETTERS) ** CODE_LENGTH
        assert codes / (tries_of_a_day * open_ones) > 100  # days


class TestWrite:
    def test_the_box_is_empty_again_and_it_is_said_how_many_were_sent(self, client, workshop, address):
        for number in (1, 2, 3):
            response = send(client, address, f"Nota {number}.", question="insight", name="Rosa")
        page = BeautifulSoup(response.content.decode(), "html.parser")
        assert "Enviadas: 3 notas" in page.select_one("#sent").get_text()
        assert page.select_one("[name=text]").get_text(strip=True) == ""
        assert page.select_one("[name=name]")["value"] == "Rosa"
        assert workshop.notes.filter(question="insight", name="Rosa").count() == 3

    def test_each_phone_sees_its_own_and_no_other(self, client, workshop, address):
        WorkshopNoteFactory(workshop=workshop, text="De otra persona.")
        send(client, address, "La mía.")
        assert "La mía." in said(client.get(address))
        assert "De otra persona." not in said(client.get(address))
        assert "La mía." not in said(Client().get(address))

    def test_a_forged_cookie_shows_nothing(self, client, workshop, address):
        note = WorkshopNoteFactory(workshop=workshop, text="De otra persona.")
        client.cookies["workshop-ABC234DE"] = f"{note.pk}:1abcde:forged"
        assert "De otra persona." not in said(client.get(address))

    def test_the_cookie_of_one_workshop_opens_no_other(self, client, workshop, address):
        note = WorkshopNoteFactory(text="De otro taller.")
        send(client, address)
        client.cookies[f"workshop-{note.workshop.code}"] = client.cookies["workshop-ABC234DE"].value
        there = client.get(reverse("lessons:workshop_write", args=[note.workshop.code]))
        assert "De otro taller." not in said(there)

    def test_the_same_form_twice_is_one_note(self, client, address):
        key = str(uuid.uuid4())
        send(client, address, "Una\r\ndos.", key=key)
        response = send(client, address, "Una\ndos.", key=key)
        assert "Enviada: 1 nota" in said(response)
        assert WorkshopNote.objects.get().text == "Una\ndos."

    @pytest.mark.parametrize(
        "sent",
        [
            {"text": ""},
            {"text": "  "},
            {"text": "x" * 1_001},
            {"text": "a\0b"},
            {"question": "otra"},
            {"name": "x" * 61},
        ],
    )
    def test_what_is_wrong_is_said_and_the_words_stay(self, client, address, sent):
        response = send(client, address, **{"text": "Mis palabras.", **sent})
        assert response.status_code == 422
        assert soup(response).select(".errorlist")
        assert sent.get("text", "Mis palabras.").strip()[-9:].strip("\0") in said(response)
        assert not WorkshopNote.objects.exists()

    def test_a_closed_one_says_so_and_the_words_stay(self, client, workshop, address):
        actions.close(workshop)
        assert client.get(address).status_code == 410
        response = send(client, address, "Llegué tarde.")
        assert response.status_code == 422
        assert "cerrado" in problem(response)
        assert "Llegué tarde." in said(response)
        assert not WorkshopNote.objects.exists()

    def test_a_flood_is_stopped_and_the_words_stay(self, client, workshop, address):
        for _ in range(NOTES_OF_A_WORKSHOP.most):
            send(client, address)
        response = send(client, address, "Una más.")
        assert response.status_code == 429
        assert response["Retry-After"] == "60"
        assert "Una más." in said(response)
        assert workshop.notes.count() == NOTES_OF_A_WORKSHOP.most

    def test_an_address_that_floods_is_stopped_and_its_neighbour_is_not(self, client, workshop, address):
        NOTES_OF_AN_ADDRESS.has_room("127.0.0.1", NOTES_OF_AN_ADDRESS.most - 1)
        assert send(client, address).status_code == 200
        assert send(client, address).status_code == 429
        assert send(client, address, REMOTE_ADDR="10.0.0.9").status_code == 200

    def test_a_phone_without_cookies_and_tokens_can_write(self, address, workshop):
        response = send(Client(enforce_csrf_checks=True), address)
        assert "Enviada: 1 nota" in said(response)
        assert workshop.notes.count() == 1

    def test_nobody_is_noted_not_even_who_signed_in(self, cast, workshop, address):
        client = cast.client("member")
        sessions = Session.objects.count()
        send(client, address)
        send(Client(), address)
        assert Session.objects.count() == sessions
        assert not workshop.notes.exclude(name="").exists()

    def test_the_code_alone_reads_nothing(self, client, workshop, address):
        client.get(address)
        WorkshopNoteFactory(workshop=workshop)
        assert "/login/" in client.get(workshop.get_absolute_url())["Location"]
