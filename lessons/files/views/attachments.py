"""Whoever may read a lesson opens its files; whoever may write it adds and removes them."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base.images import REDRAWN_SIDE
from lessons.files import attachments
from lessons.files.attachments import MOST_OF_A_LESSON
from lessons.files.checks import MOST_BYTES
from lessons.files.forms.attachment import FileForm
from lessons.files.models import Attachment, Upload
from lessons.files.uploads import SLICE
from lessons.record.models import Lesson
from lessons.record.only_for import annotate_narrow_audience_of
from lessons.record.permissions import get_lesson, may
from networks.models import User
from networks.record.http import MemberRequest, VisitorRequest, takes_files
from networks.record.permissions import Permission

WEEK = 60 * 60 * 24 * 7


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(MOST_BYTES)
def files(request: VisitorRequest, pk: int) -> HttpResponse:
    wanted = Permission.WRITE if request.method == "POST" else Permission.READ
    lesson = get_lesson(request.user, pk, wanted)
    if not isinstance(request.user, User) or not may(request.user, Permission.WRITE, lesson):
        return render(request, "lessons/files/files.html", _page(request, lesson))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FileForm(*sent, lesson=lesson, user=request.user)
    if form.is_valid() and form.save():
        messages.success(request, _("The file is added."))
        return redirect("lessons:files", pk)
    context = _page(request, lesson) | _adding(form)
    return render(request, "lessons/files/files.html", context, status=422 if form.is_bound else 200)


def _page(request: VisitorRequest, lesson: Lesson) -> dict[str, Any]:
    rows = Attachment.objects.shown_with(lesson, request.user)
    annotate_narrow_audience_of(lesson, rows)
    return {"lesson": lesson, "files": rows}


def _adding(form: FileForm) -> dict[str, Any]:
    begun = Upload.objects.of(form.user, form.lesson)
    size = {"slice": SLICE, "side": REDRAWN_SIDE}
    return {"form": form, "begun": begun, "may_add": True, "most": MOST_OF_A_LESSON, **size}


def _attachment(request: VisitorRequest | MemberRequest, lesson: Lesson, key: uuid.UUID) -> Attachment:
    """Return the file, or raise Http404 if it does not reach the reader, even if the lesson does."""
    reached = Attachment.objects.there().said_to(request.user).select_related("audience").defer("text")
    return get_object_or_404(reached, lesson=lesson, key=key)


@require_POST
def file_remove(request: MemberRequest, pk: int, key: uuid.UUID) -> HttpResponse:
    lesson = get_lesson(request.user, pk, Permission.WRITE)
    attachments.remove(_attachment(request, lesson, key), by=request.user)
    messages.success(request, _("The file is removed."))
    return redirect("lessons:files", pk)


@login_not_required
@require_safe
def file(request: VisitorRequest, pk: int, key: uuid.UUID) -> HttpResponseBase:
    """Send the file. The right to read the lesson is asked each time, also of a browser that has the file."""
    lesson = get_lesson(request.user, pk, Permission.READ)
    kept = _attachment(request, lesson, key)
    etag = f'"{kept.key.hex}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None and unchanged.status_code == 304:
        return _harmless(unchanged, "private, no-cache")
    try:
        content = kept.content.open()
    except OSError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=kept.download_name, content_type=kept.mime)
    response["ETag"] = etag
    response["Content-Encoding"] = "identity"  # packed already: to pack it again takes a second, and hides its length
    return _harmless(response, "private, no-cache")


@login_not_required
@require_safe
def file_thumbnail(request: VisitorRequest, pk: int, key: uuid.UUID) -> HttpResponseBase:
    lesson = get_lesson(request.user, pk, Permission.READ)
    kept = _attachment(request, lesson, key)
    if not kept.thumbnail:
        raise Http404
    response = HttpResponse(bytes(kept.thumbnail), content_type="image/webp")
    # A browser may keep only what everybody may see.
    is_for_all = lesson.is_public and kept.audience is not None and kept.audience.is_everyone
    stays = is_for_all and request.GET.get("v")
    return _harmless(response, f"private, max-age={WEEK}, immutable" if stays else "private, no-cache")


def _harmless(response: HttpResponseBase, cache: str) -> HttpResponseBase:
    """Keep the response from ever being run as a page of ours, and from any shared cache."""
    response["Content-Security-Policy"] = "sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = cache
    return response
