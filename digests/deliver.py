"""A digest as mail, in its person's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from digests.compose import still_to_notice, still_to_tell
from digests.models import Digest
from digests.tokens import token_of
from lessons.asks import asks_for
from lessons.markdown import beginning
from lessons.models import Lesson, Notice, Verification
from lessons.notice_words import in_words, page_of
from lessons.review import Queue, review_queue
from lessons.strength import in_a_line
from lessons.translating import in_language
from networks.letters import INLINER, address_of
from networks.lines import one_line

MOST_SHOWN = 30
EXCERPT = 180  # characters: two lines


@dataclass(frozen=True)
class Item:
    """What the mail says of a lesson."""

    title: str
    insight: str
    byline: str
    strength: str  # nothing while nobody confirmed it, differed or used it
    language: str
    url: str


def deliver(digest: Digest) -> bool:
    """Hand the mail over to the mail server. False, and nothing sent, if there is nothing left to tell."""
    user = digest.subscription.user
    with translation.override(user.language), timezone.override(user.time_zone):
        context = _context(digest)
        if context["tells"]:
            _message(digest, context).send()
    return bool(context["tells"])


def _context(digest: Digest) -> dict[str, Any]:
    lessons = still_to_tell(digest)
    leave = reverse("digests:unsubscribe", query={"token": token_of(digest.subscription)})
    count = lessons.count()
    notices = [_line(notice) for notice in still_to_notice(digest)[:MOST_SHOWN].shown_to(digest.subscription.user)]
    asks = [_ask(*each) for each in asks_for(digest.subscription.user, digest.period_end)]
    queues = [_queue(each) for each in review_queue(digest.subscription.user)]
    reader, language = digest.subscription.user, translation.get_language() or ""
    shown = in_language(lessons[:MOST_SHOWN].shown_to(reader), language, reader)
    return {
        "language": translation.get_language(),
        "name": one_line(digest.subscription.user.name),
        "digest": digest,
        "count": count,
        "notices": notices,
        "asks": asks,
        "queues": queues,
        "tells": count or notices or asks or queues,
        "more": count - len(shown),
        "first_title": one_line(shown[0].title) if shown else "",
        "networks": _by_network(shown),
        "notices_url": address_of(reverse("lessons:notices")),
        "list_url": address_of(reverse("lessons:lessons")),
        "preferences_url": address_of(reverse("digests:preferences")),
        "unsubscribe_url": address_of(leave),
    }


@dataclass(frozen=True)
class Line:
    """What the mail says of what happened to a lesson."""

    words: str
    title: str
    language: str
    url: str


def _line(notice: Notice) -> Line:
    lesson = notice.lesson
    url = address_of(page_of(notice))
    return Line(one_line(in_words(notice)), one_line(lesson.title), lesson.language, url)


@dataclass(frozen=True)
class Ask:
    """A lesson that may be true no more, and its three answers: (words, address)."""

    title: str
    language: str
    answers: list[tuple[str, str]]


def _ask(lesson: Lesson, links: dict[str, str]) -> Ask:
    words = dict(Verification.Outcome.choices)
    return Ask(one_line(lesson.title), lesson.language, [(str(words[name]), url) for name, url in links.items()])


def _queue(queue: Queue) -> Line:
    waits = ngettext(
        "%(count)s lesson waits for your review, for %(days)s days",
        "%(count)s lessons wait for your review, the oldest for %(days)s days",
        queue.count,
    ) % {"count": queue.count, "days": queue.days}
    desk = address_of(reverse("lessons:desk", args=[queue.network.slug]))
    return Line(waits, one_line(queue.network.name), "", desk)


def _by_network(lessons: Iterable[Lesson]) -> list[tuple[str | None, list[Item]]]:
    """Groups in the order of their newest lesson. A lesson of the study has no network: None."""
    groups: dict[str | None, list[Item]] = {}
    for lesson in lessons:
        name = one_line(lesson.network.name) if lesson.network else None
        groups.setdefault(name, []).append(_item(lesson))
    return list(groups.items())


def _item(lesson: Lesson) -> Item:
    who = [lesson.speaker or lesson.author or gettext("Shared anonymously"), lesson.organisation]
    where = ", ".join(region.name for region in lesson.regions.all())
    return Item(
        title=one_line(lesson.title),
        insight=_excerpt(lesson.insight),
        byline=one_line(" · ".join(str(each) for each in [*who, where] if each)),
        strength=in_a_line(lesson),
        language=lesson.language,
        url=address_of(lesson.get_absolute_url()),
    )


def _excerpt(text: str) -> str:
    line = one_line(beginning(text))
    return line if len(line) <= EXCERPT else line[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _message(digest: Digest, context: dict[str, Any]) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=one_line(render_to_string("email/digest.subject.txt", context)),
        body=render_to_string("email/digest.txt", context).strip() + "\n",
        to=[_recipient(digest)],
        headers=_headers(digest, context["unsubscribe_url"]),
    )
    message.attach_alternative(INLINER.inline(render_to_string("email/digest.html", context)), "text/html")
    return message


def _recipient(digest: Digest) -> str:
    user = digest.subscription.user
    address: str = EmailAddress.objects.get(user=user, primary=True, verified=True).email
    return address


def _headers(digest: Digest, unsubscribe_url: str) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname
    return {
        # Always the same, so that the rare second copy can be told apart.
        "Message-ID": f"<digest-{digest.pk}-{digest.period_end:%Y%m%d}@{host}>",
        "List-Unsubscribe": f"<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
