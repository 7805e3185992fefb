"""A digest is delivered as mail, in its person's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from base.lines import one_line
from digests.composition.about_lessons import about_lessons, queues_of
from digests.composition.compose import still_to_tell
from digests.delivery.tokens import token_of
from digests.models import Digest
from lessons.experience.strength import strength_line
from lessons.models import Lesson
from lessons.texts.markdown import beginning
from lessons.translations.actions import in_language
from networks.mail.letters import INLINER, absolute_url

MOST_SHOWN = 30
EXCERPT = 180  # characters: two lines


@dataclass(frozen=True)
class Item:
    """Holds what the mail says of a lesson."""

    title: str
    insight: str
    byline: str
    strength: str  # nothing while nobody confirmed it, differed or used it
    language: str
    url: str


def deliver(digest: Digest) -> bool:
    """Hand the mail over to the mail server; return False, and send nothing, if there is nothing left to tell."""
    user = digest.subscription.user
    with translation.override(user.language):
        context = _context(digest)
        if context["tells"]:
            _message(digest, context).send()
    return bool(context["tells"])


def _context(digest: Digest) -> dict[str, Any]:
    """Return what the mail says. A lesson of which something else is told is not told as new."""
    reader, language = digest.subscription.user, translation.get_language() or ""
    about = about_lessons(digest, language)
    due, told = [each for each in about if each.answers], [each for each in about if not each.answers][:MOST_SHOWN]
    lessons = still_to_tell(digest).exclude(pk__in=[each.pk for each in [*due, *told]])
    shown, count = in_language(lessons[:MOST_SHOWN].shown_to(reader), language, reader), lessons.count()
    queues = queues_of(reader)
    return {
        "language": language,
        "name": one_line(reader.name),
        "digest": digest,
        "count": count,
        "due": due,
        "told": told,
        "queues": queues,
        "tells": bool(count or about or queues),
        "more": count - len(shown),
        "first_title": one_line(shown[0].title) if shown else "",
        "networks": _by_network(shown),
        **_addresses(digest),
    }


def _addresses(digest: Digest) -> dict[str, str]:
    pages = {"notices": "lessons:notices", "list": "lessons:lessons", "preferences": "digests:preferences"}
    leave = reverse("digests:unsubscribe", query={"token": token_of(digest.subscription)})
    addresses = {f"{name}_url": absolute_url(reverse(page)) for name, page in pages.items()}
    return addresses | {"unsubscribe_url": absolute_url(leave)}


def _by_network(lessons: Iterable[Lesson]) -> list[tuple[str, list[Item]]]:
    """Group the lessons under their saved search, their network, or what stands for one, in their own order."""
    groups: dict[str, list[Item]] = {}
    for lesson in lessons:
        groups.setdefault(_heading(lesson), []).append(_item(lesson))
    return list(groups.items())


def _heading(lesson: Any) -> str:
    if lesson.found_by:
        return gettext("From your saved search “%(name)s”") % {"name": lesson.found_by}
    if lesson.network is not None:
        return one_line(lesson.network.name)
    return lesson.origin or gettext("From the study of the seven networks")


def _item(lesson: Any) -> Item:
    who = [lesson.speaker or lesson.author or gettext("Shared anonymously"), lesson.organisation]
    who += [lesson.network] if lesson.found_by else []
    where = ", ".join(region.name for region in lesson.regions.all())
    return Item(
        title=one_line(lesson.title),
        insight=_excerpt(lesson.insight),
        byline=one_line(" · ".join(str(each) for each in [*who, where] if each)),
        strength=strength_line(lesson),
        language=lesson.language,
        url=absolute_url(lesson.get_absolute_url()),
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
