"""Lessons that an admin hid are listed here to be put back, since no other list has them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from base.pagination import page_of
from config.desk.views.pages import for_admins
from lessons.models import Lesson
from networks.record.http import MemberRequest


@require_safe
@for_admins
def hidden_lessons(request: MemberRequest) -> HttpResponse:
    lessons = Lesson.objects.taken_down().select_related("network", "taken_down_by").defer("search")
    page = page_of(request, lessons.order_by("-taken_down_at", "-pk"))
    return render(request, "desk/hidden.html", {"page": page})
