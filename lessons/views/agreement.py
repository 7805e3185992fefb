"""What one said of a lesson before more people read it is shown to them too."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lessons.agreeing import agree
from lessons.permissions import get_published
from networks.http import MemberRequest


@require_POST
def show_mine(request: MemberRequest, pk: int) -> HttpResponse:
    """`only=comment:12` shows that; without it all but older versions. What is not theirs stays as it is."""
    lesson = get_published(request.user, pk)
    if agree(lesson, by=request.user, only=request.POST.get("only", "")):
        messages.success(request, _("Everyone who can read the lesson can now read it too."))
    else:
        messages.info(request, _("Nothing was left to show."))
    return redirect(f"{lesson.get_absolute_url()}#mine")
