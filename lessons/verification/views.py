"""Whether a lesson is still true is asked on a page of its own, and from the mail without signing in."""

from copy import copy
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from base.rescued_forms import keeps_words, typed_at
from base.search_words import search_words
from lessons.record.models import Lesson
from lessons.record.only_for import annotate_narrow_audience_of
from lessons.record.permissions import get_lesson, get_published, may, may_answer
from lessons.verification import actions, mail
from lessons.verification.forms import FORMS, NeedsChangeForm, VerdictForm
from lessons.verification.models import ReviewAsk
from lessons.verification.queries import search_successors, successor_of, verifications_of
from networks.record.http import MemberRequest, VisitorRequest
from networks.record.permissions import Permission


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def still_true(request: VisitorRequest, pk: int) -> HttpResponse:
    """Show what was said of it to all who may read it, and the three answers to those who may give them."""
    if request.method == "POST":
        return _answer(request, pk)
    lesson = get_published(request.user, pk)
    return render(request, "lessons/verification/still_true.html", _page(request, lesson, typed_at(request)))


@keeps_words
def _answer(request: MemberRequest, pk: int) -> HttpResponse:
    lesson, typed = get_published(request.user, pk), typed_at(request)
    if not may_answer(request.user, lesson):
        raise PermissionDenied
    form = _form(request.POST, lesson, request.user)
    done = _say(form) if form else None
    if form is None or done is None:
        return render(request, "lessons/verification/still_true.html", _page(request, lesson, typed, form), status=422)
    if not done:
        messages.info(request, _("Somebody said before you that it is no longer true. Nothing was changed."))
    elif isinstance(form, NeedsChangeForm) and may(request.user, Permission.WRITE, lesson):
        messages.success(request, _("Thank you: it is noted. Change the text here."))
        return redirect("lessons:edit", lesson.pk)
    else:
        messages.success(request, _("Thank you: it is kept with the lesson."))
    return redirect(lesson)


def _form(typed: Any, lesson: Lesson, by: Any) -> VerdictForm | None:
    kind = FORMS.get(typed.get("answer", ""))
    return kind(typed, lesson=lesson, by=by) if kind else None


def _say(form: VerdictForm) -> bool | None:
    """Return whether the answer was kept: None, with errors, if the form comes back; False if the lesson ended."""
    if not form.is_valid():
        return None
    lesson = copy(form.lesson)  # the page of one that comes back is of a lesson that has not ended
    try:
        return form.keep_to_them(lesson, lambda: mail.record_verdict(lesson, by=form.by, **form.said))
    except ValidationError as refusal:
        form.add_error("successor", refusal)
        return None


def _page(request: Any, lesson: Lesson, typed: Any = None, sent: VerdictForm | None = None) -> dict[str, Any]:
    mine = may_answer(request.user, lesson)
    answers = lesson.is_in_force and mine
    words = search_words(typed if typed is not None else request.GET)
    forms = [kind(typed, lesson=lesson, by=request.user) for kind in FORMS.values()] if answers else []
    return {
        "lesson": lesson,
        "verifications": _verifications(request, lesson),
        "successor": successor_of(lesson, request.user),
        "forms": [sent if sent and sent.answer == form.answer else form for form in forms],
        "chosen": (typed or request.GET).get("answer") or ("no_longer" if words else ""),
        "words": words,
        "found": search_successors(lesson, request.user, words) if answers else [],
        "may_answer": mine,
        "may_put_in_force": lesson.is_ended and may(request.user, Permission.PUBLISH, lesson),
    }


def _verifications(request: Any, lesson: Lesson) -> list[Any]:
    verifications: list[Any] = list(verifications_of(lesson, request.user).select_related("audience"))
    annotate_narrow_audience_of(lesson, [verification for verification in verifications if verification.tells_who])
    return verifications


@require_POST
def in_force_again(request: MemberRequest, pk: int) -> HttpResponse:
    lesson = get_lesson(request.user, pk, Permission.PUBLISH)
    if actions.put_in_force_again(lesson, by=request.user):
        messages.success(request, _("It is in force again."))
    return redirect(lesson)


@csrf_exempt  # the mail brings no cookie, and no token but its own
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_mail(request: VisitorRequest, token: str) -> HttpResponse:
    """Show no more than the lesson's title. Only POST answers: mail programs follow links by themselves."""
    too_often: HttpResponse | None = ratelimit.consume_or_429(request, action="answer_by_mail")
    if too_often:
        return too_often
    try:
        return _answer_by_mail(request, mail.ask_by(token))
    except mail.CannotAnswer as refusal:
        status = 400 if refusal.why == "unknown" else 410
        return render(request, "lessons/verification/answer_by_mail.html", {"step": refusal.why}, status=status)


def _answer_by_mail(request: VisitorRequest, ask: ReviewAsk) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    forms = {answer: kind(typed, lesson=ask.lesson, by=ask.person) for answer, kind in FORMS.items()}
    form = forms.get((request.GET if typed is None else typed).get("answer", ""), forms["still_true"])
    context = {"lesson": ask.lesson, "form": form, "others": [other for other in forms.values() if other is not form]}
    if typed is None or not _answered(ask, form):
        status = 200 if typed is None else 422
        return render(request, "lessons/verification/answer_by_mail.html", context | {"step": "ask"}, status=status)
    return render(request, "lessons/verification/answer_by_mail.html", context | {"step": "done"})


def _answered(ask: ReviewAsk, form: VerdictForm) -> bool:
    if not form.is_valid():
        return False
    try:
        form.keep_to_them(ask.lesson, lambda: mail.answer_by_mail(ask, **form.said))
    except ValidationError as refusal:
        form.add_error("successor", refusal)
    return not form.errors
