"""A sign of life ends the pause of mail to a mailbox that refused it. The libraries tell of it by signals alone."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_confirmed
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.translation import gettext as _

from networks.mail.refusals import try_again
from networks.models import User


def connect() -> None:
    user_logged_in.connect(_is_there, dispatch_uid="mail again: signed in")
    email_changed.connect(_is_there, dispatch_uid="mail again: another address")
    email_confirmed.connect(_confirmed, dispatch_uid="mail again: confirmed")


def _is_there(*, request: HttpRequest | None = None, user: User, **others: Any) -> None:
    if try_again(user) and request is not None:
        says = _(
            "The mail server of %(email)s was rejecting our e-mails, so we stopped sending them for a while. We will"
            " try again from now on: please check that the address is right."
        )
        messages.warning(request, says % {"email": user.email}, fail_silently=True)


def _confirmed(*, email_address: EmailAddress, **others: Any) -> None:
    try_again(email_address.user)
