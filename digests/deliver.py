"""A digest as mail, in its person's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from digests.compose import still_to_tell
from digests.models import Digest
from digests.tokens import token_of
from lessons.models import Lesson

MOST_SHOWN = 30
EXCERPT = 180  # characters: two lines
INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class Item:
    """What the mail says of a lesson."""

    title: str
    insight: str
    byline: str
    language: str
    url: str


def deliver(digest: Digest) -> bool:
    """Hand the mail over to the mail server. False, and nothing sent, if there is nothing left to tell."""
    user = digest.subscription.user
    with translation.override(user.language), timezone.override(user.time_zone):
        context = _context(digest)
        if context["count"]:
            _message(digest, context).send()
    return bool(context["count"])


def _context(digest: Digest) -> dict[str, Any]:
    lessons = still_to_tell(digest)
    leave = reverse("digests:unsubscribe", query={"token": token_of(digest.subscription)})
    count = lessons.count()
    shown = lessons[:MOST_SHOWN].shown_to(digest.subscription.user)
    return {
        "language": translation.get_language(),
        "name": _line(digest.subscription.user.name),
        "digest": digest,
        "count": count,
        "more": count - len(shown),
        "first_title": _line(shown[0].title) if shown else "",
        "networks": _by_network(shown),
        "list_url": _address(reverse("lessons:lessons")),
        "preferences_url": _address(reverse("digests:preferences")),
        "unsubscribe_url": _address(leave),
    }


def _by_network(lessons: Iterable[Lesson]) -> list[tuple[str | None, list[Item]]]:
    """Groups in the order of their newest lesson. A lesson of the study has no network: None."""
    groups: dict[str | None, list[Item]] = {}
    for lesson in lessons:
        name = _line(lesson.network.name) if lesson.network else None
        groups.setdefault(name, []).append(_item(lesson))
    return list(groups.items())


def _item(lesson: Lesson) -> Item:
    who = [lesson.speaker or lesson.author or gettext("Shared without naming"), lesson.organisation]
    where = ", ".join(region.name for region in lesson.regions.all())
    return Item(
        title=_line(lesson.title),
        insight=_excerpt(lesson.insight),
        byline=_line(" · ".join(str(each) for each in [*who, where] if each)),
        language=lesson.language,
        url=_address(lesson.get_absolute_url()),
    )


def _line(text: str) -> str:
    """One line of visible characters: what people typed must not forge headers or parts of the mail."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())


def _excerpt(text: str) -> str:
    line = _line(text)
    return line if len(line) <= EXCERPT else line[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _message(digest: Digest, context: dict[str, Any]) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=_line(render_to_string("email/digest.subject.txt", context)),
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


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
