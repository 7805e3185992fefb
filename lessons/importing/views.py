"""Lessons into a network, out of a file: sent, looked at, confirmed, and taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.importing.forms import ConfirmForm, LessonChoicesForm, LessonFileForm
from lessons.importing.models import LessonImport
from lessons.importing.tasks import go_on
from networks.importing.views import keep_file, table_file
from networks.record.http import MemberRequest, form_page, render_fragment
from networks.record.permissions import Permission, get_network

SHOWN = 20
State = LessonImport.State


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: MemberRequest, slug: str) -> HttpResponse:
    network = get_network(request.user, slug, Permission.RUN)
    form = LessonFileForm(*([request.POST, request.FILES] if request.method == "POST" else []), network=network)
    if form.is_bound and form.is_valid():
        batch = keep_file(form, LessonImport(by=request.user, network=network))
        if batch:
            go_on(batch)
            return redirect(batch)
    imports = LessonImport.objects.light().filter(network=network)[:SHOWN]
    context = {"network": network, "form": form, "imports": imports}
    return form_page(request, "lessons/importing/import_new.html", form, context)


def _get(request: MemberRequest, slug: str, pk: int) -> LessonImport:
    """Of a network that they do not run it is not there."""
    batch: LessonImport = get_object_or_404(
        LessonImport.objects.seen_by(request.user).light(), pk=pk, network__slug=slug
    )
    return batch


@require_http_methods(["GET", "HEAD", "POST"])
def import_detail(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Its progress; what was read of it; and by POST what its columns are, and the yes that writes it."""
    batch = _get(request, slug, pk)
    if request.method != "POST":
        return _shown(request, batch)
    if batch.is_stalled:
        _ask_again(batch)
    elif batch.state == State.READ:
        choices, confirm = LessonChoicesForm(request.POST, batch=batch), ConfirmForm(request.POST, batch=batch)
        if not _decide(request, batch, choices, confirm):
            return _shown(request, batch, status=422, choices=choices, confirm=confirm)
    else:
        messages.info(request, _("You have already said yes to this."))
    return redirect(batch)


def _shown(request: MemberRequest, batch: LessonImport, status: int = 200, **forms: Any) -> HttpResponse:
    done, total = batch.progress
    context = {"batch": batch, "network": batch.network, "found": batch.found, "done": done, "total": total, **forms}
    if batch.state == State.READ and not forms:
        context |= {"choices": LessonChoicesForm(batch=batch), "confirm": ConfirmForm(batch=batch)}
    return render_fragment(request, "lessons/importing/import.html", "import", context, status=status)


def _decide(request: MemberRequest, batch: LessonImport, choices: LessonChoicesForm, confirm: ConfirmForm) -> bool:
    """A change of how it is read comes first, also when they say yes: nobody confirms what they have not seen."""
    if not choices.is_valid():
        return False
    is_yes = "write" in request.POST.getlist("go")
    if choices.is_changed or not is_yes:
        if is_yes:
            messages.info(request, _("You changed how the file is read: look at it again, then say yes."))
        if LessonImport.objects.ask(batch, State.READING, **choices.said):
            go_on(batch)
        return True
    if not confirm.is_valid():
        return False
    if batch.found.get("good") and LessonImport.objects.ask(batch, State.WRITING, by=request.user, **confirm.said):
        go_on(batch)
    return True


def _ask_again(batch: LessonImport) -> None:
    """When nobody is at it any more, once more the same."""
    if LessonImport.objects.ask(batch, batch.state):
        go_on(batch)


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
    elif LessonImport.objects.ask(batch, State.UNDOING, undone_by=request.user):
        go_on(batch)
    return redirect(batch)
