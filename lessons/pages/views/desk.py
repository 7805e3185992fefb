"""The desk of a secretariat shows its first steps, what waits in its network, and whom it has not seen for long."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from base.alphabet import Alphabetical
from lessons.conversation.queries import reports_waiting
from lessons.moderation.suspension import waiting_in
from lessons.pages.network_steps import steps_of
from lessons.record.models import Lesson, State
from lessons.review.models import ReviewNote
from lessons.unanswered.models import UnansweredSearch
from networks.agreements.actions import relation_requests_to, requests_to
from networks.joining.views.joining import open_invitations, open_requests
from networks.models import Membership, Network
from networks.record.http import MemberRequest
from networks.record.permissions import Permission, get_network

# Sessions last two months: who has not signed in for longer has not been here.
QUIET_AFTER = timedelta(days=90)
MOST_SHOWN = 20


@require_safe
def desk(request: MemberRequest, slug: str) -> HttpResponse:
    network = get_network(request.user, slug, Permission.RUN)
    readable = Lesson.objects.readable_by(request.user).filter(network=network).select_related("author", "steward")
    context = {
        "steps": steps_of(network, request.user),
        "waiting": readable.in_review().order_by("submitted_at", "pk"),
        "objections": _objections(network)[:MOST_SHOWN],
        "drafts": readable.filter(state=State.DRAFT).order_by("-updated_at", "-pk"),
        "reports": reports_waiting(network)[:MOST_SHOWN],
        "suspended": waiting_in(network),
        "due": readable.longest_due_first()[:MOST_SHOWN],
        "unanswered": UnansweredSearch.objects.words_told(),
        "quiet": _quiet(network)[:MOST_SHOWN],
        **open_invitations(network),
        **open_requests(network),
        "affiliation_requests": requests_to(network),
        "relation_requests": relation_requests_to(network),
    }
    return render(request, "lessons/pages/desk.html", context)


def _objections(network: Network) -> QuerySet[ReviewNote]:
    """Return the waiting objections of people whose text was changed and who do not agree, the oldest first."""
    waiting = ReviewNote.objects.objections().waiting().filter(lesson__network=network, lesson__taken_down_at=None)
    return waiting.select_related("lesson", "by").order_by("at")


def _quiet(network: Network) -> "list[Membership]":
    long_ago = now() - QUIET_AFTER
    away = Q(user__last_login__lt=long_ago) | Q(user__last_login=None, user__joined_at__lt=long_ago)
    roles = network.memberships.filter(away, user__is_active=True).select_related("user", "organisation")
    return list(roles.order_by("user__last_login", Alphabetical("user__name")))
