"""A secretariat sees what came to it from suspended accounts, and decides who answers for it from now on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lessons.moderation.forms import TakeChargeForm
from networks.record.http import MemberRequest, form_page
from networks.record.permissions import Permission, get_network


@require_http_methods(["GET", "HEAD", "POST"])
def suspended(request: MemberRequest, slug: str) -> HttpResponse:
    network = get_network(request.user, slug, Permission.RUN)
    form = TakeChargeForm(request.POST or None, network=network)
    if form.is_valid():
        many = form.save()
        text = ngettext(
            "%(total)s lesson has somebody responsible for it.",
            "%(total)s lessons have somebody responsible for them.",
            many,
        )
        messages.success(request, text % {"total": many})
        return redirect("lessons:suspended", slug)
    context = {"network": network, "form": form}
    return form_page(request, "lessons/moderation/suspended.html", form, context)
