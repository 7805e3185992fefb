"""Feeds and the sitemap show what visitors see, and are kept for all of them as their pages are.

Programs often name a language that is not the address's, and are then given no kept page: `conditional_page` tells them
too that nothing has changed.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from lessons.feeds import sitemap
from lessons.feeds.atom import LessonFeed, feed_of, filter_of_feed
from networks.record.http import VisitorRequest, kept_for_visitors

XML = "application/xml; charset=utf-8"


@login_not_required
@kept_for_visitors
@conditional_page
@require_safe
def feed(request: VisitorRequest) -> HttpResponse:
    """Answer with the newest lessons of the list under the same filters; 400 if one of these is not on its list.

    An empty feed in its place would tell subscribers that all is well.
    """
    chosen = filter_of_feed(request.GET)
    if not chosen.is_valid():
        raise BadRequest("a filter is not on its list")
    return HttpResponse(feed_of(chosen), content_type=LessonFeed.content_type)


@login_not_required
@kept_for_visitors
@conditional_page
@require_safe
def sitemap_index(request: VisitorRequest) -> HttpResponse:
    """Answer with all pages, or with the parts if there are several."""
    parts = sitemap.number_of_parts()
    return HttpResponse(sitemap.part(0) if parts == 1 else sitemap.index(parts), content_type=XML)


@login_not_required
@kept_for_visitors
@conditional_page
@require_safe
def sitemap_part(request: VisitorRequest, number: int) -> HttpResponse:
    if number >= sitemap.number_of_parts():
        raise Http404
    return HttpResponse(sitemap.part(number), content_type=XML)
