"""A lesson has a page of its links to others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from base.search_words import search_words
from lessons.record.models import Lesson
from lessons.record.permissions import get_lesson, may
from lessons.relations.actions import end, get_relation, grouped, linked_to
from lessons.relations.forms import RelationForm
from lessons.translations.actions import in_language
from networks.record.http import MemberRequest, VisitorRequest, kept_for_visitors, render_fragment
from networks.record.permissions import Permission, may_anywhere


@login_not_required
@kept_for_visitors
@require_safe
def relations(request: VisitorRequest, pk: int) -> HttpResponse:
    """Show the links; `?q=` looks for another lesson to link."""
    lesson = get_lesson(request.user, pk, Permission.READ)
    linked = in_language(linked_to(lesson, request.user), get_language() or "", request.user)
    form = None
    if _writes(request):
        form = RelationForm(lesson=lesson, reader=request.user, words=search_words(request.GET), linked=linked)
    return _page(request, lesson, linked, form)


@require_POST
def relate(request: MemberRequest, pk: int) -> HttpResponse:
    """Link two lessons that the person may read, if they may change one; the form refuses others at the field."""
    lesson = get_lesson(request.user, pk, Permission.READ)
    if not _writes(request):
        raise PermissionDenied
    linked = in_language(linked_to(lesson, request.user), get_language() or "", request.user)
    words = search_words(request.POST)
    form = RelationForm(request.POST, lesson=lesson, reader=request.user, words=words, linked=linked)
    if form.is_valid() and form.save():
        messages.success(request, _("The lessons are linked."))
        return redirect("lessons:relations", pk)
    return _page(request, lesson, linked, form, status=422)


@require_POST
def relation_end(request: MemberRequest, pk: int, relation: int) -> HttpResponse:
    lesson = get_lesson(request.user, pk, Permission.READ)
    if end(get_relation(request.user, lesson, relation), by=request.user):
        messages.success(request, _("The link has ended. It stays in the history."))
    return redirect("lessons:relations", pk)


def _writes(request: VisitorRequest | MemberRequest) -> bool:
    """Return whether they may write in any network: the form is of no use to others."""
    return may_anywhere(request.user, Permission.WRITE)


def _page(
    request: VisitorRequest | MemberRequest,
    lesson: Lesson,
    linked: list[Lesson],
    form: RelationForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "lesson": lesson,
        "groups": grouped(linked),
        "form": form,
        "may_end": may(request.user, Permission.WRITE, lesson),
    }
    return render_fragment(request, "lessons/relations/relations.html", "candidates", context, status=status)
