"""A person shows what they said of a lesson to the people who came to read it later."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lessons.consent.actions import agree
from lessons.record.audience import MoreReaders, refuse_more_readers
from lessons.record.models import Lesson
from lessons.record.permissions import get_published
from networks.record.http import MemberRequest


@require_POST
def show_mine(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what `only=comment:12` names; without it, all of the person's own words but older versions."""
    lesson = get_published(request.user, pk)
    try:
        number = _show(request, lesson)
    except MoreReaders as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{lesson.get_absolute_url()}#mine")
    if number:
        messages.success(request, _("Everyone who can read the lesson can now read it too."))
    else:
        messages.info(request, _("There was nothing left to show."))
    return redirect(f"{lesson.get_absolute_url()}#mine")


@transaction.atomic
def _show(request: MemberRequest, lesson: Lesson) -> int:
    """Show the words to those whom the page named. Raise MoreReaders, and show nothing, if others would read them."""
    number = agree(lesson, by=request.user, only=request.POST.get("only", ""))
    refuse_more_readers(lesson, request.POST.get("readers", ""))
    return number
