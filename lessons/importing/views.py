"""Lessons into a network, out of a file: sent, looked at, confirmed, and taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base.importing.models import State
from base.importing.views import import_page, keep_file, move_on
from base.tables.responses import saved_file, table_file
from lessons.importing.forms import LessonChoicesForm, LessonConfirmForm, LessonFileForm
from lessons.importing.models import LessonImport
from lessons.importing.tasks import go_on
from lessons.importing.template import headings, template
from networks.importing.bounds import refuse_more_files
from networks.record.http import MemberRequest, form_page, render_fragment
from networks.record.permissions import Permission, get_network

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: MemberRequest, slug: str) -> HttpResponse:
    network = get_network(request.user, slug, Permission.RUN)
    form = LessonFileForm(*([request.POST, request.FILES] if request.method == "POST" else []), network=network)
    if form.is_bound and form.is_valid():
        batch = LessonImport(by=request.user, network=network)
        if keep_file(form, batch, refuse_more_files):
            go_on(batch)
            return redirect(batch)
    imports = LessonImport.objects.light().filter(network=network)[:SHOWN]
    context = {"network": network, "form": form, "imports": imports}
    return form_page(request, "lessons/importing/import_new.html", form, context)


@require_safe
def import_template(request: MemberRequest, form: str) -> HttpResponse:
    """Send the empty table to whoever signed in: a spreadsheet has its guide in it, a CSV the headings alone."""
    name = _("lessons-to-fill-in")
    if form == "xlsx":
        return saved_file(name, form, template())
    return table_file(name, form, headings(), [])


def _get(request: MemberRequest, slug: str, pk: int) -> LessonImport:
    """Of a network that they do not run it is not there."""
    batch: LessonImport = get_object_or_404(
        LessonImport.objects.seen_by(request.user).light(), pk=pk, network__slug=slug
    )
    return batch


@require_http_methods(["GET", "HEAD", "POST"])
def import_detail(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    batch = _get(request, slug, pk)

    def forms_of(data: Any) -> tuple[LessonChoicesForm, LessonConfirmForm]:
        return LessonChoicesForm(data, batch=batch), LessonConfirmForm(data, batch=batch, by=request.user)

    def show(context: dict[str, Any], status: int) -> HttpResponse:
        return render_fragment(request, "lessons/importing/import.html", "import", context, status=status)

    return import_page(request, batch, forms_of, go_on, show, {"network": batch.network})


@require_safe
def import_faulty(request: MemberRequest, slug: str, pk: int, form: str) -> HttpResponse:
    """The rows that did not come in, as they were sent, each with what is wrong: to be mended and sent again."""
    batch = _get(request, slug, pk)
    return table_file(_("rows-to-fix"), form, [*batch.headings, _("What is wrong")], batch.to_mend)


@require_POST
def import_undo(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    batch = _get(request, slug, pk)
    if not batch.may_be_undone:
        messages.info(request, _("This import can no longer be undone."))
    else:
        move_on(batch, State.UNDOING, go_on, undone_by=request.user)
    return redirect(batch)
