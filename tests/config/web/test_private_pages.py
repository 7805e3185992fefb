"""What a signed-in person saw stays in no cache; what everybody may see does."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from lessons.models import CollectionItem
from tests.support.cast import Cast
from tests.support.factories import PASSWORD, CollectionFactory, LessonFactory

NOWHERE = "private, no-store"


@pytest.fixture
def addresses(cast: Cast) -> list[str]:
    lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
    collection = CollectionFactory(by=cast.user("member"), network=cast.network)
    CollectionItem.objects.create(collection=collection, lesson=lesson, position=1)
    return [
        "/",
        "/lecciones/",
        "/en/lecciones/",
        lesson.get_absolute_url(),
        "/lecciones/999999/",
        "/lecciones/nueva/",
        "/cuenta/perfil/",
        "/cuenta/mis-datos.json",
        "/organizaciones/exportar.csv",
        "/redes/propia/intercambio.csv",
        "/admin/",
        "/administracion/bitacora.csv",
        reverse("lessons:collection_pdf", args=[collection.pk]),
    ]


class TestOfSignedInPeople:
    @pytest.mark.parametrize("who", ["no_network", "member", "secretariat", "admin"])
    def test_no_answer_is_kept(self, cast, addresses, who):
        client = cast.client(who)
        for address in addresses:
            for headers in ({}, {"HX-Request": "true", "HX-Target": "results"}):
                assert client.get(address, headers=headers)["Cache-Control"] == NOWHERE, address

    def test_no_answer_to_a_form_is_kept(self, cast):
        answer = cast.client("member").post("/lecciones/nueva/", {"title": "Sin lo demás"})
        assert (answer.status_code, answer["Cache-Control"]) == (422, NOWHERE)

    def test_no_answer_that_failed_is_kept(self, cast, monkeypatch):
        monkeypatch.setattr("config.accounts.profile.form_page", lambda *_: 1 / 0)
        client = Client(raise_request_exception=False)
        client.force_login(cast.user("member"), backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get("/cuenta/perfil/")
        assert (answer.status_code, answer["Cache-Control"]) == (500, NOWHERE)

    def test_visitors_keep_what_everybody_sees(self, client, cast):
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True, visibility="public")
        for address in ("/", "/lecciones/", lesson.get_absolute_url()):
            answer = client.get(address)
            assert "no-store" not in answer.get("Cache-Control", "")
            assert "Clear-Site-Data" not in answer

    @pytest.mark.parametrize("who", ["anonymous", "member"])
    def test_what_is_the_same_for_all_is_kept(self, cast, who):
        assert cast.client(who).get("/manifest.webmanifest")["Cache-Control"].startswith("public")


class TestTheEndOfASession:
    def test_who_signs_out_leaves_nothing(self, cast):
        answer = cast.client("member").post("/cuenta/logout/")
        assert answer["Clear-Site-Data"] == '"cache", "storage"'
        assert answer["Cache-Control"] == NOWHERE

    def test_who_closes_the_account_leaves_nothing(self, cast):
        client = cast.client("no_network")
        cast.user("no_network").set_password(PASSWORD)
        cast.user("no_network").save()
        client.force_login(cast.user("no_network"), backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.post("/cuenta/cerrar/", {"password": PASSWORD, "is_sure": "on"})
        assert answer["Clear-Site-Data"] == '"cache", "storage"'

    def test_one_that_was_ended_from_elsewhere_costs_no_unsent_words(self, cast):
        client = cast.client("member")
        Session.objects.all().delete()
        answer = client.get("/cuenta/perfil/")
        assert (answer.status_code, answer["Clear-Site-Data"]) == (302, '"cache"')

    def test_to_sign_in_clears_nothing(self, cast, client):
        user = cast.user("member")
        user.set_password(PASSWORD)
        user.save()
        answer = client.post("/cuenta/login/", {"login": user.email, "password": PASSWORD})
        assert answer.status_code == 302
        assert "Clear-Site-Data" not in answer
