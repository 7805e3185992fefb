"""A lesson is written in a form with a preview, and its draft is kept while one types. No word is ever lost."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from base import rescued_forms
from lessons.frame.models import Finding
from lessons.record.models import TEXT_FIELDS, Lesson, State
from lessons.record.permissions import get_lesson, get_own, is_author_or_steward, may
from lessons.relations.mentions import titles_for
from lessons.review import actions
from lessons.search.similar import also_of_similar_meaning, lessons_sharing_words
from lessons.texts.sources import cited
from lessons.writing.forms.lesson import LessonForm
from lessons.writing.hints import hints
from lessons.writing.merging import EditConflict, conflict_choices
from networks.models import Network, Region, Sector, User
from networks.record.http import MemberRequest, VisitorRequest, render_fragment
from networks.record.permissions import Permission, Visitor, networks_where
from networks.record.prepared import PreparedSQL

View = Callable[..., HttpResponse]
Row = TypeVar("Row", Region, Network, Sector, Finding)
STORED_LATELY = 10


def _address(pk: int | None) -> str:
    return reverse("lessons:edit", args=[pk]) if pk else reverse("lessons:new")


def keeps_words(view: View) -> View:
    """Let a person whose session ended while they wrote sign in, and find what they wrote in the form."""

    @login_not_required
    @wraps(view)
    def for_members(request: VisitorRequest, pk: int | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, pk)
        if request.htmx:
            return HttpResponse(status=401)  # draft.js says what to do
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        if rescued_forms.keep(request, _address(pk)) or "writer" not in request.POST:  # not sent by a form of ours
            return redirect_to_login(_address(pk))
        return _shown_to_copy(request, "too_long", 413)

    return for_members


def _shown_to_copy(request: VisitorRequest | MemberRequest, why: str, status: int) -> HttpResponse:
    return render(request, "lessons/writing/unsent.html", {"texts": _texts(request.POST), "why": why}, status=status)


def _is_somebody_elses(request: MemberRequest) -> bool:
    """Return whether another person, who shares the browser, opened the form: it must not become this one's text."""
    me, mark = str(request.user.pk), request.POST.get("writer")
    return (
        mark not in {None, me} and rescued_forms.writer_of(mark or "") != me
    )  # forms of older versions say the number alone


def _texts(typed: QueryDict) -> list[tuple[Any, str]]:
    fields = LessonForm.base_fields
    return [(fields[name].label, str(typed[name])) for name in (*TEXT_FIELDS, "sources") if typed.get(name)]


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_new(request: MemberRequest, pk: None = None) -> HttpResponse:
    return _edit(request, _lesson(request, pk))


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_edit(request: MemberRequest, pk: int) -> HttpResponse:
    return _edit(request, _lesson(request, pk))


def _lesson(request: MemberRequest, pk: int | None, typed: QueryDict | None = None) -> Lesson:
    """Return what the form is of: a lesson by its number, one's own by the key of a form sent before, or a new one."""
    if pk:
        return get_lesson(request.user, pk, Permission.WRITE)
    return get_own(request.user, (typed or request.POST).get("key")) or Lesson()


def _edit(request: MemberRequest, lesson: Lesson) -> HttpResponse:
    if request.method != "POST":
        return _unsent_or_stored(request, lesson)
    if _is_somebody_elses(request):
        return _shown_to_copy(request, "other", 403)
    rescued_forms.forget(request, request.path)
    form = LessonForm(request.POST, instance=lesson, user=request.user)
    try:
        saved = form.save_as(form.user, then=partial(_go_on, form)) if form.is_valid() else None
    except EditConflict as clash:
        return _ask_which(request, form, clash)
    if saved is None:
        return render(request, "lessons/writing/form.html", _form(request, form), status=422)
    messages.success(request, _what_was_done(form, saved))
    if form.news:
        messages.info(
            request, _("Others changed this meanwhile, and it is kept: %(what)s.") % {"what": ", ".join(form.news)}
        )
    return redirect(saved)


def _go_on(form: LessonForm, saved: Lesson) -> None:
    if form.then == "publish" and may(form.user, Permission.PUBLISH, saved):
        actions.publish(saved, by=form.user)
    if form.then == "hand_in" and is_author_or_steward(form.user, saved):
        actions.hand_in(saved, by=form.user)


