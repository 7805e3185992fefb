from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.pagination import page_of
from lessons.experience.strength import for_cards
from lessons.findings.evidence import CROSSED, evidence_of
from lessons.frame.models import Finding
from lessons.record.models import Lesson, LessonQuerySet
from lessons.record.results import LABELS, Tally
from networks.record.http import VisitorRequest, kept_for_visitors

OTHERWISE = "otherwise"
BY_RESULT = {**LABELS, OTHERWISE: _("Say otherwise")}
BY_STANCE = {"supports": _("Say the same"), OTHERWISE: _("Say otherwise")}
INTRODUCTIONS = {
    "challenge": _("What stands in the way of a network that wants to change a policy."),
    "best_practice": _("What helped networks to be heard."),
    "emerging_theme": _("Questions that networks answer in different ways; many have two poles."),
    "recommendation": _("What the study advises the networks to do."),
    "way_of_support": _("How others could support the networks."),
}
IN_SIGHT = 3  # of those that say otherwise, on each page of the others


@login_not_required
@kept_for_visitors
@require_safe
def finding_list(request: VisitorRequest) -> HttpResponse:
    """Show the whole frame in its own order, with the number of lessons this reader finds under each entry."""
    tallies = _tallies(Lesson.objects.readable_by(request.user).published())
    most = max((tally.total for tally in tallies.values()), default=1)
    kinds = [
        (Finding.Kind(kind), INTRODUCTIONS[kind], [(row, tallies.get(row.pk, Tally.of([]))) for row in rows])
        for kind, rows in groupby(Finding.objects.all(), key=lambda row: row.kind)
    ]
    return render(request, "lessons/findings/findings.html", {"kinds": kinds, "most": most, "results": LABELS})


def _tallies(lessons: LessonQuerySet) -> dict[int, Tally]:
    rows_of = defaultdict(list)
    for finding, result, number in lessons.results_by_finding():
        rows_of[finding].append((result, number))
    return {finding: Tally.of(rows) for finding, rows in rows_of.items()}


@login_not_required
@kept_for_visitors
@require_safe
def matrix(request: VisitorRequest) -> HttpResponse:
    return render(request, "lessons/findings/matrix.html")


@login_not_required
@kept_for_visitors
@require_safe
def finding_detail(request: VisitorRequest, code: str) -> HttpResponse:
    """Show a finding. Some that say otherwise are on every page; `?result=` keeps the lessons of one answer."""
    finding = get_object_or_404(Finding, code=code)
    readable = Lesson.objects.readable_by(request.user).published()
    lessons = readable.answering(finding, by_result=finding.kind in CROSSED)
    answers = _answers(finding, lessons)
    tells = evidence_of(finding, readable, request.user) if finding.kind in CROSSED else None
    asked = request.GET.get("result")
    chosen = next((answer for answer in answers if answer.name == asked), None)
    context = {
        "finding": finding,
        "tells": tells,
        "row": tells.row if tells else None,
        "answers": answers,
        "chosen": chosen,
        "total": sum(answer.number for answer in answers),
        "tally": Tally.of((answer.name, answer.number) for answer in answers if answer.name in LABELS),
    }
    return render(request, "lessons/findings/finding.html", context | _listed(request, lessons, answers, chosen))


@dataclass
class Answer:
    """Holds some of a finding's lessons: those of one result, or of one stance."""

    name: str
    label: str
    number: int
    lessons: list[Lesson] = field(default_factory=list)  # those on this page


def _answers(finding: Finding, lessons: LessonQuerySet) -> list[Answer]:
    labels = BY_RESULT if finding.kind in CROSSED else BY_STANCE
    counted = dict(lessons.order_by().values_list(F("answer")).annotate(Count("pk")))
    return [Answer(name, str(label), counted.get(name, 0)) for name, label in labels.items()]


def _listed(
    request: VisitorRequest, lessons: LessonQuerySet, answers: list[Answer], chosen: Answer | None
) -> dict[str, Any]:
    """Return one page of lessons, and fill in the `answers` that they give."""
    listed = lessons.filter(Q(answer=chosen.name)) if chosen else lessons.exclude(Q(answer=OTHERWISE))
    page = page_of(request, for_cards(listed))
    otherwise = lessons.none() if chosen else for_cards(lessons.filter(Q(answer=OTHERWISE)))[:IN_SIGHT]
    for answer in answers:
        answer.lessons = [lesson for lesson in [*page, *otherwise] if lesson.answer == answer.name]
    return {"page": page, "groups": [answer for answer in answers if answer.lessons]}
