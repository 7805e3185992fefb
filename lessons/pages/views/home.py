from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from lessons.experience.strength import for_cards
from lessons.pictures import quipu
from lessons.record.models import Lesson, LessonQuerySet
from networks.models import User
from networks.record.http import VisitorRequest, kept_for_visitors
from networks.record.permissions import Permission, may_anywhere

NEWEST = 6
NEW_FOR = timedelta(days=30)  # so long home leads a person to the first steps


@login_not_required
@kept_for_visitors
@require_safe
def home(request: VisitorRequest) -> HttpResponse:
    readable = Lesson.objects.readable_by(request.user)
    picture = quipu.of(request.user)
    newest, drafts = readable.published(), readable.none()
    context: dict[str, object] = {"total": picture.total, "picture": picture}
    if isinstance(request.user, User):
        drafts = _waiting_for(request.user, readable)
        context["may_write"] = may_anywhere(request.user, Permission.WRITE)
        context["is_new"] = request.user.joined_at > now() - NEW_FOR
    cards = _cards(newest, drafts)
    context["newest"] = [lesson for lesson in cards if lesson.is_published]
    context["drafts"] = [lesson for lesson in cards if not lesson.is_published]
    return render(request, "lessons/pages/home.html", context)


def _waiting_for(user: User, readable: LessonQuerySet) -> LessonQuerySet:
    """Return drafts that this person can bring further, their own or to publish."""
    return readable.drafts().filter(network__memberships__user=user) if user.is_admin else readable.drafts()


def _cards(*lists: LessonQuerySet) -> list[Lesson]:
    """Return the newest lessons of each list, in one statement, which finds their keys first."""
    first, *others = [lessons.newest_first().values("pk")[:NEWEST] for lessons in lists]
    return list(for_cards(Lesson.objects.filter(pk__in=first.union(*others, all=True))).newest_first())
