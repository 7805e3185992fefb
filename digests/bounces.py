"""People whom no digest reaches: their mail server refused the address, or did not answer for days."""

from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from digests.models import Digest
from networks.models import User


def bounces() -> QuerySet[Any]:
    """Those of whom a digest could not be delivered, and none since: with how many (`failed`), and when (`last`)."""
    lost = Q(subscription__digests__state=Digest.State.FAILED)
    told = Max("subscription__digests__finished_at", filter=Q(subscription__digests__state=Digest.State.SENT))
    people = User.objects.filter(closed_at=None).annotate(
        failed=Count("subscription__digests", filter=lost),
        last=Max("subscription__digests__finished_at", filter=lost),
        told=told,
    )
    return people.filter(Q(told=None) | Q(told__lt=F("last")), failed__gt=0).order_by("-last", "pk")


def forget_bounces(person: User) -> None:
    """As if none had failed: what they were to tell was put back, and the next digest tells it."""
    Digest.objects.filter(subscription__user=person, state=Digest.State.FAILED).delete()
