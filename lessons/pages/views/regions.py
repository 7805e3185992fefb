from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.pictures.map import map_for
from networks.models import NaturalRegion
from networks.record.http import VisitorRequest, kept_for_visitors


@login_not_required
@kept_for_visitors
@require_safe
def region_list(request: VisitorRequest) -> HttpResponse:
    """Show all departments on a map, and the same as a table."""
    natural_regions = NaturalRegion.objects.order_by("extreme_poverty_2000")
    return render(request, "lessons/pages/map.html", {"map": map_for(request.user), "natural_regions": natural_regions})
