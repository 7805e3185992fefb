"""A request that comes too often, brings too much, or was overtaken gets a page of words, and of what was typed.

Nothing of it is lost: the page keeps what was typed, and sends it again to the same address.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, ValidationError
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from base.rate_limits import Limit, TooOften

log = structlog.get_logger(__name__)

# A form that is open saves itself each five seconds and asks two more things: a script sends more than that.
FORMS = Limit("forms of a person", most=1_200, seconds=600)
# Text, not files, which have bounds of their own: eight hours at the longest lesson, saved each five seconds.
SIGNS = Limit("signs of a person", most=200_000_000, seconds=60 * 60 * 24)
KEPT_NOWHERE = {"lessons:preview", "lessons:nearest", "lessons:audience"}
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# Another request was first: a row that may be there once, or each waited for the other.
OVERTAKEN = {"23505", "23P01", "40001", "40P01"}
# Forms that have sent a code: whoever sends one again waits for a mail that may be there.
MAIL_A_CODE = {
    "account_signup",
    "account_login",
    "account_reset_password",
    "account_email",
    "account_email_verification_sent",
}
NOT_SHOWN = ("csrfmiddlewaretoken", "password", "oldpassword")


class AgainMiddleware:
    """Bounds what one person sends, and looks a second time where two did the same at once.

    A view that asks "is it there?" and then writes can be overtaken in between: the database refuses the second. What
    the view did is undone, so it is asked once more: this time it finds what is there and says so as it always does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        whose = str(request.user.pk)
        if not FORMS.has_room(whose):
            return too_often(request, seconds=FORMS.seconds)
        if not SIGNS.has_room(whose, _signs(request)):
            return too_often(request, seconds=SIGNS.seconds)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, TooOften):
            return too_often(request, seconds=error.seconds)
        if isinstance(error, ValidationError) and getattr(error, "code", "") == "too_many":
            return again_page(request, "bound", status=422, says=error.messages[0])
        if not _was_overtaken(request, error):
            return None
        log.info("overtaken", constraint=_constraint(error))
        try:
            return _second_look(request)
        except DatabaseError as again:
            if not _was_overtaken(request, again):
                raise
            log.warning("overtaken twice", constraint=_constraint(again))
            return again_page(request, "overtaken", status=409)


def _signs(request: HttpRequest) -> int:
    match = request.resolver_match
    if match and match.view_name in KEPT_NOWHERE:
        return 0
    return sum(len(name) + sum(map(len, values)) for name, values in request.POST.lists())


def _was_overtaken(request: HttpRequest, error: Exception) -> bool:
    state = getattr(error.__cause__, "sqlstate", "")
    return isinstance(error, DatabaseError) and state in OVERTAKEN and not connection.needs_rollback


def _constraint(error: Exception) -> str:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or type(error).__name__


def _second_look(request: HttpRequest) -> HttpResponse:
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)
    match = request.resolver_match
    assert match is not None  # noqa: S101 - a view raised it
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer


@login_not_required
def too_often(request: HttpRequest, exception: Exception | None = None, *, seconds: int = 60) -> HttpResponse:
    """Answer 429, for limits of allauth too, which do not say which of theirs was reached: most are of a minute."""
    asked = request.resolver_match.view_name if request.resolver_match else ""
    response = again_page(request, "often", status=429, minutes=-(-seconds // 60), mails=asked in MAIL_A_CODE)
    response["Retry-After"] = str(seconds)
    return response


def again_page(request: HttpRequest, why: str, *, status: int, **said: Any) -> HttpResponse:
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    typed = [] if request.method != "POST" or why == "large" else _typed(request)
    context = {"why": why, "typed": typed, "had_files": bool(typed and request.FILES), **said}
    return render(request, "again.html", context, status=status)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed, but for passwords, which are typed once more."""
    lists = [(name, values) for name, values in request.POST.lists() if not name.startswith(NOT_SHOWN)]
    return [(name, value) for name, values in lists for value in values]
