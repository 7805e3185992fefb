"""People talk about a lesson, and moderators look after what is said."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from base.pagination import page_of
from base.rescued_forms import keeps_words, typed_at
from lessons.conversation import actions
from lessons.conversation.forms import CommentForm, HideForm, ReportForm, TalkMailForm
from lessons.conversation.models import Comment, TalkPreference
from lessons.conversation.permissions import get_comment, may_moderate, may_talk
from lessons.conversation.queries import (
    THREADS_SHOWN,
    Reader,
    address_of_comment,
    conversation_of,
    shown_comments,
    shown_threads,
)
from lessons.record.models import Lesson
from lessons.record.permissions import get_published
from networks.record.http import MemberRequest, form_page


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the conversation and its form; `?answering=` is the number of the comment that the form answers."""
    lesson, form = get_published(request.user, pk), None
    if may_talk(request.user):
        form = CommentForm(typed_at(request), lesson=lesson, user=request.user, answering=request.GET.get("answering"))
    elif request.method == "POST":
        raise PermissionDenied
    if form and request.method == "POST" and form.is_valid() and (comment := form.save_for(request.user)):
        messages.success(request, _("Your comment has been added."))
        return redirect(address_of_comment(comment, request.user))
    context = _page(request, lesson, form)
    return render(
        request, "lessons/conversation/conversation.html", context, status=422 if request.method == "POST" else 200
    )


def _page(request: MemberRequest, lesson: Lesson, form: CommentForm | None) -> dict[str, object]:
    reader = _reader(request, lesson)
    page = page_of(request, conversation_of(lesson, reader), THREADS_SHOWN)
    answered = shown_comments([form.answered], reader, with_answers=False) if form and form.answered else []
    return {
        "lesson": lesson,
        "form": form,
        "page": page,
        "threads": shown_threads(lesson, page.object_list, reader),
        "answered": next(iter(answered), None),
        "moderates": reader.moderates,
        # Author and steward of an unnamed lesson name themselves by what they say here.
        "would_be_named": lesson.is_unnamed and request.user.pk in {lesson.author_id, lesson.steward_id},
    }


def _reader(request: MemberRequest, lesson: Lesson) -> Reader:
    return Reader(request.user, may_moderate(request.user, lesson))


def _about(request: MemberRequest, comment: Comment) -> dict[str, object]:
    """Return the context of a page about one comment, as its reader may see it."""
    [said] = shown_comments([comment], _reader(request, comment.lesson), with_answers=False)
    return {"lesson": comment.lesson, "comment": said, "back": address_of_comment(comment, request.user)}


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: MemberRequest, pk: int, comment_pk: int) -> HttpResponse:
    comment = get_comment(request.user, pk, comment_pk)
    if comment.by_id != request.user.pk:
        raise PermissionDenied
    if request.method == "POST":
        actions.take_back(comment, by=request.user)
        messages.success(request, _("You withdrew it: what it said is gone."))
        return redirect(address_of_comment(comment, request.user))
    return render(request, "lessons/conversation/comment_take_back.html", _about(request, comment))


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, pk: int, comment_pk: int) -> HttpResponse:
    comment = get_comment(request.user, pk, comment_pk)
    if comment.by_id == request.user.pk or not may_talk(request.user):
        raise PermissionDenied
    if not comment.stands:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and form.save_for(comment, request.user):
        messages.success(request, _("Thank you: the secretariat will look at it."))
        return redirect(address_of_comment(comment, request.user))
    context = _about(request, comment) | {"form": form}
    return form_page(request, "lessons/conversation/comment_report.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def moderate(request: MemberRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Hide the comment on `then=hide`, which needs a reason; another POST shows it. Both answer its reports."""
    comment = get_comment(request.user, pk, comment_pk)
    if not may_moderate(request.user, comment.lesson):
        raise PermissionDenied
    hides = request.POST.get("then") == "hide"
    form = HideForm(request.POST if hides else None)
    if request.method == "POST" and (not hides or form.is_valid()):
        return _moderated(request, comment, form.cleaned_data["reason"] if hides else "")
    reports = comment.reports.filter(answered_at=None).select_related("by")
    context = _about(request, comment) | {"form": form, "reports": reports}
    return form_page(request, "lessons/conversation/comment_moderate.html", form, context)


def _moderated(request: MemberRequest, comment: Comment, reason: str) -> HttpResponse:
    if reason:
        actions.hide(comment, by=request.user, reason=reason)
        messages.success(request, _("It is hidden, and its author sees why."))
    else:
        actions.leave(comment, by=request.user)
        messages.success(request, _("The comment stays."))
    return redirect(address_of_comment(comment, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def talk_mail(request: MemberRequest) -> HttpResponse:
    """Choose whether mentions and answers come by mail at once."""
    asked = TalkPreference.objects.filter(user=request.user).exists()
    form = TalkMailForm(request.POST if request.method == "POST" else None, initial={"at_once": asked})
    if form.is_bound and form.is_valid():
        actions.choose_mail(request.user, at_once=form.cleaned_data["at_once"])
        messages.success(request, _("Your choice is saved."))
        return redirect(reverse("lessons:talk_mail"))
    return render(request, "lessons/conversation/talk_mail.html", {"form": form})
