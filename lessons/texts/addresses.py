"""A text or an address means a lesson: `#123`, or the address of a lesson as a browser shows it.

An address of another site means none, even if its path is one of ours.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings

ORIGIN, PATH = r"(?P<origin>https?://[^\s/<>\"\\]+)", r"(?:/[a-z]{2})?/lecciones/(?P<pk>\d{1,9})"
# Matches a mention inside a text.
MENTION = re.compile(
    rf"(?<![\w/&#\\])#(?P<number>\d{{1,9}})\b"
    rf"|(?:{ORIGIN}|(?<![\w/.:\\])){PATH}(?:/(?![\w/-])|(?![\w/-]))(?:[?#][\w=&%-]+)?",
    re.IGNORECASE,
)
# Matches all that somebody wrote into a field; pages below a lesson's own mean the lesson too.
ALONE = re.compile(rf"#?(?P<number>\d{{1,9}})|{ORIGIN}?{PATH}(?:[/?#]\S*)?", re.IGNORECASE | re.ASCII)


Titles = Mapping[int, tuple[str, str]]  # number → title, address


def number_alone(text: str) -> int:
    """Return the number of the lesson that all of the text means, "12", "#12" or an address; 0 if it means none."""
    match = ALONE.fullmatch(text.strip())
    return number_in(match) if match else 0


def number_in(match: "re.Match[str]") -> int:
    """Return the number of the lesson that the match names; 0 if it is an address elsewhere."""
    if match["origin"] and urlsplit(match["origin"]).netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower():
        return 0
    return int(match["number"] or match["pk"] or 0)
