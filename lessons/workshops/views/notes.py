"""Somebody in the room writes notes: with no account, no session, nothing that says who they are.

The cookie of a workshop holds the numbers of the notes that this phone sent, signed: so it can show them again, and
the database need not know which notes came from one phone.

No token against forged requests is asked: there are no rights here that another site could borrow, and a phone that
keeps no cookies can write all the same.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from base.rate_limits import Limit, client_ip
from lessons.workshops.forms import CodeForm, NoteForm
from lessons.workshops.models import Workshop, WorkshopNote
from networks.record.http import VisitorRequest

# A whole room, or a town, may have one address. After so many wrong codes it is told to wait, and a right one leads in
# all the same: what makes them hard to guess is their length (lessons/workshops/models.py).
WRONG_CODES = Limit("wrong code of a workshop", most=60, seconds=600)
# Thirty phones that were offline send four notes each when the line is back; two rooms may share it.
NOTES_OF_AN_ADDRESS = Limit("notes of an address", most=240, seconds=60)
NOTES_OF_A_WORKSHOP = Limit("notes of a workshop", most=120, seconds=60)
MOST_SHOWN = 100
SECONDS_SHOWN = 60 * 60 * 24 * 7
SALT = "notes of a workshop"


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: VisitorRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "lessons/workshops/enter.html", {"form": CodeForm()})
    form = _asked(request, request.POST.get("code", ""))
    if form.is_valid():
        return redirect("lessons:workshop_write", form.cleaned_data["code"].code)
    return _not_found(request, form, 422)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: VisitorRequest, code: str) -> HttpResponse:
    """Show the empty form, and what this phone sent; answer a note with the same page."""
    asked = _asked(request, code)
    if not asked.is_valid():
        return _not_found(request, asked, 404)
    workshop: Workshop = asked.cleaned_data["code"]
    form, sent = NoteForm(request.POST if request.method == "POST" else None), _sent(request, workshop.code)
    status = 200 if workshop.is_open else 410
    if form.is_bound and (note := _take(request, form, workshop)):
        sent = [*(pk for pk in sent if pk != note.pk), note.pk][-MOST_SHOWN:]
        form = NoteForm(initial={"question": note.question, "name": note.name})
    elif form.is_bound:
        status = 429 if form.too_often else 422
    notes = workshop.notes.filter(pk__in=sent).order_by("-pk")
    context = {"workshop": workshop, "form": form, "notes": notes}
    response = render(request, "lessons/workshops/write.html", context, status=status)
    return _remember(_say_when(response, NOTES_OF_AN_ADDRESS), workshop.code, sent)


def _asked(request: VisitorRequest, typed: str) -> CodeForm:
    """Check the code. Only wrong ones are counted: a right code leads in whatever the neighbours typed."""
    form = CodeForm({"code": typed})
    if not form.is_valid() and not WRONG_CODES.has_room(client_ip(request)):
        form.refuse_for_now()
    return form


def _not_found(request: VisitorRequest, form: CodeForm, status: int) -> HttpResponse:
    response = render(request, "lessons/workshops/enter.html", {"form": form}, status=429 if form.too_often else status)
    return _say_when(response, WRONG_CODES)


def _say_when(response: HttpResponse, limit: Limit) -> HttpResponse:
    if response.status_code == 429:
        response["Retry-After"] = str(limit.seconds)
    return response


def _take(request: VisitorRequest, form: NoteForm, workshop: Workshop) -> WorkshopNote | None:
    if not form.is_valid():
        return None
    address, whose = client_ip(request), str(workshop.pk)
    if not (NOTES_OF_AN_ADDRESS.has_room(address) and NOTES_OF_A_WORKSHOP.has_room(whose)):
        form.refuse_for_now()
        return None
    return form.save_to(workshop)


def _cookie(code: str) -> str:
    return f"workshop-{code}"


def _sent(request: VisitorRequest, code: str) -> list[int]:
    kept = request.get_signed_cookie(_cookie(code), default="", salt=SALT, max_age=SECONDS_SHOWN)
    return [int(pk) for pk in (kept or "").split(".") if pk]


def _remember(response: HttpResponse, code: str, sent: list[int]) -> HttpResponse:
    kept = ".".join(map(str, sent))
    safe: dict[str, Any] = {"httponly": True, "samesite": "Lax", "secure": settings.HTTPS}
    response.set_signed_cookie(_cookie(code), kept, salt=SALT, max_age=SECONDS_SHOWN, **safe)
    return response
