"""Admins see whether mail goes out, and to whom it does not arrive."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.desk.trial_mail import try_mail
from config.desk.views.pages import for_admins
from digests.delivery.bounces import bounces, forget_bounces
from networks.models import Letter, User
from networks.record.http import MemberRequest

SHOWN = 100


@require_safe
@for_admins
def mail(request: MemberRequest) -> HttpResponse:
    context = {
        "server": getattr(settings, "EMAIL_HOST", "") if _is_sent() else "",
        "port": getattr(settings, "EMAIL_PORT", ""),
        "is_secure": getattr(settings, "EMAIL_USE_TLS", False) or getattr(settings, "EMAIL_USE_SSL", False),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "bounces": bounces()[:SHOWN],
        "given_up": Letter.objects.filter(failed_at__isnull=False).count(),
    }
    return render(request, "desk/mail.html", context)


def _is_sent() -> bool:
    return not settings.EMAIL_BACKEND.endswith("KeepingBackend")


@require_POST
@for_admins
def send_test_mail(request: MemberRequest) -> HttpResponse:
    outcome = try_mail(request.user)
    tell = messages.success if outcome.was_taken else messages.error
    tell(request, f"{outcome.says} ({outcome.answer})" if outcome.answer else outcome.says)
    return redirect("desk_mail")


@require_POST
@for_admins
def bounces_forgotten(request: MemberRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk, closed_at=None)
    forget_bounces(person)
    messages.success(request, _("Done: their next digest will try the address again."))
    return redirect("desk_mail")
