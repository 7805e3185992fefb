"""Our mail does not reach some people: their mail server refuses the address, or did not answer for days."""

from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet

from digests.models import Digest
from networks.mail.refusals import try_again
from networks.models import User


def bounces() -> QuerySet[Any]:
    """Return people whose server refuses our mail (`refused_mail`), or to whom no digest was sent since one failed.

    Of the digests that could not be delivered, `failed` says how many there are, and `last` when the last one failed.
    """
    lost = Q(subscription__digests__state=Digest.State.FAILED)
    told = Max("subscription__digests__finished_at", filter=Q(subscription__digests__state=Digest.State.SENT))
    people = User.objects.filter(closed_at=None).annotate(
        failed=Count("subscription__digests", filter=lost),
        last=Max("subscription__digests__finished_at", filter=lost),
        told=told,
    )
    undelivered = Q(Q(told=None) | Q(told__lt=F("last")), failed__gt=0)
    found = people.filter(undelivered | Q(refused_mail__refusals__gt=0)).select_related("refused_mail")
    return found.order_by(F("last").desc(nulls_last=True), "pk")


@transaction.atomic
def forget_bounces(person: User) -> None:
    """Begin as if no mail had been refused. What failed digests were to tell was put back: the next one tells it."""
    Digest.objects.filter(subscription__user=person, state=Digest.State.FAILED).delete()
    try_again(person)
