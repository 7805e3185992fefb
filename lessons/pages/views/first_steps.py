"""An invitation leads to this page: it shows what to do first, and what of it is done."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.experience.models import Application, Corroboration
from lessons.record.models import Lesson
from networks.models import Membership, Role
from networks.record.http import MemberRequest
from networks.record.permissions import Permission, may_anywhere


@require_safe
def first_steps(request: MemberRequest) -> HttpResponse:
    user = request.user
    newest = Membership.objects.filter(user=user).select_related("network").order_by("-pk").first()
    spoke = Corroboration.objects.filter(by=user).exists() or Application.objects.filter(by=user).exists()
    context = {
        "network": newest.network if newest else None,
        "runs_it": newest is not None and newest.role == Role.SECRETARIAT,
        "may_write": may_anywhere(user, Permission.WRITE),
        "has_spoken": spoke,
        "has_written": Lesson.objects.filter(author=user).exists(),
    }
    return render(request, "orientation/first_steps.html", context)
