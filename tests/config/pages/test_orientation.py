"""Who is new here finds what this is, who runs it, what becomes of their data, and how to do things."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from networks.models import Network
from tests.support.cast import Cast
from tests.support.factories import NetworkFactory
from tests.support.htmx import soup

CONTACT = "mailto:datos@ejemplo.example"


def links(path: str, client: Client | None = None) -> set[str]:
    page = soup((client or Client()).get(path))
    return {link["href"] for link in page.select("a[href]")}


def text(path: str, client: Client | None = None) -> str:
    return soup((client or Client()).get(path)).select_one("main").get_text(" ", strip=True)


@pytest.mark.parametrize("path", ["/", "/lecciones/", "/redes/", "/cuenta/login/", "/nada/"])
def test_every_page_leads_a_visitor_to_all_four(db, path: str):
    wanted = {reverse(name) for name in ("networks:take_part", "about", "privacy", "help")}
    assert wanted <= links(path)


def test_home_and_each_network_lead_a_visitor_to_take_part(db):
    network = NetworkFactory()
    assert reverse("networks:take_part") in {a["href"] for a in soup(Client().get("/")).select("main a")}
    ask = reverse("account_signup", query={"next": reverse("networks:join", args=[network.slug])})
    assert ask in links(network.get_absolute_url())


class TestOperator:
    def test_is_named_with_where_to_write(self, db, settings: Any):
        settings.OPERATOR_NAME, settings.OPERATOR_CONTACT = "Asociación Quipu", CONTACT
        for path in ("/privacidad/", "/acerca/"):
            assert "Asociación Quipu" in text(path)
            assert CONTACT in links(path)

    def test_that_nobody_named_is_said_and_not_made_up(self, db, settings: Any):
        settings.OPERATOR_NAME = settings.OPERATOR_CONTACT = settings.SECURITY_CONTACT = ""
        settings.EMBEDDED = False
        assert "no ha escrito aquí quién es" in text("/privacidad/")
        assert not {link for link in links("/privacidad/") if link.startswith("mailto:")}

    def test_that_is_missing_is_told_to_admins(self, cast: Cast, settings: Any):
        settings.OPERATOR_NAME, settings.EMBEDDED = "", False
        assert "OPERATOR_NAME" in text("/administracion/", cast.client("admin"))
        assert reverse("privacy") in links("/administracion/", cast.client("admin"))
        settings.OPERATOR_NAME = "Asociación Quipu"
        assert "OPERATOR_NAME" not in text("/administracion/", cast.client("admin"))


def test_privacy_names_the_law_and_leads_to_each_right(db):
    told = text("/privacidad/")
    for word in ("Ley 29733", "Acceso", "Rectificación", "Cancelación", "Oposición"):
        assert word in told
    rights = {reverse(name) for name in ("own_data", "networks:profile", "close_account", "digests:preferences")}
    assert rights <= links("/privacidad/")


@pytest.mark.parametrize("who", ["anonymous", "member"])
def test_no_link_of_these_pages_leads_nowhere(cast: Cast, who: str):
    client = cast.client(who)
    pages = [soup(client.get(page)) for page in ("/participar/", "/acerca/", "/privacidad/", "/ayuda/")]
    found = {link["href"].partition("#")[0] for page in pages for link in page.select("main a")}
    answers = {path: client.get(path).status_code for path in found if path.startswith("/")}
    assert len(answers) > 10
    assert set(answers.values()) <= {200, 302}, answers


class TestWhoHasNoNetwork:
    @pytest.mark.parametrize("path", ["/", "/cuenta/perfil/", "/lecciones/nueva/", "/personas/", "/primeros-pasos/"])
    def test_is_led_to_ask_for_one(self, cast: Cast, path: str):
        main = soup(cast.client("no_network").get(path)).select_one("main")
        assert main.select(f'a[href="{reverse("networks:take_part")}"]')

    def test_is_told_on_home_in_which_words(self, cast: Cast):
        assert "Todavía no participas en una red" in text("/", cast.client("no_network"))
        for who in ("member", "observer", "admin"):
            assert "Todavía no participas en una red" not in text("/", cast.client(who)), who


def test_an_observer_reads_whom_to_ask_for_more(cast: Cast):
    user = cast.user("observer")
    user.joined_at = user.joined_at.replace(year=2020)
    user.save()
    main = soup(cast.client("observer").get("/")).select_one("main")
    assert "Participas como observadora" in main.get_text(" ", strip=True)
    assert main.select(f'section a[href="{Network.objects.get().get_absolute_url()}"]')
