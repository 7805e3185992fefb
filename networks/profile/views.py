"""These pages show and change a network's profile and settings, its relations, and who belongs to it."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from base.alphabet import Alphabetical
from base.pagination import page_of
from base.search_words import search_words
from networks.agreements.actions import requests_of
from networks.agreements.models import RelationRequest
from networks.organisations.actions import end_affiliation
from networks.profile.forms.network import NetworkForm
from networks.profile.forms.ties import AffiliationForm, EndForm, RelationForm
from networks.record.http import MemberRequest, VisitorRequest, form_page, kept_for_visitors
from networks.record.models import Network, NetworkRelation, User
from networks.record.permissions import Permission, can, get_network

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def network_edit(request: MemberRequest, slug: str) -> HttpResponse:
    network = get_network(request.user, slug, Permission.RUN)
    form = NetworkForm(request.POST if request.method == "POST" else None, instance=network, by=request.user)
    if form.is_bound and form.is_valid() and form.save_as_seen():
        messages.success(request, _("The network is saved."))
        return redirect(network)
    context = {"form": form, "network": Network.objects.get(pk=network.pk)}
    return form_page(request, "networks/profile/network_form.html", form, context)


@login_not_required
@kept_for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def relations(request: VisitorRequest, slug: str) -> HttpResponse:
    """Show a network's relations to everybody; its secretariat adds to them."""
    network = get_object_or_404(Network, slug=slug)
    may_run = can(request.user, Permission.RUN, network)
    if request.method == "POST":
        get_network(request.user, slug, Permission.RUN)
    form = RelationForm(request.POST if request.method == "POST" else None, network=network) if may_run else None
    if form and form.is_bound and form.is_valid() and form.save_as(cast("User", request.user)):
        asked = _("The secretariat of %(network)s has been asked. Until it agrees, nobody else sees the relation.")
        said = asked % {"network": form.request.other} if form.request else _("The relation is saved.")
        messages.success(request, said)
        return redirect("networks:relations", network.slug)
    context = {
        "network": network,
        "form": form,
        "relations": NetworkRelation.objects.of(network).order_by("-ended_on", "kind", "pk"),
        "waiting": RelationRequest.objects.of(network).waiting() if may_run else [],
    }
    return render(request, "networks/profile/relations.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def relation_end(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """End a relation, by either of the two. Ending it twice changes nothing."""
    network = get_network(request.user, slug, Permission.RUN)
    relation = get_object_or_404(NetworkRelation.objects.of(network), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, started_on=relation.started_on)
    if form.is_bound and form.is_valid():
        NetworkRelation.objects.filter(pk=relation.pk, ended_on=None).update(ended_on=form.cleaned_data["ended_on"])
        messages.success(request, _("The relation has ended. It stays in the history."))
        return redirect("networks:relations", network.slug)
    return _ask_for_the_end(request, form, network, str(relation), reverse("networks:relations", args=[slug]))


def _ask_for_the_end(
    request: MemberRequest, form: EndForm, network: Network, what: str, back: str, also: str = ""
) -> HttpResponse:
    context = {"form": form, "network": network, "what": what, "back": back, "also": also}
    return form_page(request, "networks/profile/end.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def affiliations(request: MemberRequest, slug: str) -> HttpResponse:
    """Show who belongs to the network, now and before, to whoever takes part in it; its secretariat adds.

    `?q=` narrows the list.
    """
    network = get_network(request.user, slug, Permission.READ)
    may_run = can(request.user, Permission.RUN, network)
    if request.method == "POST":
        get_network(request.user, slug, Permission.RUN)
    form = AffiliationForm(request.POST if request.method == "POST" else None, network=network) if may_run else None
    if form and form.is_bound and form.is_valid() and form.save_as(request.user):
        asked = _(
            "Whoever is responsible for it has been asked. Until somebody there"
            " agrees, it does not belong to the network."
        )
        messages.success(request, asked if form.request else _("It belongs to the network now."))
        return redirect("networks:affiliations", network.slug)
    words = search_words(request.GET)
    rows = network.affiliations.named(words).select_related("organisation__network", "person")
    rows = rows.order_by("-ended_on", Alphabetical("organisation__name"), Alphabetical("person__name"), "pk")
    page = page_of(request, rows, PER_PAGE)
    waiting = requests_of(network) if may_run else []
    context = {"network": network, "form": form, "page": page, "words": words, "waiting": waiting}
    return render(request, "networks/profile/affiliations.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def affiliation_end(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    network = get_network(request.user, slug, Permission.RUN)
    affiliation = get_object_or_404(network.affiliations.select_related("network", "organisation", "person"), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, started_on=affiliation.started_on)
    if form.is_bound and form.is_valid():
        end_affiliation(affiliation, on=form.cleaned_data["ended_on"])
        messages.success(request, _("It no longer belongs to the network. It stays in the history."))
        return redirect("networks:affiliations", network.slug)
    back = reverse("networks:affiliations", args=[slug])
    places = (
        _("Whoever takes part in the network through it goes on taking part, without an organisation.")
        if affiliation.organisation
        else ""
    )
    return _ask_for_the_end(request, form, network, str(affiliation), back, also=places)
