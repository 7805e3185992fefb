"""Sign-ins and changes of passwords and factors are noted here: the libraries tell of them by signals alone."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from networks.models import SignIn, User
from networks.sessions.actions import note

KINDS = {
    user_logged_in: SignIn.Kind.IN,
    user_logged_out: SignIn.Kind.OUT,
    password_changed: SignIn.Kind.PASSWORD,
    password_reset: SignIn.Kind.PASSWORD,
    authenticator_added: SignIn.Kind.FACTOR_ADDED,
    authenticator_removed: SignIn.Kind.FACTOR_REMOVED,
    authentication_failed: SignIn.Kind.FACTOR_REFUSED,
}


def connect() -> None:
    for signal, kind in KINDS.items():
        signal.connect(_noting(kind), weak=False, dispatch_uid=f"note {kind} {id(signal)}")
    user_login_failed.connect(_refused, dispatch_uid="note refused")


def _noting(kind: str) -> Any:
    def receive(*, request: HttpRequest | None = None, user: User | None = None, **others: Any) -> None:
        if user is not None:
            note(request, user, kind)

    return receive


def _refused(*, credentials: dict[str, Any], request: HttpRequest | None = None, **others: Any) -> None:
    """Note a refused sign-in. An address that is nobody's is not kept: people type passwords into the wrong field."""
    user = User.objects.filter(email__iexact=str(credentials.get("email", ""))).first()
    if user is not None:
        note(request, user, SignIn.Kind.REFUSED)
