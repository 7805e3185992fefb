"""These actions change a subscription."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now

from digests.models import Frequency, Subscription
from networks.mail.refusals import try_again
from networks.models import User


def choose_frequency(subscription: Subscription, frequency: str, *, by: User) -> None:
    """Let the person choose; raise PermissionDenied if `by` is somebody else.

    Choosing the same again changes nothing, but says that they are there: mail that was paused goes to them again.
    """
    if by.pk != subscription.user_id:
        raise PermissionDenied
    try_again(by)
    _choose(subscription, frequency)


def unsubscribe(subscription: Subscription) -> None:
    """Turn the digest off on behalf of whoever holds the link of the person's mail. Twice is fine."""
    _choose(subscription, Frequency.OFF)


@transaction.atomic
def _choose(subscription: Subscription, frequency: str) -> None:
    if subscription._state.adding:  # of somebody new; beat may make it in this very moment
        Subscription.objects.bulk_create([subscription], ignore_conflicts=True)
    row = Subscription.objects.select_for_update().get(user=subscription.user_id)
    if row.frequency != frequency:
        row.choose(frequency, now())
        row.save(update_fields=["frequency", "next_at", "since"])
