"""What somebody looks for on a page, as its address says it."""

from django.http import QueryDict

LONGEST = 200


def search_words(asked: QueryDict) -> str:
    """Return what `?q=` asks for, short enough for one search and without what no database takes; or nothing."""
    return asked.get("q", "").replace("\0", "").strip()[:LONGEST]
