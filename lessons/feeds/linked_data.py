"""The page of a public lesson tells search engines what it is, in the words of schema.org (JSON-LD)."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from lessons.feeds.queries import modified_at
from lessons.frame.models import Finding
from lessons.record.models import Lesson
from lessons.texts.markdown import beginning
from lessons.texts.sources import web_addresses
from networks.mail.letters import absolute_url
from networks.models import User
from networks.record.permissions import Visitor

# No sign of these can end the element or begin another: as in Django's `json_script`, which knows no type but its own.
SAFE = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}
US = {"@type": "Organization", "name": "Memoria Viva"}
MOST_DESCRIBED = 300


def linked_data(lesson: Lesson, reader: Visitor, findings: Iterable[Finding]) -> SafeString | None:
    """Return the element for visitors; None for who signed in, whose words may be others, or if it is not public."""
    if isinstance(reader, User) or not lesson.is_public:
        return None
    text = json.dumps(_article(lesson, findings), ensure_ascii=False, separators=(",", ":")).translate(SAFE)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def _article(lesson: Lesson, findings: Iterable[Finding]) -> dict[str, Any]:
    url = absolute_url(lesson.get_absolute_url())
    told = {
        "@context": "https://schema.org",
        "@type": "Article",
        "additionalType": "https://schema.org/LearningResource",
        "@id": url,
        "url": url,
        "headline": lesson.title,
        "description": beginning(lesson.recommendation or lesson.insight)[:MOST_DESCRIBED],
        "inLanguage": lesson.language,
        "datePublished": lesson.published_at.isoformat() if lesson.published_at else None,
        "dateModified": modified_at(lesson).isoformat(),
        "author": _author(lesson),
        "publisher": _network(lesson) or US,
        "about": [*(finding.text for finding in findings), *map(str, filter(None, [lesson.sector]))],
        "contentLocation": [{"@type": "Place", "name": region.name} for region in lesson.regions.all()],
        "isBasedOn": _source(lesson),
    }
    return {name: value for name, value in told.items() if value}


def _network(lesson: Lesson) -> dict[str, str] | None:
    if lesson.network is None:
        return None
    return {
        "@type": "Organization",
        "name": lesson.network.name,
        "url": absolute_url(lesson.network.get_absolute_url()),
    }


def _author(lesson: Lesson) -> dict[str, str]:
    """Return its network; of the study, who said it, as the page tells visitors; of a source, us who read it."""
    said = {"@type": "Person", "name": lesson.speaker} if lesson.speaker and not lesson.is_from_source else None
    return _network(lesson) or said or US


def _source(lesson: Lesson) -> dict[str, Any] | None:
    """Return the published source from which it is: `speaker` is its title."""
    if not lesson.is_from_source:
        return None
    url = next((url for _begin, _end, url in web_addresses(lesson.sources)), None)
    return {"@type": "CreativeWork", "name": lesson.speaker} | ({"url": url} if url else {})
