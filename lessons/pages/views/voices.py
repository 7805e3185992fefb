"""A person says something of a lesson of others. Its form opens in the lesson's own page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from base.rescued_forms import keeps_words, typed_at
from lessons.experience.forms import CorroborationForm, UseForm
from lessons.experience.models import Corroboration
from lessons.experience.permissions import get_lesson_to_speak_of
from lessons.pages.views.lessons import lesson_page
from lessons.record.models import Lesson
from lessons.record.permissions import get_own
from networks.record.http import MemberRequest, render_fragment


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def corroborate(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm or differ. `?stance=` chooses beforehand; `?draft=` brings the words of one's own draft, by its key."""
    lesson = get_lesson_to_speak_of(request.user, pk)
    earlier = Corroboration.objects.filter(lesson=lesson, by=request.user).first()
    chosen = {} if earlier else {"stance": request.GET.get("stance"), "text": _words_of_draft(request)}
    form = CorroborationForm(typed_at(request), instance=earlier, initial=chosen, user=request.user)
    return _answer(request, lesson, form)


def _words_of_draft(request: MemberRequest) -> str:
    """Return the words of one's own draft, so that who finds the same lesson while writing need not write it again."""
    own = get_own(request.user, request.GET.get("draft"))
    return "\n\n".join(filter(None, (own.what_happened, own.insight))) if own and not own.is_published else ""


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell of a use, also of a lesson that ended: the form says so."""
    lesson = get_lesson_to_speak_of(request.user, pk, in_force=False)
    return _answer(request, lesson, UseForm(typed_at(request), user=request.user))


def _answer(request: MemberRequest, lesson: Lesson, form: CorroborationForm | UseForm) -> HttpResponse:
    if request.method != "POST" or not (form.is_valid() and form.save_for(lesson, request.user)):
        context = lesson_page(request, lesson) | {"form": form}
        status = 422 if request.method == "POST" else 200
        return render_fragment(request, "lessons/pages/lesson.html", "voices", context, status=status)
    thanks = _("Thank you: it is kept with the lesson.")
    if request.htmx:
        context = lesson_page(request, lesson) | {"thanks": thanks}
        return render_fragment(request, "lessons/pages/lesson.html", "voices", context)
    messages.success(request, thanks)
    return redirect(f"{lesson.get_absolute_url()}#voices")
