"""A mailbox that is no more is left alone after some refusals, until its person gives a sign of life."""

from smtplib import SMTPRecipientsRefused

from django.db import transaction
from django.utils.timezone import now

from networks.people.models import A_DAY, RefusedMail
from networks.record.models import User


def is_final(error: Exception) -> bool:
    """Return whether the server said that this address will not do, now or later."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _reply in error.recipients.values())


def owner_of(address: str) -> User | None:
    """Return the person whose account has the address; None for somebody who is only invited."""
    return User.objects.filter(email__iexact=address).first()


@transaction.atomic
def note_refusal(user: User | None, error: Exception) -> None:
    """Count the refusal, once a day, if the server refused for good; another error is not noted."""
    if user is None or not is_final(error) or not isinstance(error, SMTPRecipientsRefused):
        return
    code = max(code for code, _reply in error.recipients.values())
    seen = {"code": code, "last_at": now()}
    row, is_new = RefusedMail.objects.select_for_update().get_or_create(user=user, defaults=seen | {"refusals": 1})
    counts = not is_new and (row.refusals == 0 or abs(now() - row.last_at) >= A_DAY)
    if counts:
        RefusedMail.objects.filter(pk=row.pk).update(refusals=row.refusals + 1, **seen)


def note_arrival(user: User | None) -> None:
    RefusedMail.objects.filter(user=user).delete()


def try_again(user: User) -> bool:
    """Count refusals anew, since the person is there after all; return whether mail to them was paused."""
    was_paused = RefusedMail.objects.paused().filter(user=user).exists()
    RefusedMail.objects.filter(user=user).update(refusals=0)
    return was_paused
