"""Readers see what a lesson said before, and what changed; its author and steward can object."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base.pagination import page_of
from base.rescued_forms import keeps_words, typed_at
from lessons.record.models import Lesson
from lessons.record.only_for import annotate_narrow_audience_of
from lessons.record.permissions import get_lesson, is_author_or_steward, may
from lessons.record.versions import changes, versions_for, visible_versions
from lessons.review import actions
from lessons.review.forms import ReasonForm
from lessons.review.models import ReviewNote
from networks.record.http import MemberRequest, VisitorRequest, kept_for_visitors
from networks.record.permissions import Permission


@login_not_required
@kept_for_visitors
@require_safe
def versions(request: VisitorRequest, pk: int) -> HttpResponse:
    """Show the versions. `?of=3&to=5` compares any two; without it, the newest is compared with the one before."""
    lesson = get_lesson(request.user, pk, Permission.READ)
    return render(request, "lessons/review/versions.html", _page(request, lesson))


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the same page with the question why, to those who wrote the lesson or answer for it."""
    lesson = get_lesson(request.user, pk, Permission.READ)
    if not is_author_or_steward(request.user, lesson):
        raise PermissionDenied
    form = ReasonForm(typed_at(request), label=_("What is not as you meant it?"))
    if request.method != "POST" or not (form.is_valid() and _object(request, lesson, form)):
        status = 422 if request.method == "POST" else 200
        return render(request, "lessons/review/versions.html", _page(request, lesson) | {"form": form}, status=status)
    messages.success(
        request, _("The secretariat will be told that you object. It stays on their desk until it is settled.")
    )
    return redirect("lessons:versions", lesson.pk)


def _object(request: MemberRequest, lesson: Lesson, form: ReasonForm) -> ReviewNote | None:
    objection = {"text": form.cleaned_data["text"], "kind": ReviewNote.Kind.OBJECTION}
    return form.keep_to_them(lesson, lambda: actions.remark(lesson, by=request.user, **objection))


def _page(request: VisitorRequest | MemberRequest, lesson: Lesson) -> dict[str, Any]:
    readable = versions_for(request.user, lesson)
    page = page_of(request, readable)
    page.object_list = visible_versions(page.object_list, lesson)
    annotate_narrow_audience_of(lesson, page.object_list, "texts_audience")
    compared = _compared(request, readable)
    one, other = visible_versions(compared, lesson) if len(compared) == 2 else (None, None)
    is_theirs = may(request.user, Permission.WRITE, lesson)
    return {
        "lesson": lesson,
        "page": page,
        "one": one,
        "other": other,
        "changes": changes(one.texts, other.texts) if one and other else (),
        "may_review": is_theirs,
        "may_object": is_theirs and is_author_or_steward(request.user, lesson) and page.paginator.count > 0,
        "objections": lesson.review_notes.objections().waiting().select_related("by") if is_theirs else (),
    }


def _compared(request: VisitorRequest | MemberRequest, shown: Any) -> list[Any]:
    """Return two versions, the older one first. Numbers of versions that they may not see are passed over."""
    asked = {int(number) for name in ("of", "to") if _is_number(number := request.GET.get(name, ""))}
    chosen = list(shown.filter(number__in=asked)) if len(asked) == 2 else []
    return (chosen if len(chosen) == 2 else list(shown[:2]))[::-1]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5
