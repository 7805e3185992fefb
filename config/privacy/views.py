"""A person sees what is stored about them, and decides on it."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from base.rate_limits import Limit, TooOften
from config.privacy.closing import close, hindrances
from config.privacy.own_data import own_data
from networks.people.forms import CloseForm
from networks.record.http import MemberRequest, form_page

DATA_FILES = Limit("files of one's own data", most=10, seconds=60 * 60)  # it reads every table


@require_safe
def own_data_page(request: MemberRequest) -> HttpResponse:
    return render(request, "privacy/own_data.html", {"groups": own_data(request.user)})


@require_safe
def own_data_file(request: MemberRequest) -> HttpResponse:
    if not DATA_FILES.has_room(str(request.user.pk)):
        raise TooOften(DATA_FILES.seconds)
    content = {_("When"): now(), **{group.title: group.in_file for group in own_data(request.user)}}
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="memoria-viva-{localdate():%Y-%m-%d}.json"'
    return response


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: MemberRequest) -> HttpResponse:
    # Guesses at the password count.
    too_often: HttpResponse | None = ratelimit.consume_or_429(request, action="reauthenticate", user=request.user)
    if too_often:
        return too_often
    first = hindrances(request.user)
    form = CloseForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            close(request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            request.session.flush()  # signing out would be noted, of somebody who is gone
            messages.success(request, _("Your account is closed. What you gave stays, without your name."))
            return redirect("home")
    context = {"form": form, "first": first}
    return form_page(request, "privacy/close_account.html", form, context)
