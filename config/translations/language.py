"""Spanish pages have addresses without a prefix, those in other languages are under theirs.

An address with a prefix is always in that language. One without opens in the reader's: of the account, else of the
cookie, else of the browser, else Spanish. A click on a language is a choice, and is kept: see `choose`.
"""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, translate_url
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_from_path, get_language_from_request, override
from django.views.decorators.http import require_http_methods

from networks.models import User


def languages() -> list[str]:
    """Return the codes of all languages, the one without a prefix first."""
    return sorted(dict(settings.LANGUAGES), key=lambda code: code != settings.LANGUAGE_CODE)


def twins(address: str) -> dict[str, str]:
    """Return the page's address in each language; nothing if it is the same in all, as a picture's or of no page."""
    path, mark, query = address.partition("?")
    found = {code: _twin(path, get_language(), code) + mark + query for code in languages()}
    return found if len(set(found.values())) > 1 else {}


@lru_cache(maxsize=4096)
def _twin(path: str, _language: str | None, code: str) -> str:
    """Return the path in a language. Which page it is of depends on the language in which it is asked for."""
    return translate_url(path, code)


def language_of(request: HttpRequest) -> str:
    """Return the reader's language: of the account, else of the cookie, else of the browser, else Spanish."""
    of_account = request.user.language if isinstance(request.user, User) else ""
    return of_account if of_account in languages() else get_language_from_request(request)


class ReaderLanguageMiddleware:
    """Sends whoever opens a page without a prefix to its twin in their language.

    Only a browser that opens a page is sent: no POST, no swap, no picture, nobody who names no language. The twin has
    a prefix, and an address with a prefix is never sent on: there can be no loop.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here = request.get_full_path()
        pages = twins(here) if self._opens_a_page(request) else {}
        if not pages:
            return self.get_response(request)
        language = language_of(request)
        response = self.get_response(request) if pages[language] == here else redirect(pages[language])
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        if isinstance(request.user, User):  # who signs out keeps the language
            remember(request, response, language)
        return response

    def _opens_a_page(self, request: HttpRequest) -> bool:
        return (
            request.method in {"GET", "HEAD"}
            and "text/html" in request.headers.get("Accept", "")
            and "HX-Request" not in request.headers
            and get_language_from_path(request.path_info) is None
            and not request.path_info.startswith(reverse("admin:index"))
        )


def remember(request: HttpRequest, response: HttpResponse, language: str) -> None:
    """Keep the language in a cookie, unless it is there."""
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language that was clicked on, in account and cookie, and show the page `next` in it.

    If `next` is no page of ours in that language, the home page is shown. A visitor comes by a link, which only sets
    their cookie; whose choice is kept in an account sends a form. A person who comes by a link keeps their language.
    """
    sent = request.POST if request.method == "POST" else request.GET
    language = sent.get("language", "")
    if language not in languages():
        raise SuspiciousOperation(f"no such language: {language[:10]!r}")
    response = redirect(_in(language, sent.get("next", "")))
    if isinstance(request.user, User):
        if request.method != "POST":
            return response
        User.objects.filter(pk=request.user.pk).update(language=language)
    remember(request, response, language)
    return response


def _in(language: str, address: str) -> str:
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    twin = twins(address).get(language) if ours else None
    with override(language):
        return twin or reverse("home")
