"""What comes too often, is too much, or was overtaken by another request: words, and nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from config.web.again import FORMS, SIGNS
from lessons.models import Lesson
from networks.models import JoinRequest, User
from tests.support.cast import Cast
from tests.support.htmx import soup
from tests.support.lessons import said

SIGN_UP = {"email": "rosa@ejemplo.example", "name": "Rosa Quispe", "password1": "tres palabras sueltas"}


class TestTooLarge:
    @pytest.mark.parametrize(("prefix", "says"), [("", "Es demasiado de una sola vez"), ("/en", "too much at once")])
    @pytest.mark.parametrize("sent", [{"insight": "x" * 2_200_000}, {f"field{n}": "x" for n in range(1_100)}])
    def test_is_said_in_words_with_what_to_do(self, cast, prefix, says, sent):
        response = cast.client("member").post(f"{prefix}/lecciones/nueva/", sent)
        assert response.status_code == 413
        assert says in said(response)
        assert not Lesson.objects.exists()

    def test_a_too_large_form_is_refused_in_words_where_the_token_is_looked_for(self, db):
        client = Client(enforce_csrf_checks=True)
        client.get("/cuenta/signup/")
        response = client.post("/cuenta/signup/", {"name": "x" * 2_200_000})
        assert response.status_code == 413
        assert "demasiado" in said(response)

    def test_what_just_fits_is_read(self, cast):
        response = cast.client("member").post("/lecciones/nueva/", {"insight": "x" * 2_000_000})
        assert response.status_code == 422


class TestTooOften:
    def test_sign_up_says_how_long_to_wait_and_keeps_what_was_typed(self, db):
        statuses = [Client().post("/cuenta/signup/", SIGN_UP | {"email": ""}).status_code for _ in range(40)]
        response = Client().post("/cuenta/signup/", SIGN_UP)
        assert set(statuses) == {200}
        assert (response.status_code, response["Retry-After"]) == (429, "60")
        assert "Espera 1 minuto" in said(response)
        kept = {each["name"]: each["value"] for each in soup(response).main.select("form input[type=hidden]")}
        assert (kept["email"], kept["name"]) == (SIGN_UP["email"], SIGN_UP["name"])
        assert "password1" not in kept
        assert not User.objects.filter(email=SIGN_UP["email"]).exists()

    def test_sign_up_again_and_again_is_sent_to_the_mailbox(self, db):
        answers = [Client().post("/cuenta/signup/", SIGN_UP) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
        assert "Busca primero en tu correo" in said(answers[-1])
        assert "Espera 1 minuto" in said(answers[-1])

    def test_what_sends_no_mail_speaks_of_none(self, cast):
        FORMS.has_room(str(cast.user("member").pk), FORMS.most)
        refused = cast.client("member").post("/colecciones/nueva/", {"title": "Marzo"})
        assert (refused.status_code, "correo" in said(refused)) == (429, False)

    def test_too_often_is_said_in_english_too(self, db):
        for _ in range(40):
            Client().post("/cuenta/signup/", {})
        assert "Wait 1 minute, and send it again." in said(Client().post("/en/cuenta/signup/", SIGN_UP))

    @pytest.mark.parametrize("limit", [FORMS, SIGNS])
    def test_a_person_who_sends_very_much_is_stopped_and_nobody_else_is(self, cast, limit):
        limit.has_room(str(cast.user("member").pk), limit.most)
        address = reverse("networks:join", args=[cast.other_network.slug])
        sent = {"message": "Trabajo en Puno y quiero aprender."}
        response = cast.client("member").post(address, sent)
        assert (response.status_code, response["Retry-After"]) == (429, str(limit.seconds))
        assert soup(response).main.select_one("[name=message]")["value"] == sent["message"]
        assert not JoinRequest.objects.exists()
        assert cast.client("no_network").post(address, sent).status_code == 302

    def test_a_form_just_below_the_limit_passes(self, cast):
        FORMS.has_room(str(cast.user("member").pk), FORMS.most - 1)
        address = reverse("networks:join", args=[cast.other_network.slug])
        sent = {"message": "Trabajo en Puno y quiero aprender."}
        assert cast.client("member").post(address, sent).status_code == 302
        assert cast.client("member").post(address, sent).status_code == 429

    def test_what_stores_nothing_counts_no_signs(self, cast: Cast):
        client, whose = cast.client("member"), str(cast.user("member").pk)
        client.post("/lecciones/vista-previa/", {"insight": "x" * 5_000})
        assert SIGNS.has_room(whose, SIGNS.most)
