"""Errors say what happened and what to do, in the reader's language."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils.translation import override

from config import views
from config.middleware import RequestLogMiddleware
from tests.cast import Cast


@pytest.mark.parametrize(
    ("path", "says"), [("/nada/", "No encontramos esta página"), ("/en/nothing/", "We do not find this page")]
)
def test_not_found(db: None, client: Any, path: str, says: str):
    response = client.get(path)
    assert response.status_code == 404
    assert says in response.content.decode()


@pytest.mark.parametrize(("prefix", "says"), [("", "Esto no es para tu rol"), ("/en", "This is not for your role")])
def test_forbidden(cast: Cast, prefix: str, says: str):
    response = cast.client("observer").get(f"{prefix}/lecciones/nueva/")
    assert response.status_code == 403
    assert says in response.content.decode()


@pytest.mark.parametrize(("language", "says"), [("es", "Algo falló de nuestro lado"), ("en", "Something failed")])
def test_a_failure_of_ours_asks_nothing_of_database_or_session(language: str, says: str):
    with override(language):
        response = views.server_error(HttpRequest())
    assert response.status_code == 500
    assert says in response.content.decode()


def test_a_form_without_its_token_says_what_to_do(cast: Cast):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/cuenta/login/", {"login": "a@b.pe", "password": "x"})
    assert response.status_code == 403
    assert "estuvo abierto demasiado tiempo" in response.content.decode()


def test_too_many_attempts_are_told_to_wait(cast: Cast, client: Any):
    cast.user("member")
    for _ in range(12):
        response = client.post("/cuenta/login/", {"login": "member@ejemplo.example", "password": "equivocada"})
    said = response.content.decode()
    assert "demasiados intentos" in said


def test_the_log_has_the_path_and_not_what_was_asked(rf: RequestFactory):
    request = rf.get("/boletin/baja/?token=secreto")
    assert RequestLogMiddleware.format_request(request) == "GET /boletin/baja/"
