"""Health and errors."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache

from config.celery import TICK_KEY

# Beat ticks each 30 s; three missed ticks mean that it, or the worker, is gone.
SILENCE = timedelta(seconds=120)


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _answers(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except Exception:  # whatever it is, the part does not answer
        return False
    return True


def _last_tick() -> datetime | None:
    try:
        tick: datetime | None = cache.get(TICK_KEY)
    except Exception:
        return None
    return tick


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """`{"database": bool, "broker": bool, "beat_age_seconds": float | null}`; 503 when a part fails."""
    tick = _last_tick()
    age = (now() - tick).total_seconds() if tick else None
    parts = {
        "database": _answers(_ask_database),
        "broker": _answers(lambda: cache.get(TICK_KEY)),
        "beat": age is not None and age < SILENCE.total_seconds(),
    }
    healthy = all(parts.values())
    return JsonResponse({"ok": healthy, **parts, "beat_age_seconds": age}, status=200 if healthy else 503)


def error_page(status: int) -> Callable[..., HttpResponse]:
    @login_not_required
    def view(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        if not hasattr(request, "user"):  # refused before anybody asked who it is: a wrong Host
            request.user = AnonymousUser()
        return render(request, "error.html", {"status": status}, status=status)

    return view


bad_request, forbidden, not_found = error_page(400), error_page(403), error_page(404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of database or session: they may be what failed."""
    return render(None, "error_500.html", status=500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "error.html", {"status": "csrf"}, status=403)
