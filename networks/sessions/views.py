from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from networks.record.http import MemberRequest
from networks.sessions.actions import recent, sign_out_everywhere_else


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: MemberRequest) -> HttpResponse:
    """Show where one is signed in. POST ends all sessions but this one."""
    if request.method == "POST":
        sign_out_everywhere_else(request, request.user)
        messages.success(request, _("You are now signed in only here."))
        return redirect("networks:sessions")
    return render(
        request, "networks/sessions/sessions.html", {"events": recent(request.user, request.session.session_key)}
    )
