"""Lists are shown in pages."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 20


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page[Any]:
    """Return the page of `rows` that the address asks for, or the nearest one that there is."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
