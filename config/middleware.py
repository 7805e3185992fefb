"""What every request passes through."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django_structlog.middlewares import RequestMiddleware

from config.front import REFUSED
from config.log_paths import mask_path


class RequestLogMiddleware(RequestMiddleware):
    """Logs the path without its query and its tokens: see `mask_path`."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {mask_path(request.path)}"


def stay_here(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """No other site shows our pages and photographs as parts of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


def say_why_refused(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A body that `config.front` did not take is answered in words, and no view is asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        status = request.META.get(REFUSED)
        if status is None:
            return get_response(request)
        return render(request, "error.html", {"status": status}, status=status)

    return middleware


def clean_cookies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """No browser sends a NUL in a cookie, and PostgreSQL takes none: who sends one is nobody we know."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return get_response(request)

    return middleware


class UnstorableTextMiddleware:
    """Answers for text that PostgreSQL cannot take, in whichever view: an address with it leads nowhere (404), a form
    or a search with it is refused (400), unless the view said what is wrong at its field.

    Looked for in what was sent only after an error, so that no body is read which nobody asked for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_unstorable(request.path_info):
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        sent = [*request.GET.lists(), *request.POST.lists()]
        if isinstance(exception, ValueError | DataError) and any(
            is_unstorable(text) for name, texts in sent for text in (name, *map(str, texts))
        ):
            raise BadRequest from None


def is_unstorable(text: str) -> bool:
    """A NUL, or half of a sign that takes two: what no UTF-8 can say."""
    return "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text)
