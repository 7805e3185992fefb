"""What a network gave to others, and what it took from them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from base.pagination import page_of
from base.tables.responses import table_stream
from lessons.experience.exchange import HEADINGS, LISTS, as_rows, exchange_of, lessons_in, with_voices
from lessons.record.models import Lesson
from networks.models import Network
from networks.record.http import VisitorRequest


@login_not_required
@require_safe
def exchange(request: VisitorRequest, slug: str) -> HttpResponse:
    """One list at a time, `?list=gave_used`: without it, the first that has lessons. Of what this reader may read."""
    network = get_object_or_404(Network, slug=slug)
    readable = Lesson.objects.readable_by(request.user).standing()
    found = exchange_of(network, readable, request.user)
    asked = request.GET.get("list", "")
    chosen = asked if asked in LISTS else next((name for name in LISTS if found.counts[name]), "gave_confirms")
    page = page_of(request, lessons_in(chosen, network, readable, request.user))
    context = {
        "network": network,
        "lists": found.lists,
        "chosen": chosen,
        "heading": LISTS[chosen],
        "page": page,
        "rows": with_voices(chosen, network, list(page.object_list), request.user),
    }
    return render(request, "lessons/experience/exchange.html", context)


@login_not_required
@require_safe
def exchange_csv(request: VisitorRequest, slug: str) -> HttpResponseBase:
    """All lists, line by line as they are read."""
    network = get_object_or_404(Network, slug=slug)
    rows = as_rows(network, Lesson.objects.readable_by(request.user).standing(), request.user)
    name = _("exchange")
    return table_stream(f"{name}-{network.slug}", [str(each) for each in HEADINGS], rows)