def _what_was_done(form: LessonForm, saved: Lesson) -> str:
    if saved.is_published:
        return _("Published.") if form.then == "publish" else _("The changes are saved.")
    if saved.is_in_review:
        handed_in = form.then == "hand_in"
        return _("Sent to the secretariat for review.") if handed_in else _("The changes are saved.")
    return _("Draft saved.")


def _ask_which(request: MemberRequest, form: LessonForm, clash: EditConflict) -> HttpResponse:
    """Show both texts, part by part; the same form is sent again with what is chosen."""
    choices = conflict_choices(clash)
    decided = {name for choice in choices for name in ((choice.unit,) if choice.is_text else ())}
    again = {"csrfmiddlewaretoken", "seen", *decided}
    kept = [(name, value) for name, values in request.POST.lists() for value in values if name not in again]
    context = {
        "lesson": clash.stored,
        "choices": choices,
        "kept": [(name, value) for name, value in kept if not name.startswith("keep_")],
        "seen": clash.seen,
        "address": _address(clash.stored.pk),
        "other": clash.stored.edited_by or clash.stored.author,
    }
    return render(request, "lessons/writing/conflict.html", context, status=409)


def _unsent_or_stored(request: MemberRequest, lesson: Lesson) -> HttpResponse:
    typed = rescued_forms.find(request, request.user)
    if typed is None:
        form = LessonForm(instance=lesson, user=request.user, initial={} if lesson.pk else _asked_for(request))
        return render(request, "lessons/writing/form.html", _form(request, form))
    return _as_typed(request, lesson.pk, typed, "signed_in", 200)


def _as_typed(request: MemberRequest, pk: int | None, typed: QueryDict, why: str, status: int) -> HttpResponse:
    form = LessonForm(instance=_lesson(request, pk, typed), user=request.user, typed=typed)
    return render(request, "lessons/writing/form.html", _form(request, form) | {"unsent": why}, status=status)


