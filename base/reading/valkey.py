"""What most pages ask of Valkey is asked at once, with the first of it: to ask takes as long for several as for one."""

from typing import Any

from django.core.cache import cache

from base.reading.page_memory import once

_keys: set[str] = set()


def on_most_pages(key: str) -> str:
    """Have the value of that key asked for with the others, and return the key."""
    _keys.add(key)
    return key


def value_of(key: str) -> Any:
    """Return the value of a key that most pages ask for, as this page found it; None if there is none."""
    return once("values in Valkey", lambda: cache.get_many(_keys)).get(key)
