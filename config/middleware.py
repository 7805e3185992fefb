"""What every request passes through."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_structlog.middlewares import RequestMiddleware

from config.front import REFUSED

# Addresses that let in whoever has them: an answer by mail, a shared collection, a workshop.
LETS_IN = re.compile(r"^((?:/[a-z]{2})?/(?:vigencia|colecciones/enlace|taller)/)[^/]+")


class RequestLogMiddleware(RequestMiddleware):
    """Logs the path without its query: what people search for, and tokens, stay out of logs."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        path = LETS_IN.sub(r"\1…", request.path)
        return f"{request.method} {path}"


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