@keeps_words
def open_too_long(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """Answer a form whose token is no longer good: with the form again, with every word and a new token."""
    if _is_somebody_elses(request):
        return _shown_to_copy(request, "other", 403)
    return _as_typed(request, pk, request.POST, "open_too_long", 403)


def _asked_for(request: MemberRequest) -> dict[str, Any]:
    """Return what the address chooses beforehand; what does not exist, or is not theirs, is passed over."""
    region = _named(Region.objects.all(), request.GET.get("region"))
    network = _named(networks_where(request.user, Permission.WRITE), request.GET.get("network"))
    sector = _named(Sector.objects.all(), request.GET.get("sector"))
    finding = _named(Finding.objects.all(), request.GET.get("finding"), by="code")
    return {
        "regions": [region] if region else [],
        "network": network.pk if network else None,
        "supports": [finding] if finding else [],
    } | ({"sector": sector.pk} if sector else {})


def _named(rows: QuerySet[Row], name: str | None, by: str = "slug") -> Row | None:
    return rows.filter(**{by: name}).first() if name and "\0" not in name else None


def _ask_stored_lately(writer: Visitor) -> tuple[str, tuple[Any, ...]]:
    own = Lesson.objects.filter(author=cast("User", writer)).order_by("-pk")
    return own.values_list("key")[:STORED_LATELY].query.sql_with_params()


_stored_lately = PreparedSQL(_ask_stored_lately)


def _form(request: MemberRequest, form: LessonForm) -> dict[str, Any]:
    lesson = form.instance
    context = {
        "form": form,
        "address": _address(lesson.pk),
        "preview_address": reverse("lessons:preview"),
        "audience_address": reverse("lessons:audience"),
        "audience": form.audience,
        "nearest_address": reverse("lessons:nearest"),
    }
    if not lesson.pk:
        return context | {
            "may_publish": form.roles.may_publish_somewhere,
            "may_hand_in": True,
            "keeps_draft": True,
            "asked_regions": form.initial.get("regions"),
            "asked_findings": form.initial.get("supports"),
            "stored": " ".join(str(key) for (key,) in _stored_lately(request.user)),
        }
    return context | {
        "lesson": lesson,
        "preview_address": reverse("lessons:preview", args=[lesson.pk]),
        "audience_address": reverse("lessons:audience", args=[lesson.pk]),
        "nearest_address": reverse("lessons:nearest", args=[lesson.pk]),
        "may_publish": may(request.user, Permission.PUBLISH, lesson),
        "may_hand_in": lesson.state == State.DRAFT and is_author_or_steward(request.user, lesson),
        "keeps_draft": lesson.author_id == request.user.pk and lesson.state == State.DRAFT,
    }


@keeps_words
@require_POST
def preview(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """Show the lesson as its readers would see it, above the form with every word; store nothing."""
    form = LessonForm(request.POST, instance=_lesson(request, pk), user=request.user)
    form.is_valid()
    shown = form.instance
    context = _form(request, form) | {
        "shown": shown,
        "titles": titles_for(shown, request.user),
        "sources": cited(shown.sources),
        "regions": form.cleaned_data.get("regions", ()),
        "stances": form.stances.items(),
        **_beside(request, form),
    }
    return render_fragment(request, "lessons/writing/form.html", "preview", context)


@keeps_words
@require_POST
def nearest(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """Show the lessons that say nearly what the form says, and what it does not say yet; store nothing."""
    form = LessonForm(request.POST, instance=_lesson(request, pk), user=request.user)
    form.is_valid()
    return render_fragment(
        request, "lessons/writing/form.html", "nearest", _form(request, form) | _beside(request, form)
    )


def _beside(request: MemberRequest, form: LessonForm) -> dict[str, Any]:
    lesson = form.instance
    typed = " ".join((lesson.title, lesson.what_happened, lesson.insight, lesson.recommendation))
    others = Lesson.objects.readable_by(request.user).published().exclude(pk=lesson.pk)
    similar: list[Lesson] = []
    if not lesson.is_published:
        of_words = lessons_sharing_words(others, typed, lesson.language)
        similar = also_of_similar_meaning(of_words, others, typed, request.user)
    says = ngettext("There is %(number)s similar lesson", "There are %(number)s similar lessons", len(similar))
    return {
        "nearest": similar,
        "similar": similar and says % {"number": len(similar)},
        "hints": hints(lesson, has_regions=bool(form.cleaned_data.get("regions"))),
        "draft_key": request.POST.get("key", ""),
    }


@keeps_words
@require_POST
def audience(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """Show who would read the lesson if it was published as the form says; store nothing."""
    form = LessonForm(request.POST, instance=_lesson(request, pk), user=request.user)
    form.is_valid()
    return render_fragment(request, "lessons/writing/form.html", "audience", _form(request, form))


@login_not_required
@require_POST
def autosave(request: VisitorRequest) -> HttpResponse:
    """Keep the draft of a form that is being written.

    200 all is kept · 204 no word yet · 401 the session ended · 409 it is no draft of theirs · 422 not all is kept.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return _keep(request, request.POST.copy())  # type: ignore[arg-type]


def _keep(request: MemberRequest, typed: QueryDict, *, again: bool = False) -> HttpResponse:
    typed.pop("then", None)
    lesson = _lesson(request, None)
    address = _address(lesson.pk)
    if lesson.state != State.DRAFT or _is_somebody_elses(request):
        return _kept(request, {"refused": True, "lesson": lesson}, 409)
    form = LessonForm(typed, instance=lesson, user=request.user)
    try:
        kept = form.keep(request.user)
    except EditConflict as clash:
        labels = ", ".join(choice.label for choice in conflict_choices(clash))
        return _kept(request, {"refused": True, "clash": clash, "lesson": clash.stored, "labels": labels}, 409)
    except IntegrityError:  # sent twice at once, or the key of somebody else's lesson
        return _kept(request, {"refused": True}, 409) if again else _keep(request, typed, again=True)
    rescued_forms.forget(request, address)
    if kept is None and form.is_blank:
        return HttpResponse(status=204)
    if kept is None and not form.errors:
        return _kept(request, {"refused": True, "lesson": lesson}, 409)
    return _kept(request, {"lesson": kept, "form": form}, 422 if form.errors else 200)


def _kept(request: MemberRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "lessons/writing/_kept.html", context, status=status)
