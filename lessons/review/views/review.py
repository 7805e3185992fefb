"""A lesson on its way to publication is handed in, looked at beside its words, returned or published."""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from base.rescued_forms import keeps_words, typed_at
from lessons.record.models import VERSIONED_FIELDS, Lesson
from lessons.record.permissions import get_lesson, is_author_or_steward, may
from lessons.record.versions import changes, contents_of, field_label, value_in_words
from lessons.review import actions
from lessons.review.forms import NoteForm, ReasonForm
from lessons.review.models import ReviewNote
from lessons.texts.diff import Piece
from networks.record.http import MemberRequest
from networks.record.permissions import Permission


@dataclass(frozen=True)
class Row:
    """Holds a field as it stands, what changed in it since it was handed in, and what is said of it."""

    name: str
    label: str
    text: str
    pieces: list[Piece]
    notes: list[ReviewNote]
    form: NoteForm


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def looked_at(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the review to those who may change the lesson. `then=return` sends it back to its author, with a reason."""
    lesson = get_lesson(request.user, pk, Permission.WRITE)
    typed = typed_at(request)
    returns = typed is not None and typed.get("then") == "return"
    if returns and not may(request.user, Permission.PUBLISH, lesson):
        raise PermissionDenied
    asked = _reason(typed) if returns else NoteForm(typed, of=_field(typed)) if typed is not None else None
    if request.method == "POST" and asked and asked.is_valid():
        done = _give_back(request, lesson, asked) if returns else _remark(request, lesson, asked)
        if not asked.errors:
            return done
    status = 422 if request.method == "POST" else 200
    return render(request, "lessons/review/review.html", _page(request, lesson, asked), status=status)


def _field(typed: Any) -> str:
    return typed.get("field") if typed.get("field") in VERSIONED_FIELDS else ""


def _reason(typed: Any = None) -> ReasonForm:
    return ReasonForm(typed, label=_("Why does it go back, and what should its author do?"))


def _remark(request: MemberRequest, lesson: Lesson, form: NoteForm) -> HttpResponse:
    cleaned = form.cleaned_data
    if form.keep_to_them(lesson, lambda: actions.remark(lesson, by=request.user, **cleaned)):
        messages.success(request, _("Your comment is kept beside the text."))
    return redirect(f"{reverse('lessons:review', args=[lesson.pk])}#part-{cleaned['field'] or 'whole'}")


def _give_back(request: MemberRequest, lesson: Lesson, form: NoteForm) -> HttpResponse:
    reason, returned = form.cleaned_data["text"], copy(lesson)
    moved = form.keep_to_them(lesson, lambda: actions.give_back(returned, by=request.user, reason=reason))
    if moved:
        messages.success(request, _("Returned to its author, with your reason."))
    elif moved is False:
        messages.info(request, _("It is not in review any more: nothing was returned."))
    return redirect("lessons:review", lesson.pk)


def _page(request: MemberRequest, lesson: Lesson, asked: NoteForm | None) -> dict[str, Any]:
    raw = lesson.revisions.order_by("number").first()
    may_publish = may(request.user, Permission.PUBLISH, lesson) and not lesson.is_published
    typed_reason = asked if isinstance(asked, ReasonForm) else None
    by_field = defaultdict(list)
    for note in lesson.review_notes.select_related("by", "settled_by"):
        note.lesson = lesson
        by_field[note.field].append(note)
    return {
        "lesson": lesson,
        "raw": raw,
        "rows": _rows(lesson, raw.texts if raw else contents_of(lesson), by_field, asked),
        "notes": by_field[""],
        "whole": asked if asked and not typed_reason and not _field(asked.data) else NoteForm(),
        "asked": asked,
        "reason": (typed_reason or _reason()) if may_publish and lesson.is_in_review else None,
        "may_publish": may_publish,
        "may_hand_in": is_author_or_steward(request.user, lesson),
        "may_settle_all": may(request.user, Permission.PUBLISH, lesson),
    }


def _rows(lesson: Lesson, raw: dict[str, Any], notes: dict[str, list[ReviewNote]], asked: NoteForm | None) -> list[Row]:
    changed = {change.name: change.pieces for change in changes(raw, contents_of(lesson))}
    rows = []
    for name in VERSIONED_FIELDS:
        text = value_in_words(name, getattr(lesson, name))
        form = asked if asked and asked.data.get("field") == name else NoteForm(of=name)
        rows.append(Row(name, field_label(name), text, changed.get(name, []), notes[name], form))
    return rows


@require_POST
def settle(request: MemberRequest, pk: int, note: int) -> HttpResponse:
    """Settle a note. An objection is settled by the person who objected, or by those who may publish."""
    lesson = get_lesson(request.user, pk, Permission.WRITE)
    review_note = get_object_or_404(lesson.review_notes, pk=note)
    is_objection = review_note.kind == ReviewNote.Kind.OBJECTION and review_note.by_id != request.user.pk
    if is_objection and not may(request.user, Permission.PUBLISH, lesson):
        raise PermissionDenied
    actions.settle(review_note, by=request.user)
    return redirect(f"{reverse('lessons:review', args=[lesson.pk])}#part-{review_note.field or 'whole'}")


@require_POST
def hand_in(request: MemberRequest, pk: int) -> HttpResponse:
    lesson = _own(request, pk)
    try:
        moved = actions.hand_in(lesson, by=request.user)
    except ValidationError as error:
        missing = ", ".join(field_label(name) for name in error.message_dict)
        messages.error(request, _("Before you hand it in it must say: %(missing)s.") % {"missing": missing})
        return redirect("lessons:edit", lesson.pk)
    if moved:
        messages.success(request, _("Sent to the secretariat for review."))
    return redirect(lesson)


@require_POST
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    lesson = _own(request, pk)
    if actions.take_back(lesson):
        messages.success(request, _("It is your draft again."))
    return redirect(lesson)


def _own(request: MemberRequest, pk: int) -> Lesson:
    lesson = get_lesson(request.user, pk, Permission.WRITE)
    if not is_author_or_steward(request.user, lesson):
        raise PermissionDenied
    return lesson
