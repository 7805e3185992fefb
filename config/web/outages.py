"""A request that failed gets words: that a server is away, that the disk is full, or that we have to mend it."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from base.outages import is_database_away
from config.web.full_disk import is_full_disk

SECONDS = 10  # a restart takes less
LOCK_NOT_AVAILABLE = "55P03"  # another holds the row for long: see config/rsgi.py
# Parts of pages that ask while somebody writes, or each few seconds: nobody waits for them, and they ask again.
ASKS_BY_ITSELF = {"nearest", "audience", "import", "notes"}


def is_passing(error: BaseException | None) -> bool:
    """Return whether the same request can be answered soon without anybody mending anything."""
    waited_in_vain = getattr(getattr(error, "__cause__", None), "sqlstate", None) == LOCK_NOT_AVAILABLE
    return waited_in_vain or is_database_away(error) or isinstance(error, (BrokerError, RedisError))


def answer_to_a_failure(request: HttpRequest) -> HttpResponse:
    """Answer 503 "in a moment" if a server was away, 507 if its disk is full, else 500.

    Django calls it wherever an error was met: in a view, in the session, in the language of an account. So there is no
    middleware, which another could stand before.
    """
    error = sys.exc_info()[1]
    no_room = is_full_disk(error)  # first: PostgreSQL says it in the words of one that is away
    is_away = not no_room and is_passing(error)
    # Without the request: a context processor would ask who it is.
    name = "error_in_a_swap.html" if "HX-Request" in request.headers else "error_500.html"
    response = render(None, name, {"no_room": no_room, "is_away": is_away, **_again(request)})
    # Of a swap the words come before what is there, and go with the next one that works.
    response["HX-Reswap"] = "none" if request.headers.get("HX-Target") in ASKS_BY_ITSELF else "afterbegin"
    response["Cache-Control"] = "no-store"
    if is_away:
        response["Retry-After"] = str(SECONDS)
    response.status_code = 507 if no_room else 503 if is_away else 500
    return response


def _again(request: HttpRequest) -> dict[str, Any]:
    """Return where to try again; and of a form what was typed, to be sent once more: its key lets it count once.

    Nothing is returned of a form with a password, which belongs into no page, or with a file, which would be missing.
    """
    address = request.get_full_path()
    if request.method in {"GET", "HEAD"}:
        return {"address": address}
    try:
        typed = [(name, value) for name, values in request.POST.lists() for value in values]
        has_more = bool(request.FILES) or any("password" in name for name, _value in typed)
    except Exception:  # what was sent cannot be read, or not once more
        return {}
    return {} if has_more or not typed else {"address": address, "typed": typed}
