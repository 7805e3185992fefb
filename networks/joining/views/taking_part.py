"""This page tells whoever has no network yet, or no account, how to take part."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from base.alphabet import Alphabetical
from base.pagination import page_of
from networks.joining.actions import networks_to_ask
from networks.joining.models import JoinRequest
from networks.record.http import VisitorRequest, kept_for_visitors
from networks.record.models import Membership, Network, User
from networks.record.permissions import Visitor

PER_PAGE = 30


@dataclass(frozen=True)
class Door:
    """Describes how this person stands to a network: at most one of `role`, `waits` and `ask` says something."""

    network: Network
    role: str = ""
    waits: bool = False
    ask: str = ""


@login_not_required
@kept_for_visitors
@require_safe
def take_part(request: VisitorRequest) -> HttpResponse:
    page = page_of(request, Network.objects.order_by(Alphabetical("name"), "pk"), PER_PAGE)
    context = {"page": page, "doors": _doors(request.user, list(page.object_list))}
    return render(request, "networks/joining/take_part.html", context)


def _doors(user: Visitor, networks: list[Network]) -> list[Door]:
    if not isinstance(user, User):
        return [Door(network, ask=where_to_ask(user, network)) for network in networks]
    roles = {each.network_id: each.get_role_display() for each in Membership.objects.filter(user=user)}
    waits = {*JoinRequest.objects.waiting().filter(user=user).values_list("network", flat=True)}
    askable = {*networks_to_ask(user).values_list("pk", flat=True)}
    return [
        Door(
            network,
            role=str(roles.get(network.pk, "")),
            waits=network.pk in waits and network.pk not in roles,
            ask=where_to_ask(user, network) if network.pk in askable else "",
        )
        for network in networks
    ]


def where_to_ask(user: Visitor, network: Network) -> str:
    """Return the address where one asks to join; "" if the network is closed: nobody joins it.

    Whoever has no account makes one on the way there, or signs in from that page.
    """
    if network.is_closed:
        return ""
    ask = reverse("networks:join", args=[network.slug])
    return ask if isinstance(user, User) else reverse("account_signup", query={"next": ask})
