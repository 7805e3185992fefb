from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lessons.pictures.map import map_of
from lessons.pictures.years import years_of
from lessons.record.models import Lesson
from lessons.search.filters import LessonFilter
from lessons.search.pages import unless_late
from networks.record.http import VisitorRequest, kept_for_visitors


@login_not_required
@kept_for_visitors
@require_safe
def found_where_and_when(request: VisitorRequest) -> HttpResponse:
    """Show the lessons of a list on the map and by year, under the same filters; what is none, the list says."""
    chosen = LessonFilter(request.GET, queryset=Lesson.objects.readable_by(request.user), reader=request.user)
    the_list = reverse("lessons:lessons")
    if not chosen.is_valid():
        return redirect(f"{the_list}?{request.GET.urlencode()}")

    def address(name: str, value: str) -> str:
        return f"{the_list}?{chosen.query_with(name, value)}"

    regions = {int(key): many for key, many in chosen.counts("region").items()}
    context = {
        "filter": chosen,
        "total": chosen.total or 0,
        "map": map_of(regions, lambda region: address("region", region.slug)),
        "years": years_of(chosen.counts("year"), lambda year: address("year", year)),
        "the_list": f"{the_list}?{chosen.query_with('', '')}",
    }
    return unless_late(render(request, "lessons/pages/found.html", context), chosen)
