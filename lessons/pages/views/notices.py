"""A person sees what happened to the lessons that matter to them, and says that they have seen it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from base import pagination
from lessons.notices.models import Notice
from lessons.notices.words import notice_sentence, notice_url
from lessons.pages.notice_reasons import notice_reasons
from networks.record.http import MemberRequest

PER_PAGE = 30


@require_safe
def notice_list(request: MemberRequest) -> HttpResponse:
    notices = Notice.objects.readable_by(request.user).select_related("lesson", "by", "network")
    page = pagination.page_of(request, notices, PER_PAGE)
    shown: Any = page.object_list  # of the queryset, a part
    notices = shown.shown_to(request.user)
    reasons = notice_reasons(notices, request.user)
    rows = [(notice, notice_sentence(notice), notice_url(notice), reasons.get(notice.pk, "")) for notice in notices]
    newest = rows[0][0].pk if rows and page.number == 1 else None
    return render(request, "lessons/pages/notices.html", {"page": page, "told": rows, "newest": newest})


@require_POST
def notices_seen(request: MemberRequest) -> HttpResponse:
    """Mark all as seen up to the newest that was on the page: what came meanwhile stays new."""
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        unseen = Notice.objects.readable_by(request.user).unseen()
        unseen.filter(pk__lte=int(newest)).update(seen_at=now())
        messages.success(request, _("Marked as seen."))
    return redirect("lessons:notices")
