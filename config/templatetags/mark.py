"""The mark of the site, drawn in the page: one request less on a slow line."""

from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
@cache
def mark(side: int) -> SafeString:
    """static/mark.svg, which stays the one place where it is drawn."""
    drawn = Path(settings.BASE_DIR, "static", "mark.svg").read_text(encoding="utf-8").strip()
    return mark_safe(drawn.replace("<svg ", f'<svg width="{side}" height="{side}" aria-hidden="true" ', 1))  # noqa: S308
