from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from base.pagination import page_of
from lessons.experience.strength import Cards
from lessons.library.example import example
from lessons.library.queries import library
from networks.record.http import VisitorRequest, kept_for_visitors


@login_not_required
@kept_for_visitors
@require_safe
def library_list(request: VisitorRequest) -> HttpResponse:
    """Show all lessons from published sources, those of the newest events first."""
    found = library().order_by(F("happened_on").desc(nulls_last=True), "pk")
    page = page_of(request, Cards(found, found.count()))
    return render(request, "lessons/library/library.html", {"page": page})


@login_not_required
@kept_for_visitors
@require_safe
def example_lesson(request: VisitorRequest) -> HttpResponse:
    """Show a good lesson, and why it is good, to whoever is about to write one."""
    return render(request, "lessons/library/example.html", {"example": example()})
