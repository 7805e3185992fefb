from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lessons.models import Finding, Lesson
from lessons.views.lessons import PER_PAGE
from networks.http import VisitorRequest


@login_not_required
@require_safe
def finding_list(request: VisitorRequest) -> HttpResponse:
    """The whole frame in its own order, with how many lessons this reader finds under each entry."""
    findings = Finding.objects.with_lesson_counts(Lesson.objects.readable_by(request.user).published())
    kinds = [(Finding.Kind(kind), list(rows)) for kind, rows in groupby(findings, key=lambda row: row.kind)]
    return render(request, "lessons/findings.html", {"kinds": kinds})


@login_not_required
@require_safe
def finding_detail(request: VisitorRequest, code: str) -> HttpResponse:
    finding = get_object_or_404(Finding, code=code)
    readable = Lesson.objects.readable_by(request.user).published()
    lessons = readable.speaking_to(finding).newest_first().for_cards()
    page = Paginator(lessons, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "lessons/finding.html", {"finding": finding, "page": page})
