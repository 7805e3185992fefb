"""Other people's wrong passwords keep nobody out of a browser in which they were signed in before.

A cookie marks such a browser, signed with what the person's password and sessions are checked by: a new password, or
signing out everywhere else, ends it. Nothing of it is stored here.
"""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from base.rate_limits import Limit
from networks.models import User

COOKIE = "known"
MOST = 3  # people of one browser
# Of the browser itself. With the five guesses that the account has everywhere else, at most twenty in five minutes.
WRONG_PASSWORDS = Limit("wrong passwords of a known browser", most=10, seconds=300)


def known_device(request: HttpRequest, email: str) -> str | None:
    """Return what tells this browser from others, if the person of the address was signed in here before."""
    marks = _marks(request)
    user = User.objects.filter(email__iexact=email, is_active=True).first() if marks else None
    return next((mark for mark in marks if user and _is_of(mark, user)), None)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    marks = [mark for mark in _marks(request) if not mark.startswith(f"{user.pk}.")]
    here = _signer(user).sign(f"{user.pk}.{get_random_string(12)}")
    safe: dict[str, Any] = {"httponly": True, "samesite": "Lax", "secure": settings.HTTPS}
    response.set_cookie(COOKIE, "|".join([here, *marks][:MOST]), max_age=settings.SESSION_COOKIE_AGE, **safe)


def _marks(request: HttpRequest) -> list[str]:
    return [mark for mark in request.COOKIES.get(COOKIE, "").split("|")[:MOST] if mark]


def _is_of(mark: str, user: User) -> bool:
    try:
        return _signer(user).unsign(mark).startswith(f"{user.pk}.")
    except BadSignature:
        return False


def _signer(user: User) -> Signer:
    return Signer(salt=f"known device:{user.get_session_auth_hash()}")
