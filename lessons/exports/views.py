"""A list is taken along: at once if it is small, else a worker writes it while a page tells how far it is."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base.rate_limits import Limit, TooOften, client_ip
from base.typesetting.process import MOST_SECONDS
from lessons.exports.actions import ask
from lessons.exports.formats import FORMATS
from lessons.exports.making import is_still_theirs, list_of
from lessons.exports.models import Export
from lessons.exports.queries import filter_of, keys_of
from lessons.exports.tasks import make_soon
from lessons.exports.writing import List, write
from lessons.search.addresses import query_of
from networks.models import User
from networks.record.http import MemberRequest, VisitorRequest, render_fragment

LISTS = Limit("lists taken along", most=30, seconds=600)  # a thousand lessons each
BUSY = 10  # seconds until a document that is made now is done
ONE_DOCUMENT = "list:document"  # one is made at a time, of all who do not wait for a worker: it takes much memory


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_along(request: VisitorRequest, form: str) -> HttpResponse:
    """Send what the list shows under the same filters; nothing in it for an invalid filter.

    Of more lessons than fit into an answer, say what to do. A POST, of who signed in, asks for them all.
    """
    if form not in FORMATS:
        raise Http404
    who = str(request.user.pk) if isinstance(request.user, User) else client_ip(request)
    if not LISTS.has_room(who):
        raise TooOften(LISTS.seconds)
    if request.method == "POST":
        return _ask(request, form)
    at_once = FORMATS[form].at_once
    chosen = filter_of(request.GET, request.user)
    keys = keys_of(chosen, at_once + 1)
    if len(keys) > at_once:
        return _too_many(request, form, query_of(chosen).urlencode())
    return _file(form, list_of(chosen, keys, query_of(chosen).urlencode(), get_language() or "es"))


def _file(form: str, told: List) -> HttpResponse:
    with tempfile.TemporaryFile() as file, _its_turn(form):
        write(file, form, told)
        file.seek(0)
        return _saved(form, file.read())


@contextmanager
def _its_turn(form: str) -> Iterator[None]:
    """Let one document be made at a time. Raises TooOften while another is."""
    if not FORMATS[form].layout:
        yield
        return
    if not cache.add(ONE_DOCUMENT, True, MOST_SECONDS):
        raise TooOften(BUSY)
    try:
        yield
    finally:
        cache.delete(ONE_DOCUMENT)


def _saved(form: str, content: bytes) -> HttpResponse:
    """Answer with the file. It depends on who asks: no cache keeps it."""
    name = _("lessons-list")  # of a file
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=FORMATS[form].mime, headers=headers)


def _too_many(request: VisitorRequest, form: str, query: str, *, refusal: Any = "") -> HttpResponse:
    user = request.user
    theirs = Export.objects.of(user).filter(form=form, query=query) if isinstance(user, User) else ()
    context = {"format": FORMATS[form], "query": query, "refusal": refusal, "exports": theirs}
    status = 200 if isinstance(user, User) and not refusal else 422
    return render(request, "lessons/exports/large.html", context, status=status)


def _ask(request: VisitorRequest, form: str) -> HttpResponse:
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    chosen, most = filter_of(request.GET, request.user), FORMATS[form].at_once
    if len(keys_of(chosen, most + 1)) <= most:
        return redirect(request.get_full_path())
    try:
        export = ask(form, query_of(chosen).urlencode(), by=request.user)
    except ValidationError as refusal:
        return _too_many(request, form, query_of(chosen).urlencode(), refusal=refusal.message)
    make_soon(export)
    return redirect(export)


@require_safe
def export_page(request: MemberRequest, key: UUID) -> HttpResponse:
    """Show how far it is. Somebody else's is not there."""
    export = get_object_or_404(Export.objects.of(request.user), key=key)
    context = {"export": export, "format": FORMATS[export.form]}
    return render_fragment(request, "lessons/exports/export.html", "export", context)


@require_safe
def export_file(request: MemberRequest, key: UUID) -> HttpResponse:
    """Send the file if the person may still read all that is in it; else say that it is gone."""
    export = get_object_or_404(Export.objects.of(request.user).select_related("by"), key=key, state="made")
    if not is_still_theirs(export):
        return render(request, "lessons/exports/gone.html", {"export": export}, status=410)
    try:
        with export.content.open() as content:
            return _saved(export.form, content.read())
    except OSError:  # after a restore without the folder
        raise Http404 from None
