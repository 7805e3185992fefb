"""The page that leads to a network: each person sees what is theirs to do."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override

from networks.models import JoinRequest, Network, Role
from tests.support.cast import Cast
from tests.support.factories import JoinRequestFactory
from tests.support.htmx import soup


def door(client: Client, name: str) -> str:
    """What the page says beside a network, and where it leads."""
    page = soup(client.get(reverse("networks:take_part")))
    [card] = [card for card in page.select("main li.card") if card.select_one("h3").get_text(strip=True) == name]
    button, badge = card.select_one("a.button"), card.select_one(".badge")
    return button["href"] if button else badge.get_text(strip=True) if badge else ""


@pytest.fixture
def ask(cast: Cast) -> str:
    return reverse("networks:join", args=[cast.other_network.slug])


def test_a_visitor_makes_an_account_on_the_way(cast: Cast, ask: str):
    assert door(Client(), "Ajena") == reverse("account_signup", query={"next": ask})


def test_who_has_no_network_asks(cast: Cast, ask: str):
    assert door(cast.client("no_network"), "Ajena") == ask


def test_a_member_reads_their_role_and_may_ask_elsewhere(cast: Cast, ask: str):
    with override("es"):
        role = str(Role.MEMBER.label)
    assert door(cast.client("member"), "Propia") == f"Participas: {role}"
    assert door(cast.client("member"), "Ajena") == ask


def test_who_asked_reads_that_it_waits(cast: Cast, ask: str):
    JoinRequestFactory(user=cast.user("no_network"), network=cast.other_network)
    assert door(cast.client("no_network"), "Ajena") == "Tu pedido espera respuesta"


def test_who_was_declined_a_moment_ago_is_not_offered_it_again(cast: Cast):
    wish = JoinRequestFactory(user=cast.user("no_network"), network=cast.other_network)
    JoinRequest.objects.update(answered_at=wish.created_at, answered_by=cast.user("admin"), is_accepted=False)
    assert door(cast.client("no_network"), "Ajena") == ""


@pytest.mark.parametrize("who", ["anonymous", "no_network"])
def test_nobody_is_led_to_a_closed_network(cast: Cast, ask: str, who: str):
    Network.objects.filter(pk=cast.other_network.pk).update(closed_on=localdate(), close_reason="Terminó.")
    client = cast.client(who)
    assert door(client, "Ajena").startswith("Cerrada el")
    assert ask not in client.get(cast.other_network.get_absolute_url()).content.decode()
    if who != "anonymous":
        assert "Esta red está cerrada" in client.get(ask, follow=True).content.decode()
        assert not JoinRequest.objects.exists()


def test_an_admin_is_offered_nothing(cast: Cast, ask: str):
    assert door(cast.client("admin"), "Ajena") == ""
