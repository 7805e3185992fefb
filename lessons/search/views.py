"""A search suggests while it is typed, and a list of lessons can be taken along as a spreadsheet."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from base.rate_limits import Limit, TooOften, client_ip
from base.tables.responses import WRITERS, table_file, table_stream
from lessons.record.models import Lesson
from lessons.search.filters import LONGEST_QUERY, LessonFilter
from lessons.search.suggestions import named, suggested
from lessons.search.table import HEADINGS, as_rows
from networks.models import User
from networks.record.http import VisitorRequest

LISTS = Limit("lists taken along", most=30, seconds=600)  # thousands of rows each


@login_not_required
@require_safe
def lesson_table(request: VisitorRequest, form: str) -> HttpResponseBase:
    """Send what the list shows under the same filters, as `csv` or `xlsx`; no rows for an invalid filter."""
    if form not in WRITERS:
        raise Http404
    who = str(request.user.pk) if isinstance(request.user, User) else client_ip(request)
    if not LISTS.has_room(who):
        raise TooOften(LISTS.seconds)
    readable = Lesson.objects.readable_by(request.user)
    chosen = LessonFilter(request.GET, queryset=readable, reader=request.user)
    found = chosen.qs if chosen.is_valid() else readable.none()
    rows = as_rows(found, request.user, get_language() or "")
    headings = [str(heading) for heading in HEADINGS]
    name = _("lessons-list")  # of a file
    return table_stream(name, headings, rows) if form == "csv" else table_file(name, form, headings, rows)


@login_not_required
@require_safe
def suggestions(request: VisitorRequest) -> HttpResponse:
    """Answer with what is called as the words typed so far, for the box they are typed in; nothing for too many."""
    words = request.GET.get("q", "").replace("\0", "")
    context = {"titled": suggested(words, request.user), "named": named(words)} if len(words) <= LONGEST_QUERY else {}
    return render(request, "lessons/search/_suggestions.html", context)
