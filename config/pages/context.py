"""Every template gets what it may need to know of the page it is in."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from config.pages.menu import menu_of
from config.translations.language import twins
from networks.announcements.actions import COOKIE, numbers_in, shown
from networks.record.permissions import Permission


def page(request: HttpRequest) -> dict[str, Any]:
    menu = cache(lambda: menu_of(request.user))
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "language": language,
        "site_url": settings.SITE_URL,
        "other_languages": [get_language_info(code) for code, _ in settings.LANGUAGES if code != language],
        # Called by whole pages alone: fragments have no head.
        "twins": lambda: [(code, settings.SITE_URL + twin) for code, twin in twins(request.get_full_path()).items()],
        # Called by the header alone: pages without it do not ask.
        "menu": menu,
        "may_write_somewhere": lambda: (
            getattr(request.user, "is_admin", False) or any(each.grants(Permission.WRITE) for each in menu().places)
        ),
        # Called by whole pages alone.
        "announcements": lambda: shown(menu().networks, numbers_in(request.COOKIES.get(COOKIE, ""))),
        "mail_is_kept": settings.EMAIL_BACKEND == "digests.delivery.backend.KeepingBackend",
    }
