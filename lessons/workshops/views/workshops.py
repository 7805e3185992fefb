"""Facilitators see a workshop: its code for the wall, and the notes as they come in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from base.pagination import page_of
from base.qr import qr_code
from base.rescued_forms import keeps_words
from lessons.record.permissions import may
from lessons.workshops import actions
from lessons.workshops.forms import OpenForm
from lessons.workshops.models import Workshop, WorkshopNote
from lessons.workshops.permissions import get_workshop
from networks.mail.letters import absolute_url
from networks.record.http import MemberRequest, form_page, render_fragment
from networks.record.permissions import Permission, get_network


@require_http_methods(["GET", "HEAD", "POST"])
def workshop_list(request: MemberRequest, slug: str) -> HttpResponse:
    network = get_network(request.user, slug, Permission.WRITE)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (opened := form.save_as(request.user, network)):
        return redirect(opened)
    rows = Workshop.objects.filter(network=network).with_counts().order_by("-opened_at", "-pk")
    page = page_of(request, rows)
    context = {"network": network, "form": form, "page": page}
    return form_page(request, "lessons/workshops/list.html", form, context)


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_detail(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Show the workshop; POST does with the chosen notes what `then` says: a draft, set aside, bring back."""
    workshop = get_workshop(request.user, slug, pk)
    if request.method == "POST":
        return _act(request, workshop, _numbers(request.POST.getlist("note")))
    notes = _notes(request, workshop)
    if request.htmx.target == "notes" and request.GET.get("seen") == notes["seen"]:
        return HttpResponse(status=204)  # nothing new
    return _show(request, workshop, notes)


def _numbers(typed: list[str]) -> set[int]:
    return {int(number) for number in typed if number.isdecimal() and len(number) < 19}


def _notes(request: MemberRequest, workshop: Workshop) -> dict[str, Any]:
    """Return the notes in the order in which a lesson asks; `seen` changes whenever a note comes or goes."""
    notes = list(workshop.notes.all())
    waiting = [note for note in notes if not (note.lesson_id or note.set_aside_at)]
    asked = [*WorkshopNote.Question.choices, ("", _("Answering no question"))]
    groups = [(label, [note for note in waiting if note.question == question]) for question, label in asked]
    merged = sum(note.lesson_id is not None for note in notes)
    return {
        "groups": [group for group in groups if group[1]],
        "aside": [note for note in notes if note.set_aside_at],
        "written": len(notes),
        "merged": merged,
        "seen": f"{len(notes)}-{merged}-{len(waiting)}-{workshop.is_open}",
        "drafts": workshop.lessons_known_to(request.user).annotate(of_notes=Count("notes")).order_by("pk"),
    }


def _show(request: MemberRequest, workshop: Workshop, shown: dict[str, Any], **more: Any) -> HttpResponse:
    link = absolute_url(reverse("lessons:workshop_write", args=[workshop.code]))
    context = {"workshop": workshop, "network": workshop.network, "link": link, "qr": qr_code(link)}
    status = 422 if more else 200
    return render_fragment(request, "lessons/workshops/detail.html", "notes", context | shown | more, status=status)


def _act(request: MemberRequest, workshop: Workshop, chosen: set[int]) -> HttpResponse:
    then = request.POST.get("then")
    if not chosen:
        return _refuse(request, workshop, _("Choose at least one note."), chosen)
    if then == "aside":
        count = actions.set_aside(workshop, chosen)
        said = ngettext("%(count)s note is set aside.", "%(count)s notes are set aside.", count)
    elif then == "back":
        count = actions.bring_back(workshop, chosen)
        said = ngettext("%(count)s note is back.", "%(count)s notes are back.", count)
    else:
        return _merge(request, workshop, chosen)
    messages.success(request, said % {"count": count})
    return redirect(workshop)


def _merge(request: MemberRequest, workshop: Workshop, chosen: set[int]) -> HttpResponse:
    try:
        lesson = actions.merge(workshop, chosen, by=request.user)
    except ValidationError as refusal:
        return _refuse(request, workshop, refusal.messages[0], chosen)
    if lesson is None or not may(request.user, Permission.WRITE, lesson):
        return _refuse(request, workshop, _("Somebody has made a draft of them, or set them aside."), chosen)
    messages.success(request, _("This is the draft: put its words in order, and save it."))
    return redirect("lessons:edit", lesson.pk)


def _refuse(request: MemberRequest, workshop: Workshop, why: str, chosen: set[int]) -> HttpResponse:
    return _show(request, workshop, _notes(request, workshop), refused=why, chosen=chosen)


@require_POST
def workshop_open(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Open it again until the end of tomorrow on `then=reopen`; otherwise close it."""
    workshop = get_workshop(request.user, slug, pk)
    if request.POST.get("then") == "reopen":
        _reopen(request, workshop)
    else:
        actions.close(workshop)
        messages.success(request, _("The workshop is closed: its code takes no more notes."))
    return redirect(workshop)


def _reopen(request: MemberRequest, workshop: Workshop) -> None:
    before = workshop.code
    try:
        actions.reopen(workshop)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return
    if workshop.code == before:
        messages.success(request, _("The workshop is open again, with the same code."))
    else:
        messages.success(request, _("The workshop is open again, with a new code: the old one was too short."))
