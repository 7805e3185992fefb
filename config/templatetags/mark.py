"""The mark of the site is an address that holds all of it: drawn twice on each page, with no request on a slow line."""

from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# What an address in quotation marks cannot hold. Little is changed, so that the page stays small.
SIGNS = str.maketrans({'"': "'", "#": "%23", "<": "%3C", ">": "%3E", "&": "%26", " ": "%20", "\n": ""})


@register.simple_tag
@cache
def mark() -> SafeString:
    """Return the mark as a `data:` address; static/mark.svg stays the one place where it is drawn."""
    drawn = Path(settings.BASE_DIR, "static", "mark.svg").read_text(encoding="utf-8").strip()
    return mark_safe("data:image/svg+xml," + drawn.translate(SIGNS))  # noqa: S308
