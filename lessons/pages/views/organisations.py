from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from base.alphabet import Alphabetical
from base.pagination import page_of
from lessons.experience.strength import for_cards
from lessons.record.models import Lesson
from networks.models import Affiliation, Membership, Organisation
from networks.organisations.actions import may_undo
from networks.record.http import MemberRequest
from networks.record.permissions import Permission, get_organisation, may_anywhere, networks_where, organisations_where


@require_safe
def organisation_detail(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the organisation; one that was merged leads to the organisation that it is now."""
    try:
        organisation = get_organisation(request.user, slug, Permission.READ)
    except Http404:
        return redirect(_what_it_is_now(request, slug))
    readable = Lesson.objects.readable_by(request.user).named_to(request.user)
    lessons = readable.published().filter(organisation=organisation)
    here = networks_where(request.user, Permission.READ)
    may_edit = organisations_where(request.user, Permission.RUN).contains(organisation)
    asked = organisation.affiliation_requests.waiting().select_related("network", "organisation", "asked_by")
    context = {
        "organisation": organisation,
        "affiliations": Affiliation.objects.filter(organisation=organisation).select_related("network"),
        "people": Membership.objects.filter(organisation=organisation, network__in=here, user__is_active=True)
        .select_related("user", "network")
        .order_by(Alphabetical("user__name"), "network"),
        "page": page_of(request, for_cards(lessons.newest_first())),
        "may_edit": may_edit,
        "affiliation_requests": asked if may_edit else [],
        "merges": _merges(organisation) if request.user.is_admin else [],
    }
    return render(request, "lessons/pages/organisation.html", context)


def _what_it_is_now(request: MemberRequest, slug: str) -> Organisation:
    merged = Organisation.objects.exclude(merged_into=None).select_related("merged_into").filter(slug=slug).first()
    if merged is None or merged.merged_into is None or not may_anywhere(request.user, Permission.READ):
        raise Http404
    return merged.merged_into


def _merges(organisation: Organisation) -> list[object]:
    received = organisation.merges_received.filter(undone_at=None).select_related("duplicate", "into", "by")
    return [merge for merge in received if may_undo(merge)]
