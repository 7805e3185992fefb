"""A token lets a mail's reader unsubscribe by its link, without signing in."""

from django.core.signing import BadSignature, Signer

from digests.models import Subscription

SIGNER = Signer(salt="digests.unsubscribe")  # no expiry: the links of old mails must go on working


def token_of(subscription: Subscription) -> str:
    return SIGNER.sign(str(subscription.pk))


def subscription_of(token: str) -> Subscription | None:
    """Return whose token it is; None if we did not make it, or the subscription is gone."""
    try:
        pk = SIGNER.unsign(token)
    except BadSignature:
        return None
    return Subscription.objects.filter(pk=pk).first()
