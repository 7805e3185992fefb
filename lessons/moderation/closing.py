"""Closing a network concerns its people, lessons, invitations and workshops. What it learned stays to be read."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from lessons.record.models import Lesson
from lessons.workshops.models import Workshop
from networks.models import Invitation, JoinRequest, Network, User
from networks.profile.opening import close_network


@dataclass(frozen=True)
class Concerned:
    people: int
    published: int
    drafts: int
    invitations: int
    requests: int
    workshops: int


def concerned_by_closing(network: Network) -> Concerned:
    return Concerned(
        people=network.memberships.filter(user__is_active=True).count(),
        published=Lesson.objects.ever_published().filter(network=network).count(),
        drafts=Lesson.objects.drafts().filter(network=network).count(),
        invitations=Invitation.objects.open().filter(network=network).count(),
        requests=JoinRequest.objects.waiting().filter(network=network).count(),
        workshops=_open_workshops(network).count(),
    )


@transaction.atomic
def close(network: Network, *, by: User, reason: str) -> bool:
    """Close the network as `close_network` does, and its workshops. Return False if it was closed before."""
    closed = close_network(network, by=by, reason=reason)
    if closed:
        _open_workshops(network).update(closes_at=now())
    return closed


def _open_workshops(network: Network) -> QuerySet[Workshop]:
    return Workshop.objects.filter(network=network, closes_at__gt=now())
