"""What somebody wrote while their session had ended: kept until they have signed in, and for them alone."""

import json
import time
from typing import Any

from django.http import HttpRequest, QueryDict

from networks.models import User

NAME = "unsent"
SECONDS = 60 * 60
# All fields at their longest; what is longer could not be saved either.
MOST_BYTES = 60_000


def keep(request: HttpRequest, address: str) -> bool:
    """Keep what was posted for the form at `address`; whether there was room for it."""
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if len(json.dumps(fields, ensure_ascii=False).encode()) > MOST_BYTES:
        return False
    request.session[NAME] = {"address": address, "at": time.time(), "fields": fields}
    request.session.set_expiry(SECONDS)  # nobody's session; signing in sets its own
    return True


def find(request: HttpRequest, user: User) -> QueryDict | None:
    """What was kept for the form at this address, if it was `user` who wrote it. It stays until it is sent."""
    kept: dict[str, Any] = request.session.get(NAME, {})
    if kept.get("address") != request.path or time.time() - kept["at"] > SECONDS:
        return None
    typed = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        typed.setlist(name, values)
    return typed if typed.get("writer") == str(user.pk) else None


def forget(request: HttpRequest) -> None:
    if NAME in request.session:
        del request.session[NAME]
