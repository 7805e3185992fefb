"""Organisations out of the directory and into it, as tables."""

from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base.alphabet import Alphabetical
from base.tables.files import stream_csv, write_csv, write_xlsx
from networks.importing import bounds
from networks.importing.forms import FileForm, ImportForm, OrganisationChoicesForm
from networks.importing.models import FileImport, OrganisationImport
from networks.importing.organisations import as_rows, headings
from networks.importing.tasks import go_on
from networks.organisations.forms import DirectoryForm
from networks.record.http import MemberRequest, form_page, render_fragment
from networks.record.permissions import Permission, can, may_run_any, networks_where, organisations_where

WRITERS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
SHOWN = 20
Batch = TypeVar("Batch", bound=FileImport)
State = OrganisationImport.State


def table_file(name: str, form: str, columns: list[str], rows: Any) -> HttpResponse:
    if form not in WRITERS:
        raise Http404
    write, content_type = WRITERS[form]
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(write(columns, rows), content_type=content_type, headers=disposition)


def table_stream(name: str, columns: list[str], rows: Any) -> StreamingHttpResponse:
    """A CSV line by line, as its rows are read."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(stream_csv(columns, rows), content_type=WRITERS["csv"][1], headers=disposition)


@require_safe
def organisation_export(request: MemberRequest, form: str) -> HttpResponse:
    """What the directory shows under the same filters, in the columns that an import takes."""
    if not networks_where(request.user, Permission.READ).exists() and not request.user.is_admin:
        raise PermissionDenied
    found = DirectoryForm(request.GET).narrow(organisations_where(request.user, Permission.READ))
    return table_file(
        _("organisations"), form, headings(), as_rows(found.order_by(Alphabetical("name")).prefetch_related("regions"))
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: MemberRequest) -> HttpResponse:
    if not may_run_any(request.user):
        raise PermissionDenied
    form = ImportForm(*([request.POST, request.FILES] if request.method == "POST" else []), user=request.user)
    if form.is_bound and form.is_valid():
        batch = keep_file(form, OrganisationImport(by=request.user, network=form.cleaned_data["network"]))
        if batch:
            go_on(batch)
            return redirect(batch)
    mine = OrganisationImport.objects.filter(by=request.user).defer("content", "rows", "faulty")
    context = {"form": form, "imports": mine[:SHOWN]}
    return form_page(request, "networks/importing/import_new.html", form, context)


@transaction.atomic
def keep_file(form: FileForm, batch: Batch) -> Batch | None:
    """Of a valid form; None, with an error at its file, if as many wait as may be."""
    try:
        bounds.refuse_more_files(type(batch)._default_manager.all(), batch.by)  # type: ignore[arg-type]
    except ValidationError as refusal:
        form.add_error("file", refusal)
        return None
    sent = form.cleaned_data["file"]
    batch.file_name, batch.content = sent.name[-200:], sent.read()
    batch.save()
    return batch


def _get(request: MemberRequest, pk: int) -> OrganisationImport:
    mine = OrganisationImport.objects.of(request.user).select_related("network")
    batch: OrganisationImport = get_object_or_404(mine.defer("content", "rows", "faulty"), pk=pk)
    return batch


@require_http_methods(["GET", "HEAD", "POST"])
def import_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Its progress; what was read of it; and by POST how it is to be read, and the yes that writes it."""
    batch = _get(request, pk)
    if request.method != "POST":
        return _shown(request, batch)
    if not can(request.user, Permission.RUN, batch.network):
        raise PermissionDenied
    if batch.is_stalled:
        _ask_again(batch)
    elif batch.state == State.READ:
        choices = OrganisationChoicesForm(request.POST, batch=batch)
        if not choices.is_valid():
            return _shown(request, batch, status=422, choices=choices)
        _decide(request, batch, choices)
    else:
        messages.info(request, _("You have already said yes to this."))
    return redirect(batch)


def _shown(request: MemberRequest, batch: OrganisationImport, status: int = 200, **forms: Any) -> HttpResponse:
    done, total = batch.progress
    context = {"batch": batch, "found": batch.found, "done": done, "total": total, **forms}
    if not batch.is_at_work:
        context |= {"shown": batch.rows[:SHOWN], "faulty": batch.faulty[:SHOWN]}
    if batch.state == State.READ and not forms:
        context["choices"] = OrganisationChoicesForm(batch=batch)
    return render_fragment(request, "networks/importing/import.html", "import", context, status=status)


def _decide(request: MemberRequest, batch: OrganisationImport, choices: OrganisationChoicesForm) -> None:
    """A change of how it is read comes first, also when they say yes: nobody confirms what they have not seen."""
    is_yes = "write" in request.POST.getlist("go")
    if choices.is_changed or not is_yes:
        if is_yes:
            messages.info(request, _("You changed how the file is read: look at it again, then say yes."))
        if OrganisationImport.objects.ask(batch, State.READING, **choices.said):
            go_on(batch)
    elif batch.rows and OrganisationImport.objects.ask(batch, State.WRITING):
        go_on(batch)


def _ask_again(batch: OrganisationImport) -> None:
    """When nobody is at it any more, once more the same."""
    if OrganisationImport.objects.ask(batch, batch.state):
        go_on(batch)


@require_safe
def import_faulty(request: MemberRequest, pk: int) -> HttpResponse:
    """The rows that did not come in, as they were sent, each with what is wrong: to be mended and sent again."""
    batch = _get(request, pk)
    return table_file(_("rows-to-fix"), "csv", [*batch.headings, _("What is wrong")], batch.to_mend)
