"""A page and a table show what the memory lacks."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from base.tables.files import write_csv
from lessons.findings.gaps import KINDS, STATES, Gap, gaps_of, sources
from lessons.unanswered.models import UnansweredSearch
from networks.record.http import VisitorRequest, kept_for_visitors
from networks.record.permissions import Permission, may_anywhere


@dataclass(frozen=True)
class Choice:
    """Describes one way to narrow the page: its `name` in the address is empty for none."""

    name: str
    label: str
    number: int
    chosen: bool


def _chosen(request: VisitorRequest) -> tuple[str, str]:
    """Return kind and state; each is empty if the address asks for none, or for an unknown one."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return (kind if kind in KINDS else "", state if state in STATES else "")


def _gaps(request: VisitorRequest) -> list[Gap]:
    return list(gaps_of(request.user))


def _narrowed(gaps: list[Gap], kind: str, state: str) -> list[Gap]:
    return [gap for gap in gaps if kind in {"", gap.kind} and state in {"", gap.state}]


@login_not_required
@kept_for_visitors
@require_safe
def gaps(request: VisitorRequest) -> HttpResponse:
    """Show the gaps; `?kind=` and `?state=` narrow them."""
    every, (kind, state) = _gaps(request), _chosen(request)
    shown = _narrowed(every, kind, state)
    of_kind = {name: [gap for gap in shown if gap.kind == name] for name in KINDS}
    departments = [gap for gap in every if gap.kind == "department"]
    context = {
        "number": len(every),
        "departments": departments,
        "poorest": next((gap for gap in departments if gap.poverty), None),  # they come first
        "tables": [(name, KINDS[name], rows) for name, rows in of_kind.items() if rows],
        "kinds": [
            Choice(name, str(label), len(_narrowed(every, name, state)), name == kind)
            for name, label in {"": _("All"), **KINDS}.items()
        ],
        "states": [
            Choice(name, str(label), len(_narrowed(every, kind, name)), name == state)
            for name, label in {"": _("Both"), **STATES}.items()
        ],
        "unanswered": UnansweredSearch.objects.words_told(),
        "sources": sources(),
        "may_write": may_anywhere(request.user, Permission.WRITE),
    }
    return render(request, "lessons/findings/gaps.html", context)


@login_not_required
@require_safe
def gaps_table(request: VisitorRequest) -> HttpResponse:
    """Send what the page shows under the same filters."""
    shown = _narrowed(_gaps(request), *_chosen(request))
    headings = [_("Kind"), _("Code"), _("Name"), _("Lessons you can read"), _("State"), _("Poverty 2024")]
    rows = [
        [str(KINDS[gap.kind]), gap.key, gap.name, gap.lessons, gap.says, "" if gap.poverty is None else gap.poverty]
        for gap in shown
    ]
    name = _("missing")  # of a file
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(write_csv(headings, rows), content_type="text/csv; charset=utf-8", headers=disposition)
