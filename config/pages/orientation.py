"""These pages answer a newcomer: what is this, who runs it, what becomes of my data, how do I do things."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from networks.models import Network
from networks.record.http import kept_for_visitors


@dataclass(frozen=True)
class Operator:
    """The operator runs this installation and answers for the data in it; what they did not say is empty."""

    name: str
    url: str

    @property
    def address(self) -> str:
        """Return the contact as people read it: without what only a browser needs."""
        return self.url.removeprefix("mailto:").removeprefix("https://")


def operator() -> Operator:
    """Return the operator. Without a contact of their own it is where one tells of a hole: somebody reads that too."""
    return Operator(settings.OPERATOR_NAME, settings.OPERATOR_CONTACT or settings.SECURITY_CONTACT)


@login_not_required
@kept_for_visitors
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {"operator": operator(), "networks": Network.objects.count(), "is_a_trial": settings.EMBEDDED}
    return render(request, "orientation/about.html", context)


@login_not_required
@kept_for_visitors
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "orientation/privacy.html", {"operator": operator(), "is_a_trial": settings.EMBEDDED})


@login_not_required
@kept_for_visitors
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "orientation/help.html", {"operator": operator(), "is_a_trial": settings.EMBEDDED})
