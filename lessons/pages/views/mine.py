"""A person sees their own lessons, by how far each has come."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from base.pagination import page_of
from lessons.experience.strength import for_cards
from lessons.pages.mine import STAGES, at_stage, how_many, own_lessons
from networks.record.http import MemberRequest


@require_safe
def my_lessons(request: MemberRequest) -> HttpResponse:
    """Show one stage: the one in `?stage=due` or, without it, the first that has lessons."""
    own = own_lessons(request.user)
    counts = how_many(own)
    asked = request.GET.get("stage", "")
    chosen = asked if asked in STAGES else next((stage for stage in STAGES if counts[stage]), "draft")
    page = page_of(request, for_cards(at_stage(own, chosen).newest_first()))
    context = {
        "stages": [(stage, label, counts[stage], stage == chosen) for stage, label in STAGES.items()],
        "heading": STAGES[chosen],
        "page": page,
    }
    return render(request, "lessons/pages/mine.html", context)
