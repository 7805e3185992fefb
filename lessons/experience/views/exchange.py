"""A network gives lessons to others, and takes lessons from them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from base.pagination import page_of
from base.tables.responses import table_stream
from lessons.experience.exchange import HEADINGS, LISTS, as_rows, exchange_for, lessons_in, with_voices
from lessons.record.models import Lesson
from networks.models import Network
from networks.record.http import VisitorRequest, kept_for_visitors


@login_not_required
@kept_for_visitors
@require_safe
def exchange(request: VisitorRequest, slug: str) -> HttpResponse:
    """Show one list of what this reader may read: `?list=gave_used` or, without it, the first that has lessons."""
    network = get_object_or_404(Network, slug=slug)
    readable = Lesson.objects.readable_by(request.user).standing()
    counted = exchange_for(network, request.user)
    asked = request.GET.get("list", "")
    chosen = asked if asked in LISTS else next((name for name in LISTS if counted.counts[name]), "gave_confirms")
    page = page_of(request, lessons_in(chosen, network, readable, request.user))
    context = {
        "network": network,
        "exchange": counted,
        "lists": counted.lists,
        "chosen": chosen,
        "heading": LISTS[chosen],
        "page": page,
        "rows": with_voices(chosen, network, list(page.object_list), request.user),
    }
    return render(request, "lessons/experience/exchange.html", context)


@login_not_required
@require_safe
def exchange_csv(request: VisitorRequest, slug: str) -> HttpResponseBase:
    """Send all lists as one table, streamed row by row."""
    network = get_object_or_404(Network, slug=slug)
    rows = as_rows(network, Lesson.objects.readable_by(request.user).standing(), request.user)
    name = _("exchange")
    return table_stream(f"{name}-{network.slug}", [str(heading) for heading in HEADINGS], rows)
