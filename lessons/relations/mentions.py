"""Lessons that name each other in their texts: `#123`, or the address of a lesson as a browser shows it."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django.conf import settings

from lessons.record.models import TEXT_FIELDS, Lesson
from lessons.relations.models import LessonMention
from networks.permissions import Visitor

MENTION = re.compile(
    r"(?<![\w/&#\\])#(?P<number>\d{1,9})\b"
    r"|(?:(?P<origin>https?://[^\s/<>\"\\]+)|(?<![\w/.:\\]))(?:/[a-z]{2})?/lecciones/(?P<pk>\d{1,9})"
    r"(?:/(?![\w/-])|(?![\w/-]))(?:[?#][\w=&%-]+)?",
    re.IGNORECASE,
)
TEXTS = tuple(name for name in TEXT_FIELDS if name != "title")
MOST_SHOWN = 5
Titles = Mapping[int, tuple[str, str]]  # number → title, address


def number_in(match: "re.Match[str]") -> int:
    """Of the lesson that it names; 0 if it is an address elsewhere."""
    if match["origin"] and urlsplit(match["origin"]).netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower():
        return 0
    return int(match["number"] or match["pk"] or 0)


def numbers_in(lesson: Lesson) -> set[int]:
    found = {number_in(match) for name in TEXTS for match in MENTION.finditer(getattr(lesson, name))}
    return found - {0, lesson.pk}


def titles_for(lesson: Lesson, reader: Visitor) -> Titles:
    """Of the lessons that its texts name, those that the reader may read; asks nothing if they name none."""
    numbers = numbers_in(lesson)
    if not numbers:
        return {}
    readable = Lesson.objects.readable_by(reader).filter(pk__in=numbers).only("title")
    return {each.pk: (each.title, each.get_absolute_url()) for each in readable}


def update_mentions(lesson: Lesson) -> None:
    """Keep which lessons its texts name now, whoever may read those: who asks is asked for their rights then."""
    named = {*Lesson.objects.filter(pk__in=numbers_in(lesson)).values_list("pk", flat=True)}
    known = {*lesson.mentions.values_list("mentioned", flat=True)}
    if known - named:
        lesson.mentions.exclude(mentioned__in=named).delete()
    new: Iterable[LessonMention] = (LessonMention(lesson=lesson, mentioned_id=pk) for pk in named - known)
    LessonMention.objects.bulk_create(new, ignore_conflicts=True)


def mentioned_in(lesson: Lesson, reader: Visitor) -> list[Lesson]:
    """The newest lessons that name this one, of those published that the reader may read."""
    readable = Lesson.objects.readable_by(reader).published().filter(mentions__mentioned=lesson)
    return list(readable.newest_first().only("title", "language").with_strength()[:MOST_SHOWN])
