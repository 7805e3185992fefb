"""A digest is sent, from its claim to its outcome. It may be asked for twice, late, or by two workers."""

from functools import partial

from django.db import transaction
from django.utils.timezone import now

from base.outages import write_when_back
from digests.composition.compose import compose, put_back
from digests.delivery.deliver import deliver
from digests.models import Digest, Subscription
from networks.mail.letters import MOST_ATTEMPTS, pause_after
from networks.mail.refusals import is_final, note_arrival, note_refusal
from networks.models import User


def send(pk: int) -> Digest.State | None:
    """Send a digest if it is due, and nobody else is at it; return what became of it, or None.

    When sending fails and another try may help, that error is raised: nothing is marked as sent, and the digest falls
    due again later. A worker that dies keeps its claim until the lease ends.
    """
    digest = Digest.objects.select_related("subscription__user").claim(pk)
    if digest is None:
        return None
    refusal: Exception | None = None
    try:
        state = _tell(digest)
    except Exception as error:
        if not is_final(error) and digest.attempts < MOST_ATTEMPTS:
            Digest.objects.held(digest).update(claimed_at=None, try_after=now() + pause_after(digest.attempts))
            raise
        state, refusal = Digest.State.FAILED, error
    write_when_back(partial(_finish, digest, state))
    _note_of_the_mailbox(digest.subscription.user, state, refusal)
    return state


def _note_of_the_mailbox(user: User, state: Digest.State, refusal: Exception | None) -> None:
    if refusal is not None:
        note_refusal(user, refusal)
    elif state == Digest.State.SENT:
        note_arrival(user)


def _tell(digest: Digest) -> Digest.State:
    if not Subscription.objects.reachable().filter(pk=digest.subscription_id).exists():
        return Digest.State.CANCELLED
    compose(digest)
    return Digest.State.SENT if deliver(digest) else Digest.State.EMPTY


@transaction.atomic
def _finish(digest: Digest, state: Digest.State) -> None:
    """Record the outcome, unless our claim lapsed meanwhile: then it is for the worker that holds the digest now."""
    Subscription.objects.select_for_update().get(pk=digest.subscription_id)
    if not Digest.objects.held(digest).update(state=state, finished_at=now()):
        return
    if state in {Digest.State.FAILED, Digest.State.CANCELLED}:
        put_back(digest)
