"""A form that comes twice is done once, whichever it is; and what is no second time is done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.apps import apps
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now

from lessons.models import Collection, Workshop
from networks.models import Membership, Organisation
from tests.support.cast import Cast
from tests.support.factories import CollectionFactory
from tests.support.lessons import said

SESSIONS = {"django_session", "networks_signin"}
# Of all kinds, also those that know by themselves that they were sent before.
FORMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "collection": ("member", "/colecciones/nueva/", {"title": "Cambio de ministro"}),
    "workshop": ("member", "/redes/propia/talleres/", {"title": "Marzo"}),
    "lesson": ("member", "/lecciones/nueva/", {"what_happened": "Llegamos tarde.", "then": "draft"}),
    "organisation": ("admin", "/organizaciones/nueva/", {"name": "Tejedoras de Puno"}),
    "invitation": ("secretariat", "/redes/propia/invitar/", {"addresses": "rosa@ejemplo.example"}),
    "wish to join": ("no_network", "/redes/propia/participar/", {"message": "Trabajo en Puno y quiero aprender."}),
    "relation": ("secretariat", "/redes/propia/vinculos/", {"kind": "alliance"}),
}


class Browser:
    """Opens a page, types into its form, and sends that as often as asked."""

    def __init__(self, client: Client) -> None:
        client.handler.enforce_csrf_checks = True
        self.client = client

    def typed(self, address: str, words: dict[str, Any]) -> dict[str, Any]:
        page = BeautifulSoup(self.client.get(address).content.decode(), "html.parser")
        [form] = [
            each for each in page.select("main form[method=post]") if each.find(attrs={"name": next(iter(words))})
        ]
        given = {each["name"]: each.get("value", "") for each in form.select("input[type=hidden], input[checked]")}
        chosen = {each["name"]: _chosen(each) for each in form.select("select")}
        return given | chosen | words


def _chosen(select: Tag) -> str:
    """What stands there; of an empty choice, the last."""
    stands = select.select_one("option[selected]") or select.select("option")[0]
    return str((stands if stands["value"] else select.select("option")[-1])["value"])


def counted() -> dict[str, int]:
    there = {*connection.introspection.table_names()} - SESSIONS
    models = [model for model in apps.get_models() if model._meta.db_table in there]
    return {model._meta.db_table: model._base_manager.count() for model in models}


@pytest.fixture
def sent_twice(cast: Cast) -> Callable[[str, str, dict[str, Any]], tuple[HttpResponse, HttpResponse]]:
    def send(who: str, address: str, words: dict[str, Any]) -> tuple[HttpResponse, HttpResponse]:
        cast.user("secretariat"), cast.user("other_secretariat")  # and with them both networks
        browser = Browser(cast.client(who))
        typed = browser.typed(address, words)
        first = browser.client.post(address, typed)
        assert first.status_code == 302, said(first)
        before = counted()
        second = browser.client.post(address, typed)
        assert counted() == before
        return first, second

    return send


@pytest.mark.parametrize("form", FORMS)
def test_the_second_form_writes_no_row_and_leads_where_the_first_led(sent_twice, form):
    first, second = sent_twice(*FORMS[form])
    assert (second.status_code, second.url) == (302, first.url)


@pytest.fixture
def member(cast: Cast) -> Browser:
    return Browser(cast.client("member"))


@pytest.fixture
def typed(member: Browser) -> dict[str, Any]:
    return member.typed("/redes/propia/talleres/", {"title": "Marzo"})


def test_the_second_form_says_that_it_came_twice(member: Browser):
    typed = member.typed("/colecciones/nueva/", {"title": "Cambio de ministro"})
    member.client.post("/colecciones/nueva/", typed)
    page = member.client.post("/colecciones/nueva/", typed, follow=True).content.decode()
    assert "llegó dos veces" in page


def test_minutes_later_it_is_still_the_same_form(member: Browser, typed: dict[str, Any]):
    for _ in range(2):
        member.client.post("/redes/propia/talleres/", typed)
        Workshop.objects.update(opened_at=now() - timedelta(minutes=30))
    assert Workshop.objects.count() == 1


def test_same_words_on_a_page_that_was_opened_again_are_another_form(member: Browser, typed: dict[str, Any]):
    for sent in (typed, member.typed("/redes/propia/talleres/", {"title": "Marzo"})):
        member.client.post("/redes/propia/talleres/", sent)
        Workshop.objects.update(opened_at=now() - timedelta(minutes=30))
    assert Workshop.objects.count() == 2


def test_other_words_are_another_form(member: Browser):
    typed = member.typed("/colecciones/nueva/", {"title": "Enero"})
    for words in ({}, {"title": "Febrero"}):
        member.client.post("/colecciones/nueva/", typed | words)
    assert Collection.objects.count() == 2


def test_form_that_was_refused_is_not_held_for_done(cast: Cast, member: Browser, typed: dict[str, Any]):
    Membership.objects.filter(user=cast.user("member")).update(role="observer")
    assert member.client.post("/redes/propia/talleres/", typed).status_code == 403
    Membership.objects.filter(user=cast.user("member")).update(role="member")
    assert member.client.post("/redes/propia/talleres/", typed).status_code == 302
    assert Workshop.objects.count() == 1


def test_older_form_is_done_once_more_after_another_one(cast: Cast, member: Browser):
    """Who names a thing anew, then once more, then goes back and sends the first: that is what they want."""
    found = CollectionFactory(by=cast.user("member"))
    address = f"/colecciones/{found.pk}/editar/"
    pages = [member.typed(address, {"title": title}) for title in ("Enero", "Febrero")]
    for typed in (*pages, pages[0]):
        assert member.client.post(address, typed).status_code == 302
    assert Collection.objects.get().title == "Enero"


def test_what_a_program_sends_with_the_token_of_its_cookie_is_done_each_time(member: Browser):
    token = member.typed("/colecciones/nueva/", {"title": ""}) and member.client.cookies["csrftoken"].value
    for _ in range(2):
        typed = {"title": "Enero", "visibility": "private", "csrfmiddlewaretoken": token}
        member.client.post("/colecciones/nueva/", typed)
        Collection.objects.update(created_at=now() - timedelta(minutes=30))
    assert Collection.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one(cast: Cast):
    browser = Browser(cast.client("admin"))
    typed = browser.typed("/organizaciones/nueva/", {"name": "Tejedoras de Puno"})
    both = [Browser(cast.client("admin")).client for _ in range(2)]
    for client in both:
        client.cookies["csrftoken"] = browser.client.cookies["csrftoken"].value

    def send(client: Client) -> HttpResponse:
        try:
            return client.post("/organizaciones/nueva/", typed)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(send, both))
    assert {answer.url for answer in answers} == {Organisation.objects.get().get_absolute_url()}
