"""Our views know requests by these classes, and answer HTMX in this one way."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from networks.record.models import User
from networks.record.permissions import Visitor

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Let a view be sent files of that size: of what others are sent, config/web/uploads.py keeps less."""

    def marked(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return marked


def kept_for_visitors(view: View) -> View:
    """Let a page that the view made for one visitor be given to all: it shows nothing but what they are shown.

    What it reads of the database is in lessons/changes/models.py, else it would be shown when it is true no more.
    """
    view.is_kept_for_visitors = True  # type: ignore[attr-defined]
    return view


class VisitorRequest(HttpRequest):
    """Comes from anybody, in views that opt out of the login."""

    user: Visitor
    htmx: HtmxDetails


class MemberRequest(HttpRequest):
    """Comes from a person who signed in."""

    user: User
    htmx: HtmxDetails


def render_fragment(
    request: VisitorRequest | MemberRequest, template: str, fragment: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return the page, or only its partial `fragment` when HTMX asks to swap the element of that id.

    In a fragment `is_fragment` is true: it may bring what else on the page follows the address, to swap out of band.

    Every answer varies on the headers that decide: a cache or the back button never shows a bare fragment.
    """
    wanted = bool(request.htmx) and not request.htmx.history_restore_request and request.htmx.target == fragment
    name = f"{template}#{fragment}" if wanted else template
    response = render(request, name, context | {"is_fragment": wanted}, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def form_page(
    request: VisitorRequest | MemberRequest, template: str, form: BaseForm, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Return the page of a form, with what was typed; 422 if that has faults, which stand at their fields."""
    return render(request, template, {"form": form} | (context or {}), status=422 if form.errors else 200)
