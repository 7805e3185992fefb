from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base.alphabet import Alphabetical
from base.pagination import page_of
from base.search_words import search_words
from networks.organisations.actions import close_organisation, merge_organisations, reopen_organisation, undo_merge
from networks.organisations.forms import DirectoryForm, MergeForm, OrganisationForm
from networks.record.http import MemberRequest, form_page, render_fragment
from networks.record.models import Organisation, OrganisationMerge
from networks.record.permissions import (
    Permission,
    get_organisation,
    may_anywhere,
    may_run_any,
    organisations_where,
)

PER_PAGE = 50


@require_safe
def organisation_list(request: MemberRequest) -> HttpResponse:
    if not may_anywhere(request.user, Permission.READ) and not request.user.is_admin:
        raise PermissionDenied
    form = DirectoryForm(request.GET)
    found = (
        form.narrow(organisations_where(request.user, Permission.READ))
        .order_by(Alphabetical("name"), "pk")
        .with_belonging()
    )
    context = {
        "form": form,
        "page": page_of(request, found, PER_PAGE),
        "may_add": may_run_any(request.user),
    }
    return render_fragment(request, "networks/organisations/organisations.html", "results", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new(request: MemberRequest) -> HttpResponse:
    if not may_run_any(request.user):
        raise PermissionDenied
    return _write(request, Organisation())


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request: MemberRequest, slug: str) -> HttpResponse:
    return _write(request, get_organisation(request.user, slug, Permission.RUN))


def _write(request: MemberRequest, organisation: Organisation) -> HttpResponse:
    form = OrganisationForm(
        request.POST if request.method == "POST" else None, instance=organisation, user=request.user
    )
    if form.is_bound and form.is_valid() and form.save_as_seen():
        messages.success(request, _("The organisation is saved."))
        return redirect(organisation)
    context = {"form": form, "organisation": organisation}
    return form_page(request, "networks/organisations/organisation_form.html", form, context)


def _for_admin(request: MemberRequest, slug: str) -> Organisation:
    organisation = get_organisation(request.user, slug, Permission.READ)
    if not request.user.is_admin:
        raise PermissionDenied
    return organisation


@require_POST
def organisation_close(request: MemberRequest, slug: str) -> HttpResponse:
    """Close an organisation, or open it again with `then=reopen`."""
    organisation = _for_admin(request, slug)
    if request.POST.get("then") == "reopen":
        reopen_organisation(organisation)
        messages.success(request, _("The organisation is open again."))
    else:
        close_organisation(organisation, on=localdate())
        messages.success(request, _("The organisation is closed. Nothing was deleted."))
    return redirect(organisation)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_merge(request: MemberRequest, slug: str) -> HttpResponse:
    """Offer organisations that this one may be, the most similar first, or what `?q=` searches for; POST merges."""
    organisation = _for_admin(request, slug)
    others = Organisation.objects.standing().exclude(pk=organisation.pk)
    form = MergeForm(request.POST if request.method == "POST" else None, others=others)
    if form.is_bound and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            merge_organisations(organisation, into=into, by=request.user)
        except ValidationError as refused:
            form.add_error("into", refused)
        else:
            messages.success(request, _("They are one now. You can undo this for 30 days."))
            return redirect(into)
    words = search_words(request.GET)
    similar = others.named(words).order_by(Alphabetical("name")) if words else others.like(organisation)
    context = {"form": form, "organisation": organisation, "words": words, "others": similar.with_belonging()[:10]}
    return form_page(request, "networks/organisations/organisation_merge.html", form, context)


@require_POST
def merge_undo(request: MemberRequest, pk: int) -> HttpResponse:
    if not request.user.is_admin:
        raise PermissionDenied
    merge = get_object_or_404(OrganisationMerge.objects.select_related("duplicate", "into"), pk=pk)
    try:
        undo_merge(merge)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect(merge.into)
    messages.success(request, _("The merge is undone."))
    return redirect(merge.duplicate)
