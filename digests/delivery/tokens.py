"""What lets a mail's reader leave by its link, without signing in."""

from django.core.signing import BadSignature, Signer

from digests.models import Subscription

SIGNER = Signer(salt="digests.unsubscribe")  # no expiry: the links of old mails must go on working


def token_of(subscription: Subscription) -> str:
    return SIGNER.sign(str(subscription.pk))


def subscription_of(token: str) -> Subscription | None:
    """Whose token it is; None if we did not make it, or the person is gone."""
    try:
        pk = SIGNER.unsign(token)
    except BadSignature:
        return None
    return Subscription.objects.filter(pk=pk).first()
