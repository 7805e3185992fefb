"""Admins add networks and sectors, close them, and open them again."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.desk.views.pages import for_admins
from lessons.moderation import closing
from networks.models import Network, Sector
from networks.people.forms import ReasonForm
from networks.profile import opening
from networks.profile.forms.opening import NewNetworkForm, SectorForm
from networks.record.http import MemberRequest, form_page


@require_safe
@for_admins
def networks(request: MemberRequest) -> HttpResponse:
    context = {"networks": Network.objects.all(), "sectors": Sector.objects.all()}
    return render(request, "desk/networks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def network_new(request: MemberRequest) -> HttpResponse:
    form = NewNetworkForm(request.POST or None, by=request.user)
    if form.is_valid():
        network = form.save_new()
        messages.success(request, _("%(network)s has been added. Now invite its secretariat.") % {"network": network})
        return redirect("networks:invite", network.slug)
    return _ask(request, form, _("Add a network"))


def _ask(request: MemberRequest, form: BaseForm, heading: str) -> HttpResponse:
    back = {"back": reverse("desk_networks"), "back_name": _("Networks and sectors")}
    context = {"form": form, "heading": heading, **back}
    return form_page(request, "desk/add.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def network_close(request: MemberRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(Network, slug=slug)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        if closing.close(network, by=request.user, reason=form.cleaned_data["reason"]):
            messages.success(request, _("%(network)s is closed. What it learned stays.") % {"network": network})
        return redirect("desk_networks")
    context = {"form": form, "network": network, "concerned": closing.concerned_by_closing(network)}
    return form_page(request, "desk/network_close.html", form, context)


@require_POST
@for_admins
def network_open(request: MemberRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(Network, slug=slug)
    opening.open_network_again(network)
    messages.success(request, _("%(network)s is open again, with its people.") % {"network": network})
    return redirect("desk_networks")


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def sector_new(request: MemberRequest) -> HttpResponse:
    form = SectorForm(request.POST or None)
    if form.is_valid():
        messages.success(request, _("The sector “%(sector)s” has been added.") % {"sector": form.save_new()})
        return redirect("desk_networks")
    return _ask(request, form, _("Add a sector"))


@require_POST
@for_admins
def sector_switch(request: MemberRequest, slug: str) -> HttpResponse:
    """Close a sector that is open, or open one that is closed: `then` says which of the two was meant."""
    sector = get_object_or_404(Sector, slug=slug)
    if request.POST.get("then") == "open":
        opening.open_sector_again(sector)
        messages.success(request, _("The sector is offered again."))
    else:
        opening.close_sector(sector)
        messages.success(request, _("The sector is closed: it is no longer offered. Its lessons stay in it."))
    return redirect("desk_networks")
