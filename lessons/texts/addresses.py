"""Which lesson a text or an address means: `#123`, or the address of a lesson as a browser shows it."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings

MENTION = re.compile(
    r"(?<![\w/&#\\])#(?P<number>\d{1,9})\b"
    r"|(?:(?P<origin>https?://[^\s/<>\"\\]+)|(?<![\w/.:\\]))(?:/[a-z]{2})?/lecciones/(?P<pk>\d{1,9})"
    r"(?:/(?![\w/-])|(?![\w/-]))(?:[?#][\w=&%-]+)?",
    re.IGNORECASE,
)


Titles = Mapping[int, tuple[str, str]]  # number → title, address


def number_in(match: "re.Match[str]") -> int:
    """Of the lesson that it names; 0 if it is an address elsewhere."""
    if match["origin"] and urlsplit(match["origin"]).netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower():
        return 0
    return int(match["number"] or match["pk"] or 0)
