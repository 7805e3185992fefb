"""Whoever may read a lesson sees its photograph; whoever may write it changes the photograph."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lessons.files.forms.photo import PhotoForm
from lessons.files.uploads import SLICE
from lessons.record.models import Photo
from lessons.record.permissions import get_lesson
from networks.record.http import MemberRequest, VisitorRequest
from networks.record.permissions import Permission

SIZES = ("small", "large")
SIDE = 1600  # pixels: a phone makes it that small before it is sent; of it LARGE_SIDE is kept
WEEK = 60 * 60 * 24 * 7


@login_not_required
@require_safe
def photo(request: VisitorRequest, pk: int, size: str) -> HttpResponse:
    lesson = get_lesson(request.user, pk, Permission.READ)
    if size not in SIZES:
        raise Http404
    kept = get_object_or_404(
        Photo.objects.said_to(request.user).select_related("audience").only(size, "added_at", "audience"), lesson=lesson
    )
    response = HttpResponse(bytes(getattr(kept, size)), content_type="image/webp")
    response["Content-Security-Policy"] = "sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    # No shared cache may keep it: what is public today may be taken back tomorrow. A browser may, if all may see it.
    is_for_all = lesson.is_public and kept.audience is not None and kept.audience.is_everyone
    stays = is_for_all and request.GET.get("v") == kept.version
    response["Cache-Control"] = f"private, max-age={WEEK}, immutable" if stays else "private, no-cache"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def photo_edit(request: MemberRequest, pk: int) -> HttpResponse:
    lesson = get_lesson(request.user, pk, Permission.WRITE)
    if request.POST.get("then") == "remove":
        Photo.objects.filter(lesson=lesson).delete()
        messages.success(request, _("The photograph is gone."))
        return redirect(lesson)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PhotoForm(*sent, lesson=lesson, user=request.user)
    if not (form.is_valid() and form.save()):
        context = {"form": form, "lesson": lesson, "slice": SLICE, "side": SIDE}
        return render(request, "lessons/files/photo_edit.html", context, status=422 if form.is_bound else 200)
    messages.success(request, _("The photograph is saved."))
    return redirect(lesson)
