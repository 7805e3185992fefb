"""A search suggests while it is typed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.search.filters import LONGEST_QUERY
from lessons.search.suggestions import named, suggested
from networks.record.http import VisitorRequest


@login_not_required
@require_safe
def suggestions(request: VisitorRequest) -> HttpResponse:
    """Answer with what is called as the words typed so far, for the box they are typed in; nothing for too many."""
    words = request.GET.get("q", "").replace("\0", "")
    context = {"titled": suggested(words, request.user), "named": named(words)} if len(words) <= LONGEST_QUERY else {}
    return render(request, "lessons/search/_suggestions.html", context)
