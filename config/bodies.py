"""Each address takes bodies up to a limit, asked when the head of a request is here, before any of it is kept.

The forms say more exactly, and at the field, what is too large. Here is what nobody may exceed; `config.web.front`
answers 413 to more.
"""

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import override

from config.urls import BODIES, GENERAL

LANGUAGES = tuple(f"/{code}/" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)


def limit_of(path_info: str, cookies: str) -> int:
    """Return the limit in bytes, for an address as WSGI has it. Without a session it is lower: no view takes files."""
    name = _view_name(path_info)
    largest = BODIES.get(name) or BODIES.get(f"{name.partition('_')[0]}_*", GENERAL)
    return largest if f"{settings.SESSION_COOKIE_NAME}=" in cookies else min(largest, GENERAL)


def _view_name(path_info: str) -> str:
    path = path_info.encode("latin-1").decode(errors="replace")
    for prefix in LANGUAGES:
        if path.startswith(prefix):
            path = path[len(prefix) - 1 :]
    with override(settings.LANGUAGE_CODE):
        try:
            return resolve(path).view_name
        except Resolver404:
            return "nowhere"
