from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from lessons.experience.strength import for_cards
from lessons.pictures import quipu
from lessons.record.models import Lesson, LessonQuerySet
from lessons.record.models.audience import everyone
from networks.models import User
from networks.record.http import VisitorRequest, kept_for_visitors
from networks.record.permissions import Permission, Visitor, may_anywhere
from networks.record.prepared import Prepared

NEWEST = 6
NEW_FOR = timedelta(days=30)  # so long home leads a person to the first steps


@login_not_required
@kept_for_visitors
@require_safe
def home(request: VisitorRequest) -> HttpResponse:
    picture, cards = quipu.of(request.user), _cards(request.user)
    context: dict[str, object] = {
        "total": picture.total,
        "picture": picture,
        "newest": [lesson for lesson in cards if lesson.is_published] or _of_no_network(request.user),
        "drafts": [lesson for lesson in cards if not lesson.is_published],
    }
    if isinstance(request.user, User):
        context["may_write"] = may_anywhere(request.user, Permission.WRITE)
        context["is_new"] = request.user.joined_at > now() - NEW_FOR
    return render(request, "lessons/pages/home.html", context)


def _ask_cards(reader: Visitor) -> LessonQuerySet:
    """Ask for the networks' newest lessons, and drafts that this person can bring further, their own or to publish.

    One statement, which finds their keys first.
    """
    readable = Lesson.objects.readable_by(reader)
    keys = readable.published().filter(network__isnull=False).newest_first().values("pk")[:NEWEST]
    if isinstance(reader, User):
        theirs = Q(network__memberships__user=reader) if reader.is_admin else Q()
        drafts = readable.drafts().filter(theirs).newest_first().values("pk")[:NEWEST]
        keys = keys.union(drafts, all=True)
    return for_cards(Lesson.objects.filter(pk__in=keys)).newest_first()


def _ask_of_no_network(reader: Visitor) -> LessonQuerySet:
    """Ask for the newest of the study and the library, which came in at once and would hide what networks write."""
    return for_cards(Lesson.objects.readable_by(reader).published()).newest_first()[:NEWEST]


_cards, _of_no_network = Prepared(_ask_cards, everyone), Prepared(_ask_of_no_network, everyone)
