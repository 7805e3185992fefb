"""A person cites a lesson in a plan or a proposal, and lists all that they considered."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lessons.experience.citing import as_markdown, as_text, citations_of, considered_by
from lessons.experience.forms import ConsiderForm
from lessons.experience.models import Consideration
from lessons.record.models import Lesson
from lessons.record.permissions import get_published
from lessons.translations.actions import in_language
from networks.record.http import MemberRequest, VisitorRequest, kept_for_visitors
from networks.record.permissions import Visitor

WRITERS = {"txt": (as_text, "text/plain"), "md": (as_markdown, "text/markdown")}


def _published(user: Visitor, pk: int) -> Lesson:
    """Return the lesson in its own words; a draft, which nobody cites, is a 404."""
    return get_published(user, pk)


@login_not_required
@kept_for_visitors
@require_safe
def cite(request: VisitorRequest, pk: int) -> HttpResponse:
    return render(
        request, "lessons/experience/cite.html", _cited(request.user, _published(request.user, pk), ConsiderForm())
    )


def _cited(reader: Visitor, lesson: Lesson, form: ConsiderForm) -> dict[str, Any]:
    citations = citations_of(lesson, reader)
    in_language([lesson], get_language() or "", reader)
    return {"lesson": lesson, "citations": citations, "form": form}


@require_POST
def consider(request: MemberRequest, pk: int) -> HttpResponse:
    lesson = _published(request.user, pk)
    form = ConsiderForm(request.POST)
    if not form.is_valid():
        return render(request, "lessons/experience/cite.html", _cited(request.user, lesson, form), status=422)
    form.keep(lesson, request.user)
    messages.success(request, _("It is on your list."))
    return redirect("lessons:considered")


@require_safe
def considered(request: MemberRequest) -> HttpResponse:
    """List what the person considered; `?for=` shows what was considered for one thing."""
    groups = considered_by(request.user, only=request.GET.get("for"))
    return render(request, "lessons/experience/considered.html", {"groups": groups, "only": request.GET.get("for")})


@require_safe
def considered_file(request: MemberRequest, form: str) -> HttpResponse:
    """Send the same list as plain text or Markdown."""
    if form not in WRITERS:
        raise Http404
    write, content_type = WRITERS[form]
    text = write(considered_by(request.user, only=request.GET.get("for")))
    name = _("lessons-considered")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8", headers=headers)


@require_POST
def no_longer_considered(request: MemberRequest, pk: int) -> HttpResponse:
    get_object_or_404(Consideration, pk=pk, user=request.user).delete()
    return redirect("lessons:considered")
