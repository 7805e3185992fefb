"""Organisations out of the directory and into it, as tables."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base.alphabet import Alphabetical
from base.importing.forms import ConfirmForm
from base.importing.views import import_page, keep_file
from base.tables.responses import table_file
from networks.importing.bounds import refuse_more_files
from networks.importing.forms import OrganisationChoicesForm, OrganisationFileForm
from networks.importing.models import OrganisationImport
from networks.importing.organisations import as_rows, headings
from networks.importing.tasks import go_on
from networks.organisations.forms import DirectoryForm
from networks.record.http import MemberRequest, form_page, render_fragment
from networks.record.permissions import Permission, can, may_anywhere, may_run_any, organisations_where

SHOWN = 20


@require_safe
def organisation_export(request: MemberRequest, form: str) -> HttpResponse:
    """What the directory shows under the same filters, in the columns that an import takes."""
    if not may_anywhere(request.user, Permission.READ) and not request.user.is_admin:
        raise PermissionDenied
    found = DirectoryForm(request.GET).narrow(organisations_where(request.user, Permission.READ))
    return table_file(
        _("organisations"), form, headings(), as_rows(found.order_by(Alphabetical("name")).prefetch_related("regions"))
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: MemberRequest) -> HttpResponse:
    if not may_run_any(request.user):
        raise PermissionDenied
    form = OrganisationFileForm(*([request.POST, request.FILES] if request.method == "POST" else []), user=request.user)
    if form.is_bound and form.is_valid():
        batch = OrganisationImport(by=request.user, network=form.cleaned_data["network"])
        if keep_file(form, batch, refuse_more_files):
            go_on(batch)
            return redirect(batch)
    context = {"form": form, "imports": OrganisationImport.objects.filter(by=request.user).light()[:SHOWN]}
    return form_page(request, "networks/importing/import_new.html", form, context)


def _get(request: MemberRequest, pk: int) -> OrganisationImport:
    mine = OrganisationImport.objects.of(request.user).select_related("network")
    batch: OrganisationImport = get_object_or_404(mine.light(), pk=pk)
    return batch


@require_http_methods(["GET", "HEAD", "POST"])
def import_detail(request: MemberRequest, pk: int) -> HttpResponse:
    batch = _get(request, pk)
    if request.method == "POST" and not can(request.user, Permission.RUN, batch.network):
        raise PermissionDenied

    def forms_of(data: Any) -> tuple[OrganisationChoicesForm, ConfirmForm]:
        return OrganisationChoicesForm(data, batch=batch), ConfirmForm(data)

    def show(context: dict[str, Any], status: int) -> HttpResponse:
        return render_fragment(request, "networks/importing/import.html", "import", context, status=status)

    rows = {} if batch.is_at_work else {"shown": batch.rows[:SHOWN], "faulty": batch.faulty[:SHOWN]}
    return import_page(request, batch, forms_of, go_on, show, rows)


@require_safe
def import_faulty(request: MemberRequest, pk: int) -> HttpResponse:
    """The rows that did not come in, as they were sent, each with what is wrong: to be mended and sent again."""
    batch = _get(request, pk)
    return table_file(_("rows-to-fix"), "csv", [*batch.headings, _("What is wrong")], batch.to_mend)
