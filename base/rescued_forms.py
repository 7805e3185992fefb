"""What somebody wrote while their session had ended is kept until they have signed in, and for them alone.

Each form carries in `writer` the signed mark of whom it was shown to: without that mark nothing is kept.
"""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import translate_url
from django_htmx.http import HttpResponseClientRedirect

from base.rate_limits import Limit, TooOften

NAME = "unsent"
SECONDS = 60 * 60
# All fields at their longest; what is longer could not be saved either.
MOST_BYTES = 60_000
KEPT = Limit("unsent forms of a writer", most=20, seconds=SECONDS)
SIGNER = Signer(salt="writer of a form")


def mark_of(user: AbstractBaseUser) -> str:
    """Return the mark that a form carries in `writer`: the person's number, signed."""
    return SIGNER.sign(str(user.pk))


def writer_of(mark: str) -> str:
    """Return the number of the person to whom a form was shown, as text; "" if we did not make the mark."""
    try:
        return SIGNER.unsign(mark)
    except BadSignature:
        return ""


def keep(request: HttpRequest, address: str) -> bool:
    """Keep what was posted for the form at `address`; return False, and keep nothing, if it is too long or unsigned.

    Raises TooOften if very many forms of one person were kept within the hour.
    """
    writer = writer_of(request.POST.get("writer", ""))
    if writer and not KEPT.has_room(writer):
        raise TooOften(SECONDS)
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if not writer or len(json.dumps(fields, ensure_ascii=False).encode()) > MOST_BYTES:
        return False
    request.session[NAME] = {"address": _in_no_language(address), "at": time.time(), "fields": fields}
    request.session.set_expiry(SECONDS)  # nobody's session; signing in sets its own
    return True


def find(request: HttpRequest, user: AbstractBaseUser) -> QueryDict | None:
    """Return what `user` wrote for the form at this address within the hour, or None. It stays until it is sent."""
    kept: dict[str, Any] = request.session.get(NAME, {})
    if kept.get("address") != _in_no_language(request.path) or time.time() - kept["at"] > SECONDS:
        return None
    typed = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        typed.setlist(name, values)
    return typed if writer_of(str(typed.get("writer", ""))) == str(user.pk) else None


def keeps_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view whose form is sent to its own address, and carries `writer`.

    Somebody whose session ended while they wrote signs in, and finds what they wrote: see `typed_at`.
    """

    @login_not_required
    @wraps(view)
    def for_members(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            keep(request, request.path)
        login = redirect_to_login(request.path if request.method == "POST" else request.get_full_path())
        return HttpResponseClientRedirect(login.url) if request.htmx else login

    return for_members


def typed_at(request: Any) -> QueryDict | None:
    """Return what was sent; on GET, to be shown again and not to be stored, what was kept for the form, or None."""
    if request.method == "POST":
        forget(request, request.path)
        typed: QueryDict = request.POST
        return typed
    return find(request, request.user)


def forget(request: HttpRequest, address: str) -> None:
    """Forget what was kept for the form at `address`; what was kept for another form stays."""
    if request.session.get(NAME, {}).get("address") == _in_no_language(address):
        del request.session[NAME]


def _in_no_language(address: str) -> str:
    """Return the address in one language: signing in may change the language, and with it the prefix."""
    return translate_url(address, settings.LANGUAGE_CODE)
