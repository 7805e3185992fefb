"""A secretariat sees the people of its network, and what they leave to others when they go."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base.alphabet import Alphabetical
from base.pagination import page_of
from lessons.handover.forms import HandoverForm, SendPackForm
from lessons.printouts.handover_pack import pack_of
from lessons.record.models import Lesson
from networks.record.http import MemberRequest
from networks.record.permissions import Permission, can, get_network


@require_safe
def people(request: MemberRequest, slug: str) -> HttpResponse:
    network = get_network(request.user, slug, Permission.RUN)
    kept = Lesson.objects.filter(network=network, steward=OuterRef("user")).order_by().values("steward")
    roles = network.memberships.select_related("user", "organisation").order_by(
        "-role", Alphabetical("user__name"), "pk"
    )
    roles = roles.annotate(keeps=Coalesce(Subquery(kept.annotate(many=Count("pk")).values("many")), 0))
    page = page_of(request, roles)
    return render(request, "lessons/handover/people.html", {"network": network, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def pack(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the handover pack to a writer of the network, as far as they may see it; a secretariat mails it."""
    network = get_network(request.user, slug, Permission.WRITE)
    runs = can(request.user, Permission.RUN, network)
    if request.method == "POST" and not runs:
        raise PermissionDenied
    form = SendPackForm(request.POST or None, network=network, by=request.user) if runs else None
    if form and form.is_bound and form.is_valid():
        reader = form.send()
        messages.success(request, _("The pack is on its way to %(name)s.") % {"name": reader})
        return redirect("lessons:pack", network.slug)
    context = {"network": network, "form": form, "may_run": runs, "pack": pack_of(network, reader=request.user)}
    return render(request, "lessons/handover/pack.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    network = get_network(request.user, slug, Permission.RUN)
    membership = get_object_or_404(network.memberships.select_related("user", "network"), pk=pk)
    form = HandoverForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid() and form.save_as(request.user):
        messages.success(request, _("Done: everything has somebody responsible for it."))
        # A person who handed over their own place in the secretariat no longer sees its people.
        runs = can(request.user, Permission.RUN, network)
        return redirect("lessons:people", network.slug) if runs else redirect(network)
    context = {"network": network, "membership": membership, "form": form}
    return render(request, "lessons/handover/handover.html", context, status=422 if request.method == "POST" else 200)
