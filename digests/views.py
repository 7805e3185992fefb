from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from base.pagination import page_of
from digests import actions
from digests.delivery.tokens import subscription_of
from digests.forms import FrequencyForm
from digests.models import KeptMail, Subscription, weekday_of
from networks.models import Network, RefusedMail
from networks.record.http import MemberRequest, VisitorRequest, form_page

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: MemberRequest) -> HttpResponse:
    user = request.user
    subscription = Subscription.objects.filter(user=user).first() or Subscription.starting(user)
    posted = request.POST if request.method == "POST" else None
    form = FrequencyForm(posted, initial={"frequency": subscription.frequency})
    if request.method == "POST" and form.is_valid():
        actions.choose_frequency(subscription, form.cleaned_data["frequency"], by=user)
        messages.success(request, _("Your choice is saved."))
        return redirect("digests:preferences")
    weekday = Network.Weekday(weekday_of(user)).label
    context = {"form": form, "subscription": subscription, "weekday": weekday, "now": now()}
    context["refused_mail"] = RefusedMail.objects.filter(user=user).first()
    return form_page(request, "digests/preferences.html", form, context)


@csrf_exempt  # one click in a mail program brings no cookie and no token but its own (RFC 8058)
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: VisitorRequest) -> HttpResponse:
    """Unsubscribe on POST alone: mail programs and scanners follow links by themselves."""
    subscription = subscription_of(request.GET.get("token", ""))
    if subscription is None:
        return render(request, "digests/unsubscribe.html", {"step": "unknown"}, status=400)
    if request.method != "POST":
        return render(request, "digests/unsubscribe.html", {"step": "ask"})
    actions.unsubscribe(subscription)
    return render(request, "digests/unsubscribe.html", {"step": "done"})


def _kept_mail(request: MemberRequest) -> QuerySet[KeptMail]:
    """Return the kept mail. Raises PermissionDenied for all but admins, and Http404 where mail is sent, not kept."""
    if not request.user.is_admin:
        raise PermissionDenied
    if settings.EMAIL_BACKEND != "digests.delivery.backend.KeepingBackend":
        raise Http404
    return KeptMail.objects.all()


@require_safe
def kept_mail(request: MemberRequest) -> HttpResponse:
    mails = _kept_mail(request).only("to", "subject", "kept_at")
    page = page_of(request, mails, PER_PAGE)
    return render(request, "digests/kept_mail.html", {"page": page})


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def kept_mail_detail(request: MemberRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(_kept_mail(request), pk=pk)
    return render(request, "digests/kept_mail_detail.html", {"mail": mail})


@require_safe
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]
    {
        # Mail brings its styles on its elements. It runs nothing, and loads nothing from elsewhere.
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
def kept_mail_html(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the mail as its reader sees it, for the frame in `kept_mail_detail`."""
    mail = get_object_or_404(_kept_mail(request).exclude(html=""), pk=pk)
    return HttpResponse(mail.html)
