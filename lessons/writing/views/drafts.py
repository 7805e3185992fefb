"""An author throws away a draft that nobody else has read: it became a confirmation, or they think better of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lessons.record.models import Lesson
from lessons.record.permissions import get_lesson
from lessons.writing import actions
from networks.record.http import MemberRequest
from networks.record.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Let its author alone discard it, while it was never handed in: what others worked on is not thrown away."""
    lesson = get_lesson(request.user, pk, Permission.WRITE)
    if not may_discard(request, lesson):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "lessons/writing/discard.html", {"lesson": lesson})
    if not actions.discard(lesson):
        messages.info(request, _("The draft stays: somebody commented on it, or it is linked to another lesson."))
        return redirect(lesson)
    messages.success(request, _("The draft is gone."))
    return redirect("home")


def may_discard(request: MemberRequest, lesson: Lesson) -> bool:
    return lesson.author_id == request.user.pk and lesson.is_a_first_draft
