"""An admin takes a published lesson down, and puts it back."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lessons.moderation import takedown
from lessons.record.models import Lesson
from lessons.record.permissions import get_lesson
from networks.people.forms import ReasonForm
from networks.record.http import MemberRequest, form_page
from networks.record.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: MemberRequest, pk: int) -> HttpResponse:
    lesson = _get_lesson(request, pk)
    if not lesson.is_standing:
        return redirect(lesson)
    return _answer(request, lesson, takedown.take_down, _("Hidden: only admins and its author can read it now."))


@require_http_methods(["GET", "HEAD", "POST"])
def put_back(request: MemberRequest, pk: int) -> HttpResponse:
    lesson = _get_lesson(request, pk)
    if not lesson.is_taken_down:
        return redirect(lesson)
    return _answer(request, lesson, takedown.put_back, _("Its readers can read it again."))


def _get_lesson(request: MemberRequest, pk: int) -> Lesson:
    """Return the lesson; raise Http404 if they may not read it, PermissionDenied if they are no admin."""
    lesson = get_lesson(request.user, pk, Permission.READ)
    if not request.user.is_admin:
        raise PermissionDenied
    return lesson


def _answer(request: MemberRequest, lesson: Lesson, act: Callable[..., bool], done: str) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        if act(lesson, by=request.user, reason=form.cleaned_data["reason"]):
            messages.success(request, done)
        return redirect(lesson)
    context = {"lesson": lesson, "form": form}
    return form_page(request, "lessons/moderation/take_down.html", form, context)
