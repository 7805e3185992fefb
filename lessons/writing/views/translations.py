"""Whoever may read a lesson, and writes in any network, may translate it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from base.rescued_forms import keeps_words, typed_at
from lessons.record.models import Lesson
from lessons.record.permissions import get_lesson, may
from lessons.translations.actions import LANGUAGES, is_hidden_from, put_aside, show_again
from lessons.translations.models import Translation
from lessons.writing.translation_form import IS_HIDDEN, TranslationForm
from networks.record.http import MemberRequest
from networks.record.permissions import Permission, may_anywhere


def _get_lesson(request: MemberRequest, pk: int, language: str) -> Lesson:
    """Return the lesson; raise Http404 if there is nothing to translate into that language.

    Raises PermissionDenied if they write nowhere, or if it is a draft or taken down.
    """
    lesson = get_lesson(request.user, pk, Permission.READ)
    if not lesson.is_standing or not may_anywhere(request.user, Permission.WRITE):
        raise PermissionDenied
    if language not in LANGUAGES or language == lesson.language:
        raise Http404
    return lesson


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: MemberRequest, pk: int, language: str) -> HttpResponse:
    lesson = _get_lesson(request, pk, language)
    known = Translation.objects.said_to(request.user).filter(lesson=lesson, language=language)
    translation = known.with_outdated().first()
    form = TranslationForm(typed_at(request), instance=translation, lesson=lesson, language=language)
    is_hidden = not translation and is_hidden_from(request.user, lesson, language)
    if request.method == "POST" and form.is_valid() and form.save_as(request.user):
        messages.success(request, _("Thank you: the translation is kept with the lesson."))
        return redirect(f"{lesson.get_absolute_url()}?lang={language}")
    context = {
        "form": form,
        "lesson": lesson,
        "target": language,
        "into": LANGUAGES[language],
        "translation": translation,
        "is_hidden": IS_HIDDEN if is_hidden and not form.is_bound else "",
        "may_edit": may(request.user, Permission.WRITE, lesson),
    }
    return render(request, "lessons/writing/translate.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def translation_aside(request: MemberRequest, pk: int, language: str) -> HttpResponse:
    """Put a translation aside, for those who may change the lesson; `then=show` shows it again."""
    lesson = get_lesson(request.user, pk, Permission.WRITE)
    translation = get_object_or_404(Translation, lesson=lesson, language=language)
    if request.POST.get("then") == "show":
        show_again(translation)
        messages.success(request, _("Readers are shown the translation again."))
    else:
        put_aside(translation, by=request.user)
        messages.success(request, _("The translation is set aside: readers are shown the original."))
    return redirect("lessons:translate", pk, language)
