"""Whoever used a lesson tells what came of it, corrects that, or takes the use back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from base.rescued_forms import keeps_words, typed_at
from lessons.experience import actions
from lessons.experience.forms import ToldUseForm
from lessons.experience.models import Application
from lessons.record.permissions import get_lesson
from networks.models import User
from networks.record.http import MemberRequest
from networks.record.permissions import Permission


def _get_use(user: User, pk: int) -> Application:
    """Return the user's own use of a lesson that they may still read; raise Http404 for any other."""
    use = get_object_or_404(Application.objects.select_related("network", "organisation"), pk=pk, by=user)
    use.lesson = get_lesson(user, use.lesson_id, Permission.READ)
    return use


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def told_use(request: MemberRequest, pk: int) -> HttpResponse:
    use = _get_use(request.user, pk)
    form = ToldUseForm(typed_at(request), instance=use)
    if request.method == "POST" and use.withdrawn_at is None and form.is_valid() and form.tell():
        messages.success(request, _("Thank you: it is kept with the lesson."))
        return redirect(f"{use.lesson.get_absolute_url()}#voices")
    context = {"use": use, "form": None if use.withdrawn_at else form}
    return render(request, "lessons/experience/told_use.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def withdraw_use(request: MemberRequest, pk: int) -> HttpResponse:
    use = _get_use(request.user, pk)
    actions.withdraw_use(use)
    messages.success(request, _("You withdrew it: it no longer counts. The history keeps it."))
    return redirect(use)
