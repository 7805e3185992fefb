from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from lessons.experience.strength import for_cards
from lessons.notices.models import Notice
from lessons.pictures import quipu
from lessons.record.models import Lesson
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
    newest = for_cards(readable.published().newest_first())[:NEWEST]
    context = {"newest": newest, "total": picture.total, "picture": picture}
    if isinstance(request.user, User):
        context |= _waiting(request.user)
    return render(request, "lessons/pages/home.html", context)


def _waiting(user: User) -> dict[str, object]:
    """Return drafts that this person can bring further, their own or to publish, and the number of unseen notices."""
    drafts = Lesson.objects.readable_by(user).drafts()
    if user.is_admin:
        drafts = drafts.filter(network__memberships__user=user)
    return {
        "drafts": for_cards(drafts.newest_first())[:NEWEST],
        "unseen": Notice.objects.readable_by(user).unseen().count(),
        "may_write": may_anywhere(user, Permission.WRITE),
        "is_new": user.joined_at > now() - NEW_FOR,
    }
