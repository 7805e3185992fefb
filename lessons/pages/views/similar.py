from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lessons.pages.similar import like_it
from lessons.record.permissions import get_lesson
from lessons.translations.actions import in_language
from networks.record.http import VisitorRequest, kept_for_visitors, render_fragment
from networks.record.permissions import Permission


@login_not_required
@kept_for_visitors
@require_safe
def similar_lessons(request: VisitorRequest, pk: int) -> HttpResponse:
    """Answer with what means nearly the same, for the page of the lesson; without JavaScript as a page of its own."""
    lesson = get_lesson(request.user, pk, Permission.READ)
    similar = in_language(like_it(lesson, request.user), get_language() or "", request.user)
    context = {"lesson": lesson, "similar": similar}
    return render_fragment(request, "lessons/pages/similar.html", "similar-lessons", context)
