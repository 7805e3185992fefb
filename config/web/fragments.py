"""Header, menu and footer are drawn once in a process for each language and shape: of one reader they hold nothing.

A template says with `{% cache None name what it depends on using="fragments" %}` what may be kept. Nobody else writes
to it, and nothing of it outlives the process, whose templates and words are always the same.
"""

from typing import Any

from django.utils.translation import get_language


def key_in_language(key: Any, _prefix: str, _version: int) -> str:
    return f"{get_language()}:{key}"
