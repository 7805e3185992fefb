"""These views tell of health and errors, and answer what browsers and crawlers ask of a site."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from config.backup import state as guard
from config.celery import TICK_KEY
from config.web.again import TOO_LARGE, again_page
from config.web.full_disk import LITTLE, room_left
from config.web.outages import answer_to_a_failure
from lessons.writing.views.writing import open_too_long

# Beat ticks each 30 s; three missed ticks mean that it, or the worker, is gone.
SILENCE = timedelta(seconds=120)
PATIENCE = 2  # seconds; libpq takes no less
KEEP_WORDS = {"lessons:new", "lessons:edit", "lessons:preview"}
PAPER = "#fbf7ef"  # as in memoria.css: a manifest knows no dark scheme


def _ask_database() -> None:
    """Ask over a connection of its own: one that is open already may wait for an answer without end."""
    parameters = connection.get_connection_params() | {"connect_timeout": PATIENCE}
    with psycopg.connect(**parameters) as asked:
        asked.execute("SELECT 1")


def _ask_broker() -> None:
    """Ask the broker itself, and not the cache, which goes on without it."""
    where = settings.CACHES["default"]["LOCATION"]
    with redis.Redis.from_url(where, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None) as broker:
        broker.ping()


def _answers(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except Exception:  # whatever it is, the part does not answer
        return False
    return True


def last_tick() -> datetime | None:
    try:
        tick: datetime | None = cache.get(TICK_KEY)
    except Exception:
        return None
    return tick


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer with the parts (`"database": bool`, …), 503 when one of them fails.

    Little room on the disk and an old backup are told: all still works, and a site that answers must not be taken away.
    """
    tick = last_tick()
    age = (now() - tick).total_seconds() if tick else None
    parts = {
        "database": _answers(_ask_database),
        "broker": _answers(_ask_broker),
        "beat": age is not None and age < SILENCE.total_seconds(),
    }
    healthy = all(parts.values())
    told = {"ok": healthy, **parts, "beat_age_seconds": age, "room": room_left(Path(settings.MEDIA_ROOT)) > LITTLE}
    return JsonResponse(told | guard.told(), status=200 if healthy else 503)


@login_not_required
@require_safe
@cache_control(public=True, max_age=60 * 60 * 24)
def manifest(request: HttpRequest) -> JsonResponse:
    """Tell a phone what it needs to put the site among its apps, in the language of the page that names it."""
    icons = [("icon-192", 192, "any"), ("icon-512", 512, "any"), ("maskable-512", 512, "maskable")]
    content = {
        "id": "/",
        "name": " ".join(["Memoria Viva:", _("what networks learned")]),
        "short_name": "Memoria Viva",
        "description": _("What Peru's civil-society networks learned, confirmed and used."),
        "lang": {"es": "es-PE"}.get(request.LANGUAGE_CODE, request.LANGUAGE_CODE),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static(f"icons/{name}.png"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for name, side, purpose in icons
        ],
        "shortcuts": [{"name": _("Log a lesson"), "url": reverse("lessons:new")}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@login_not_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say where to tell of a hole (RFC 9116); 404 where nobody is named."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": (now() + timedelta(days=180)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": f"{settings.SITE_URL}{request.path}",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=60 * 60 * 24)
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read what everybody may; accounts, choosing a language and files of lists are no use to them."""
    prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    parts = ("cuenta/", "admin/", "idioma/", "lecciones.")
    closed = [f"Disallow: {prefix}/{part}\n" for prefix in prefixes for part in parts]
    open_ = [f"Allow: {prefix}/lecciones.atom\n" for prefix in prefixes]
    sitemap = f"\nSitemap: {settings.SITE_URL}{reverse('sitemap')}\n"
    return HttpResponse("".join(["User-agent: *\n", *closed, *open_, sitemap]), content_type="text/plain")


def error_page(status: int) -> Callable[..., HttpResponse]:
    @login_not_required
    def view(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        if not hasattr(request, "user"):  # refused before anybody asked who it is: a wrong Host
            request.user = AnonymousUser()
        return render(request, "error.html", {"status": status}, status=status)

    return view


forbidden, not_found = error_page(403), error_page(404)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, TOO_LARGE):
        return again_page(request, "large", status=413)
    return error_page(400)(request, exception)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without asking database or session: they may be what failed."""
    return answer_to_a_failure(request)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Give back a lesson that was being written, with every word; but not what another site sent in our name."""
    form = request.resolver_match
    if form and form.view_name in KEEP_WORDS and "checking failed" not in reason:
        return open_too_long(request, **form.kwargs)
    return render(request, "error.html", {"status": "csrf"}, status=403)
