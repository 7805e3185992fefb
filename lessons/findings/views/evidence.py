"""These lists stand behind the numbers on the page of a challenge or a best practice."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from base.pagination import page_of
from lessons.experience.models import Application
from lessons.findings.evidence import CROSSED, departments_of, networks_of, uses_of
from lessons.frame.models import Finding
from lessons.record.models import LONG_TEXTS, Lesson, LessonQuerySet
from networks.record.http import VisitorRequest, kept_for_visitors


def _crossed(code: str) -> Finding:
    return get_object_or_404(Finding, code=code, kind__in=CROSSED)


def _speaking(request: VisitorRequest, finding: Finding) -> LessonQuerySet:
    return Lesson.objects.readable_by(request.user).published().filter(findings=finding)


@login_not_required
@kept_for_visitors
@require_safe
def finding_where(request: VisitorRequest, code: str) -> HttpResponse:
    """Show departments and networks of its lessons; `?with=` keeps those that speak to this other finding too."""
    finding, asked = _crossed(code), request.GET.get("with")
    also = [_crossed(asked.replace("\0", ""))] if asked else []
    speaking = _speaking(request, finding)
    for other in also:
        speaking = speaking.filter(pk__in=other.lessons.values("pk"))
    context = {
        "finding": finding,
        "also": also,
        "total": speaking.count(),
        "departments": departments_of(finding, speaking, *also),
        "networks": networks_of(finding, speaking, *also),
    }
    return render(request, "lessons/findings/finding_where.html", context)


@login_not_required
@kept_for_visitors
@require_safe
def finding_uses(request: VisitorRequest, code: str) -> HttpResponse:
    """Show each use of the lessons that speak to the finding; `?result=` keeps only the uses with that result."""
    finding = _crossed(code)
    speaking = _speaking(request, finding)
    uses = Application.objects.standing().said_to(request.user).filter(lesson__in=speaking)
    uses = uses.select_related("lesson", "network", "organisation")
    chosen = request.GET.get("result", "")
    if chosen:
        if chosen not in Application.Result:
            raise Http404
        uses = uses.filter(result=chosen)
    uses = uses.defer(*(f"lesson__{name}" for name in LONG_TEXTS))
    context = {
        "finding": finding,
        "uses": uses_of(speaking),
        "chosen": chosen,
        "page": page_of(request, uses),
    }
    return render(request, "lessons/findings/finding_uses.html", context)
