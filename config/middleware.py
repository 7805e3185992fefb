"""Every request passes through what is in this module."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django_structlog.middlewares import RequestMiddleware

from config.logs.paths import mask_path
from config.web.front import REFUSED


class RequestLogMiddleware(RequestMiddleware):
    """Logs the path without its query and its tokens: see `mask_path`."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {mask_path(request.path)}"


def stay_here(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep other sites from showing our pages and photographs as parts of their own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


def say_why_refused(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A body that `config.web.front` did not take is answered in words, and no view is asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        status = request.META.get(REFUSED)
        if status is None:
            return get_response(request)
        return render(request, "error.html", {"status": status}, status=status)

    return middleware


SIGNS_OUT = {"account_logout", "close_account"}
EVERYTHING_SEEN, EVERYTHING = '"cache"', '"cache", "storage"'


def nothing_stays_on_the_device(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What a signed-in person saw is nowhere on the device afterwards: Back shows it to nobody.

    No cache keeps an answer for which it was looked up who is signed in, but what its view calls public or immutable:
    that is open to everybody. The answer that ends a session empties the caches. Who signs out themselves leaves no
    unsent words behind either; a session that ran out, or was ended from elsewhere, must not cost them.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = getattr(request, "session", None)
        # Only what was read of it: to ask now could fail, and hide the answer that says so.
        is_for_one = SESSION_KEY in getattr(session, "_session_cache", {})
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        ended = cookie is not None and cookie["max-age"] == 0
        is_for_all = any(word in response.get("Cache-Control", "") for word in ("immutable", "public"))
        if ended or (is_for_one and not is_for_all):
            response["Cache-Control"] = "private, no-store"
        if ended:
            asked = request.resolver_match and request.resolver_match.view_name
            response["Clear-Site-Data"] = EVERYTHING if asked in SIGNS_OUT else EVERYTHING_SEEN
        return response

    return middleware


def clean_cookies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Drop cookies with a NUL: no browser sends one, and PostgreSQL takes none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return get_response(request)

    return middleware


class UnstorableTextMiddleware:
    """Answers for text that PostgreSQL cannot take, in whichever view: an address with it leads nowhere (404), a form
    or a search with it is refused (400), unless the view said what is wrong at its field.

    What was sent is looked through only after an error, so that no body is read which nobody asked for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_unstorable(request.path_info):
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, ValueError | DataError) and _sends_unstorable(request):
            raise BadRequest from None


def _sends_unstorable(request: HttpRequest) -> bool:
    sent = [*request.GET.lists(), *request.POST.lists()]
    return any(is_unstorable(text) for name, texts in sent for text in (name, *map(str, texts)))


def is_unstorable(text: str) -> bool:
    """Return whether the text has a NUL, or half of a sign that takes two: no UTF-8 can say it."""
    return "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text)
