"""Errors say what happened and what to do, in the reader's language."""

from typing import Any

import psycopg
import pytest
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse
from django.utils.translation import override

from config import urls
from config.middleware import RequestLogMiddleware
from config.pages import views
from config.web.front import REFUSED
from networks.models import User
from tests.support.cast import Cast
from tests.support.htmx import soup


def plain(request: HttpRequest) -> HttpResponse:
    """A view as somebody writes it who forgets to say who may open it."""
    return HttpResponse("abierta")


@login_not_required
def failing(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@login_not_required
def full(request: HttpRequest) -> HttpResponse:
    """As Django passes on what PostgreSQL says: the reason is its cause."""
    raise OperationalError from psycopg.errors.DiskFull()


@login_not_required
def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


@login_not_required
def asking(request: HttpRequest) -> HttpResponse:
    """A view as somebody writes it who forgets to ask a form."""
    typed = request.GET.get("q") or request.POST["q"]
    return HttpResponse(str(User.objects.filter(name=typed).count()))


urlpatterns = [
    *i18n_patterns(
        path("sencilla/", plain),
        path("falla/", failing),
        path("lleno/", full),
        path("rara/", suspicious),
        path("pregunta/", asking),
        prefix_default_language=False,
    ),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.mark.urls(__name__)
class TestOfAnyView:
    @pytest.mark.parametrize(("prefix", "language"), [("", "es-PE"), ("/en", "en")])
    @pytest.mark.parametrize(
        ("path", "status", "says"),
        [
            ("/falla/", 500, {"": "Algo falló de nuestro lado", "/en": "Something failed on our side"}),
            ("/lleno/", 507, {"": "No queda espacio en el servidor", "/en": "There is no room left on the server"}),
            ("/rara/", 400, {"": "No pudimos leer lo que se envió", "/en": "We could not read what was sent"}),
        ],
    )
    def test_each_error_is_a_page_in_the_readers_language(
        self, db: None, path: str, status: int, says: Any, prefix: str, language: str
    ):
        response = Client(raise_request_exception=False).get(prefix + path)
        assert response.status_code == status
        page = soup(response)
        assert says[prefix] in page.h1.get_text()
        assert page.html["lang"] == language
        assert page.select_one("a.button")["href"] == f"{prefix}/"

    @pytest.mark.parametrize("sent", ["q=a%00b", "q=%00", "q=a&x=%00"])
    def test_text_that_no_database_takes_is_refused_and_no_error_of_ours(self, db: None, sent: str):
        client, form = Client(), "application/x-www-form-urlencoded"
        expected = 200 if "q=a&" in sent else 400
        assert client.get(f"/pregunta/?{sent}").status_code == expected
        assert client.post("/pregunta/", sent, content_type=form).status_code == expected

    def test_an_error_of_a_view_stays_one_though_odd_text_was_sent(self, db: None):
        with pytest.raises(ZeroDivisionError):
            Client().get("/falla/?q=%00")

    def test_nothing_is_told_of_the_inside(self, db: None):
        response = Client(raise_request_exception=False).get("/falla/")
        assert "ZeroDivisionError" not in response.content.decode()

    def test_who_forgets_to_say_who_may_open_it_has_a_closed_view(self, cast: Cast):
        response = cast.client("anonymous").get("/sencilla/")
        assert response["Location"] == "/cuenta/login/?next=/sencilla/"
        assert cast.client("no_network").get("/sencilla/").content == b"abierta"


def test_a_request_for_another_host_is_refused(db: None, client: Any, settings: Any):
    settings.ALLOWED_HOSTS = ["memoria.example"]
    assert client.get("/", headers={"host": "memoria.example"}).status_code == 200
    assert client.get("/", headers={"host": "mala.example"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "says"), [("/nada/", "No encontramos esta página"), ("/en/nothing/", "We cannot find this page")]
)
def test_a_page_that_is_not_there_is_told_in_words(db: None, client: Any, path: str, says: str):
    response = client.get(path)
    assert response.status_code == 404
    assert says in response.content.decode()


@pytest.mark.parametrize(("prefix", "says"), [("", "Esto no es para tu rol"), ("/en", "This is not for your role")])
def test_a_page_that_one_may_not_open_is_told_in_words(cast: Cast, prefix: str, says: str):
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
    assert "Demasiadas contraseñas" in said
    assert "Espera cinco minutos" in said


def test_the_log_has_the_path_and_not_what_was_asked(rf: RequestFactory):
    request = rf.get("/boletin/baja/?token=secreto")
    assert RequestLogMiddleware.format_request(request) == "GET /boletin/baja/"


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("page", ["answer_by_mail", "shared", "shared_pdf", "shared_docx", "workshop_write"])
def test_the_log_has_no_token_that_lets_in_whoever_has_it(rf: RequestFactory, page: str, language: str):
    with override(language):
        address = reverse(f"lessons:{page}", args=["secreto"])
    assert RequestLogMiddleware.format_request(rf.get(address)) == f"GET {address.replace('secreto', '…')}"


def test_the_log_has_the_number_of_the_lesson_that_was_asked_for(rf: RequestFactory):
    assert (
        RequestLogMiddleware.format_request(rf.get("/lecciones/7/vigencia/otra-vez/"))
        == "GET /lecciones/7/vigencia/otra-vez/"
    )


@pytest.mark.parametrize(
    ("status", "says"),
    [(408, "demasiado lenta"), (413, "grande"), (503, "muchas personas"), (507, "espacio")],
)
def test_a_body_that_was_not_taken_is_told_and_no_view_is_asked(db: None, client: Any, status: int, says: str):
    response = client.post("/cuenta/login/", **{REFUSED: status})
    assert response.status_code == status
    assert says in soup(response).h1.get_text()
    assert client.post("/cuenta/login/").status_code == 200


def test_only_the_server_says_that_a_body_was_refused(db: None, client: Any):
    assert client.get("/", headers={REFUSED: "413", "memoria-refused": "413"}).status_code == 200
