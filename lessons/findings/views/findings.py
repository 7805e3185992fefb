from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.pagination import page_of
from base.reading.kept_lists import KeptLists
from lessons.counts.reading import Counts, tallies
from lessons.experience.strength import Cards
from lessons.findings.evidence import OTHERWISE, answers_of, counts_of_finding, evidence_of, facet_of, in_force
from lessons.frame.models import Finding
from lessons.pictures.matrix import CROSSED
from lessons.record.models import Lesson
from lessons.record.results import LABELS, UNTOLD, Tally
from networks.record.http import VisitorRequest, kept_for_visitors
from networks.record.permissions import Visitor

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
    told = tallies(request.user)
    findings = KeptLists().of(Finding)
    by_finding = {row.pk: told[facet_of(row)] for row in findings}
    most = max((tally.total for tally in by_finding.values()), default=0) or 1
    kinds = [
        (Finding.Kind(kind), INTRODUCTIONS[kind], [(row, by_finding[row.pk]) for row in rows])
        for kind, rows in groupby(findings, key=lambda row: row.kind)
    ]
    return render(request, "lessons/findings/findings.html", {"kinds": kinds, "most": most, "results": LABELS})


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
    counts = counts_of_finding(finding, request.user)
    answers = _answers(finding, counts)
    tells = evidence_of(finding, counts, request.user) if finding.kind in CROSSED else None
    asked = request.GET.get("result")
    chosen = next((answer for answer in answers if answer.name == asked), None)
    context = {
        "finding": finding,
        "tells": tells,
        "row": tells.row if tells else None,
        "answers": answers,
        "chosen": chosen,
        "total": sum(answer.number for answer in answers),
        "tally": Tally({answer.name: answer.number for answer in answers if answer.name in LABELS}),
    }
    return render(request, "lessons/findings/finding.html", context | _listed(request, finding, answers, chosen))


@dataclass
class Answer:
    """Holds some of a finding's lessons: those of one result, or of one stance."""

    name: str
    label: str
    number: int
    lessons: list[Lesson] = field(default_factory=list)  # those on this page


def _answers(finding: Finding, counts: Counts) -> list[Answer]:
    counted = answers_of(finding, counts)
    if finding.kind in CROSSED:
        return [Answer(name, str(label), counted[name]) for name, label in BY_RESULT.items()]
    counted["supports"] = sum(counted.values()) - counted[OTHERWISE]
    return [Answer(name, str(label), counted[name]) for name, label in BY_STANCE.items()]


def _listed(request: VisitorRequest, finding: Finding, answers: list[Answer], chosen: Answer | None) -> dict[str, Any]:
    """Return one page of lessons, and fill in the `answers` that they give.

    Each answer's lessons are read where they stand among its own, since it is known how many each has.
    """
    listed = [chosen] if chosen else [answer for answer in answers if answer.name != OTHERWISE]
    page = page_of(request, range(sum(answer.number for answer in listed)))
    start, passed = max(page.start_index() - 1, 0), 0
    for answer in listed:
        first, last = max(start - passed, 0), min(start + len(page) - passed, answer.number)
        if first < last:
            answer.lessons = _read(finding, answer, request.user, first, last)
        passed += answer.number
    otherwise = answers[-1]
    if not chosen and otherwise.number:
        otherwise.lessons = _read(finding, otherwise, request.user, 0, min(IN_SIGHT, otherwise.number))
    return {"page": page, "groups": [answer for answer in answers if answer.lessons]}


def _read(finding: Finding, answer: Answer, reader: Visitor, first: int, last: int) -> list[Lesson]:
    """Return the lessons that give an answer, the newest first, from one place to another."""
    against = f"contradicts:{finding.pk}"
    wanted = [against if answer.name == OTHERWISE else facet_of(finding)]
    wanted += [f"result:{answer.name.replace(UNTOLD, '')}"] if answer.name in LABELS else []
    lessons = in_force(reader).filter(facets__contains=wanted).newest_first()
    if answer.name != OTHERWISE:
        lessons = lessons.exclude(facets__contains=[against])
    read: list[Any] = list(Cards(lessons, answer.number)[first:last])
    for lesson in read:
        lesson.stance = "contradicts" if answer.name == OTHERWISE else "supports"  # a card says so
    return read
