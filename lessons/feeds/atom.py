"""A feed tells of the newest lessons of a list, as a visitor reads them, in the Atom format (RFC 4287)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.html import linebreaks
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from base.lines import one_line
from base.typesetting.characters import clean
from lessons.experience.strength import for_cards
from lessons.feeds.queries import modified_at, permanent_url, public_lessons
from lessons.record.fields import headed
from lessons.record.models import Lesson
from lessons.search.addresses import Wording, query_of
from lessons.search.filters import LessonFilter
from lessons.translations.actions import in_language
from networks.mail.letters import absolute_url

MOST = 50


class LessonFeed(Atom1Feed):
    """Says of each entry in which language it is, and of a feed without entries the same for a whole day."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def latest_post_date(self) -> datetime:
        today = localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return super().latest_post_date() if self.items else today


def query_of_feed(chosen: LessonFilter) -> str:
    """Return what narrows the list, so that one list has one feed, which brings the newest first."""
    return query_of(chosen, but={"order"}).urlencode()


def filter_of_feed(asked: QueryDict) -> LessonFilter:
    newest = asked.copy()
    newest["order"] = "newest"
    return LessonFilter(newest, queryset=public_lessons(), reader=AnonymousUser(), widens=False)


def feed_of(chosen: LessonFilter) -> str:
    """Return the feed of a valid filter, in the active language."""
    asked = query_of(chosen, but={"order"})
    query = asked.urlencode()
    here, page = (
        absolute_url(reverse(f"lessons:{name}")) + (f"?{query}" if query else "") for name in ("feed", "lessons")
    )
    language = get_language() or "es"
    feed = LessonFeed(
        title=_held(" · ".join([_("Lessons"), *Wording().of(asked), "Memoria Viva"])),
        link=page,
        description=_("What Peru's civil-society networks learned, confirmed and used."),
        subtitle=_("The newest lessons of this list that everybody may read."),
        language=language,
        author_name="Memoria Viva",
        author_link=absolute_url(reverse("home")),
        feed_url=here,
        feed_guid=here,
    )
    for lesson in _newest(chosen, language):
        feed.add_item(**_entry(lesson))
    written: str = feed.writeString("utf-8")
    return written


def _newest(chosen: LessonFilter, language: str) -> list[Lesson]:
    keys = list(chosen.qs.values_list("pk", flat=True)[:MOST])
    whole = for_cards(public_lessons()).select_related("network", "sector").prefetch_related("findings")
    rows = whole.in_bulk(keys)
    return in_language([rows[key] for key in keys if key in rows], language, AnonymousUser())


def _entry(lesson: Lesson) -> dict[str, Any]:
    network = lesson.network
    return {
        "title": _held(lesson.title),
        "link": absolute_url(lesson.get_absolute_url()),
        "unique_id": get_tag_uri(permanent_url(lesson), lesson.published_at),
        "description": _summary(lesson),
        "author_name": _held(lesson.told_by),
        "author_link": absolute_url(network.get_absolute_url()) if network else None,
        "pubdate": lesson.published_at,
        "updateddate": modified_at(lesson),
        "categories": [_held(str(each)) for each in subjects_of(lesson)],
        "language": lesson.language,
    }


def subjects_of(lesson: Lesson) -> Iterator[Any]:
    """Yield what the lesson is about: findings, its sector, departments, and how it went."""
    yield from lesson.findings.all()
    yield from filter(None, [lesson.sector, *lesson.regions.all(), lesson.get_result_display()])


def _summary(lesson: Lesson) -> str:
    """Return HTML: what was learned, and what is recommended. What was typed stays text."""
    parts = [f"{heading}\n{text.strip()}" for heading, text in headed(lesson, ("insight", "recommendation")) if text]
    return linebreaks(clean("\n\n".join(parts)), autoescape=True)


def _held(text: str) -> str:
    """Return one line that XML can hold."""
    return one_line(clean(text))
