"""A secretariat answers what other networks ask, and withdraws what its own has asked."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.agreements.actions import answer_affiliation, answer_relation, withdraw
from networks.agreements.models import AffiliationRequest, RelationRequest
from networks.record.http import MemberRequest
from networks.record.permissions import Permission, get_network, organisations_where


@require_POST
def affiliation_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Agree with `then=agree`; anything else declines.

    Whoever may read of no organisation gets a 404, whoever does not hold this one a 403.
    """
    asked = get_object_or_404(AffiliationRequest.objects.select_related("organisation", "network"), pk=pk)
    get_object_or_404(organisations_where(request.user, Permission.READ), pk=asked.organisation_id)
    try:
        done = answer_affiliation(asked, is_agreed=request.POST.get("then") == "agree", by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.info(request, _say(done))
    return redirect(asked.organisation)


@require_POST
def affiliation_withdraw(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Withdraw a request. Doing it twice, or after the answer, changes nothing and is no error."""
    network = get_network(request.user, slug, Permission.RUN)
    withdraw(get_object_or_404(network.affiliation_requests, pk=pk), by=request.user)
    messages.success(request, _("The request was withdrawn."))
    return redirect("networks:affiliations", network.slug)


@require_POST
def relation_answer(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take `then=agree` or `decline` from the side of the network that is asked, `withdraw` from the one that asked."""
    network = get_network(request.user, slug, Permission.RUN)
    asked = get_object_or_404(RelationRequest.objects.of(network), pk=pk)
    then = request.POST.get("then")
    if (then == "withdraw") is not (asked.network_id == network.pk):
        raise PermissionDenied
    if then == "withdraw":
        withdraw(asked, by=request.user)
        messages.success(request, _("The request was withdrawn."))
        return redirect("networks:relations", network.slug)
    try:
        messages.info(request, _say(answer_relation(asked, is_agreed=then == "agree", by=request.user)))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("networks:relations", network.slug)


def _say(done: bool) -> str:
    return _("Your answer is on its way to whoever asked.") if done else _("Somebody answered it before you.")
