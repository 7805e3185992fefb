"""A database that is away is answered with "in a moment"; a fault of ours is not."""

from typing import Any

import psycopg
import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from kombu.exceptions import OperationalError as BrokerError
from psycopg import errors

from config import urls
from config.web.outages import is_passing
from tests.support.cast import Cast
from tests.support.htmx import soup


def wrapped(error: psycopg.Error, kind: type[Exception] = OperationalError) -> Exception:
    """As Django passes on what the driver says."""
    outer = kind(str(error))
    outer.__cause__ = error
    return outer


def lost(error: Exception) -> Any:
    @login_not_required
    def view(request: HttpRequest) -> HttpResponse:
        request.POST  # noqa: B018  (as a form reads it)
        raise error

    return view


urlpatterns = [
    path("perdida/", lost(wrapped(psycopg.OperationalError("the connection is lost")))),
    path("lenta/", lost(wrapped(errors.QueryCanceled("statement timeout")))),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (wrapped(psycopg.OperationalError("connection refused")), True),
        (wrapped(psycopg.InterfaceError("the connection is closed"), InterfaceError), True),
        (wrapped(errors.AdminShutdown("terminating connection")), True),
        (wrapped(errors.CannotConnectNow("starting up")), True),
        (wrapped(errors.TooManyConnections("too many clients already")), True),
        (wrapped(errors.LockNotAvailable("canceling statement due to lock timeout")), True),
        (BrokerError("connection refused"), True),
        (wrapped(errors.DiskFull("no space left on device")), False),
        (wrapped(errors.UniqueViolation("duplicate key"), IntegrityError), False),
        (wrapped(errors.QueryCanceled("statement timeout")), False),
        (ZeroDivisionError(), False),
        (None, False),
    ],
)
def test_errors_that_pass_by_themselves_are_known(error: Exception | None, passes: bool):
    assert is_passing(error) is passes


@pytest.mark.urls(__name__)
class TestForm:
    @pytest.fixture
    def client(self) -> Client:
        return Client(raise_request_exception=False)

    def test_brings_what_was_typed_to_send_it_again(self, db: None, client: Client):
        response = client.post("/perdida/?a=1", {"text": "Lo que <b>escribí</b>", "regions": ["1", "2"], "key": "k"})
        assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "10", "no-store")
        form = soup(response).form
        fields = [(each["name"], each["value"]) for each in form.select("input")]
        assert fields == [("text", "Lo que <b>escribí</b>"), ("regions", "1"), ("regions", "2"), ("key", "k")]
        assert (form["action"], form["method"]) == ("/perdida/?a=1", "post")

    @pytest.mark.parametrize("name", ["password", "password1", "oldpassword"])
    def test_with_a_password_is_not_kept_to_send_again(self, db: None, client: Client, name: str):
        response = client.post("/perdida/", {"login": "ana@ejemplo.example", name: "muy secreta"})
        assert response.status_code == 503
        assert "muy secreta" not in response.content.decode()
        assert soup(response).form is None

    def test_that_met_our_own_fault_is_a_500(self, db: None, client: Client):
        response = client.post("/lenta/", {"text": "Lo que escribí"})
        assert (response.status_code, response.headers.get("Retry-After")) == (500, None)
        assert soup(response).form is None

    @pytest.mark.parametrize(("target", "swap"), [("results", "afterbegin"), ("nearest", "none")])
    def test_in_a_swap_is_a_line_above_what_is_there(self, db: None, client: Client, target: str, swap: str):
        asked = {"HX-Request": "true", "HX-Target": target}
        response = client.get("/perdida/", headers=asked)
        assert (response.status_code, response["HX-Reswap"]) == (503, swap)
        assert response.content.decode().strip().startswith('<p class="message error" role="alert">')


def test_a_database_that_went_while_the_session_is_read_is_met_too(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    client = cast.client("member")
    client.raise_request_exception = False

    def refuse(*_: Any, **__: Any) -> None:
        raise wrapped(errors.AdminShutdown("terminating connection"))

    monkeypatch.setattr("config.accounts.session_store.SessionStore.load", refuse)
    assert client.get("/lecciones/").status_code == 503
