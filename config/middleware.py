"""What every request passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

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


def clean_cookies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """No browser sends a NUL in a cookie, and PostgreSQL takes none: who sends one is nobody we know."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return get_response(request)

    return middleware
