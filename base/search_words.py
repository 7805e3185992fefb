"""The address of a page says what somebody looks for on it."""

from django.http import QueryDict

LONGEST = 200


def search_words(asked: QueryDict) -> str:
    """Return what `?q=` asks for, or "": short enough for one search, and without NUL, which no database takes."""
    return asked.get("q", "").replace("\0", "").strip()[:LONGEST]
