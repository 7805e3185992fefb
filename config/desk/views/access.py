"""Admins suspend an account, and let it in again: they see what hangs on it and where that goes, and say why."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.desk.views.pages import for_admins
from lessons.moderation.suspension import hanging_on, left_alone, lift, suspend
from networks.models import User
from networks.people.forms import ReasonForm
from networks.record.http import MemberRequest, form_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def suspend_person(request: MemberRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk, closed_at=None)
    alone = list(left_alone(person))
    form = ReasonForm(request.POST or None)
    if form.is_valid() and _is_done(form, lambda reason: suspend(person, by=request.user, reason=reason)):
        messages.success(request, _("Suspended: nobody can use this account any more. It is in the audit log."))
        for network in alone:
            text = _("%(network)s has no secretariat now: the admins are responsible for it. Give somebody that role.")
            messages.warning(request, text % {"network": network})
        return redirect("desk_person", pk)
    context = {"heading": _("Suspend the account"), "person": person, "form": form, "is_self": person == request.user}
    context |= {"hanging": list(hanging_on(person, by=request.user)), "alone": alone}
    return form_page(request, "desk/suspend.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def let_in_again(request: MemberRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk, closed_at=None)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and _is_done(form, lambda reason: lift(person, by=request.user, reason=reason)):
        messages.success(request, _("They can sign in again. It is in the audit log."))
        return redirect("desk_person", pk)
    suspension = person.suspensions.in_force().first()
    context = {"heading": _("End the suspension"), "person": person, "form": form, "suspension": suspension}
    return form_page(request, "desk/let_in_again.html", form, context)


def _is_done(form: ReasonForm, act: Callable[[str], object]) -> bool:
    try:
        act(form.cleaned_data["reason"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return not form.errors
