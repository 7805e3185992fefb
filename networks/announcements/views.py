"""Anybody can put an announcement away, in this browser, with or without an account, and without a script."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from networks.announcements.actions import COOKIE, with_number

YEAR = 60 * 60 * 24 * 365


@csrf_exempt  # a token would bring a cookie to every visitor; who forges this puts away a line in one browser
@login_not_required
@require_POST
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an announcement away, of any network or none: nothing tells whether there is one of that number."""
    address = request.POST.get("next", "")
    # A path, since `redirect` takes a bare word for the name of a view.
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    response = redirect(address if is_ours else "home")
    response.set_cookie(
        COOKIE,
        with_number(request.COOKIES.get(COOKIE, ""), pk),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
