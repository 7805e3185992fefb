"""Admins announce something to all, or to one network, for some days."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.desk.forms import AnnouncementForm
from config.desk.views.pages import for_admins
from networks.announcements import actions
from networks.models import Announcement
from networks.record.http import MemberRequest, form_page

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def announcements(request: MemberRequest) -> HttpResponse:
    form = AnnouncementForm(request.POST or None)
    if form.is_valid():
        form.instance.by = request.user
        actions.announce(form.instance)
        messages.success(request, _("The announcement is saved. It is shown from its first day to its last."))
        return redirect("desk_announcements")
    context = {"form": form, "announcements_kept": Announcement.objects.select_related("network", "by")[:SHOWN]}
    return form_page(request, "desk/announcements.html", form, context)


@require_POST
@for_admins
def announcement_remove(request: MemberRequest, pk: int) -> HttpResponse:
    actions.take_away(get_object_or_404(Announcement, pk=pk))
    messages.success(request, _("The announcement is gone from all pages."))
    return redirect("desk_announcements")
