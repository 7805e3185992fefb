"""Admins add networks and sectors, and close and open them. What is in them stays, and so does who said what."""

from django.db import transaction
from django.utils.timezone import localdate

from networks.joining.actions import answer, revoke
from networks.joining.models import Invitation, JoinRequest
from networks.organisations.actions import slug_of
from networks.record.models import RESERVED, Network, Sector, User

LONGEST = 46  # of an address, with room for a number behind it


@transaction.atomic
def add_network(network: Network) -> None:
    taken = {*RESERVED, *Network.objects.values_list("slug", flat=True)}
    network.slug = slug_of(network.name, taken, longest=LONGEST, otherwise="red")
    network.save(force_insert=True)


@transaction.atomic
def add_sector(sector: Sector) -> None:
    taken = set(Sector.objects.values_list("slug", flat=True))
    sector.slug = slug_of(sector.name_es, taken, longest=LONGEST, otherwise="sector")
    sector.save(force_insert=True)


@transaction.atomic
def close_network(network: Network, *, by: User, reason: str) -> bool:
    """Close the network: nobody writes or comes in any more.

    Its people keep their roles, and everybody reads what it learned as before.

    Invitations that wait are withdrawn, and whoever asked to take part is told no. Return False, and change nothing, if
    it is closed already.
    """
    closed = Network.objects.filter(pk=network.pk, closed_on=None)
    if not closed.update(closed_on=localdate(), close_reason=reason):
        return False
    for invitation in Invitation.objects.open().filter(network=network):
        revoke(invitation)
    for request in JoinRequest.objects.waiting().filter(network=network).select_related("network", "user"):
        answer(request, role=None, organisation=None, by=by)
    return True


def open_network_again(network: Network) -> None:
    """Open the network with the people and the lessons that it had. Opening it twice changes nothing."""
    Network.objects.filter(pk=network.pk).update(closed_on=None, close_reason="")


def close_sector(sector: Sector) -> None:
    """Offer the sector for nothing new. Closing it twice changes nothing."""
    Sector.objects.filter(pk=sector.pk, closed_on=None).update(closed_on=localdate())


def open_sector_again(sector: Sector) -> None:
    Sector.objects.filter(pk=sector.pk).update(closed_on=None)
