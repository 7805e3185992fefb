from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from networks.people.forms import ProfileForm
from networks.people.models import RefusedMail
from networks.record.http import MemberRequest, form_page
from networks.record.models import Membership


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with override(user.language):
            messages.success(request, _("Your profile is saved."))
            return redirect("networks:profile")
    memberships = Membership.objects.filter(user=request.user).select_related("network", "organisation")
    refused_mail = RefusedMail.objects.filter(user=request.user).first()
    context = {"form": form, "memberships": memberships, "refused_mail": refused_mail}
    return form_page(request, "accounts/profile.html", form, context)
