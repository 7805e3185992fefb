"""A page for a network, and one for all of them, say whether the memory is alive. They name nobody."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.vitality.charts import charts_of
from lessons.vitality.queries import figures_of
from lessons.vitality.rules import read
from lessons.vitality.words import VERDICTS, sentence
from networks.models import Network
from networks.record.http import MemberRequest
from networks.record.permissions import Permission, get_network, may_anywhere


@require_safe
def vitality(request: MemberRequest) -> HttpResponse:
    """Show all networks together to whoever takes part in one, and to admins."""
    takes_part = request.user.is_admin or may_anywhere(request.user, Permission.READ)
    if not takes_part:
        raise PermissionDenied
    return render(request, "lessons/vitality/vitality.html", _context(None))


@require_safe
def network_vitality(request: MemberRequest, slug: str) -> HttpResponse:
    """Show a network to its own people: of few lessons, numbers could tell others what was not said to them."""
    network = get_network(request.user, slug, Permission.READ)
    return render(request, "lessons/vitality/vitality.html", _context(network))


def _context(network: Network | None) -> dict[str, Any]:
    figures = figures_of(network)
    reading = read(figures)
    return {
        "network": network,
        "verdict": reading.verdict.value,
        "verdict_in_words": VERDICTS[reading.verdict],
        "sentence": sentence(reading),
        "charts": charts_of(figures),
        "figures": figures,
        "site": settings.SITE_URL,
        "operator": settings.OPERATOR_NAME,
    }
