"""What every template may need to know of the page it is in."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from config.language import twins
from networks.announcing import COOKIE, numbers_in, shown
from networks.models import Membership, Role, User
from networks.permissions import GRANTS, Permission


def _roles(request: HttpRequest) -> list[Membership]:
    """Of the person, asked once for all that the header says."""
    if not isinstance(request.user, User) or not request.user.is_active:
        return []
    return list(request.user.memberships.select_related("network"))


def page(request: HttpRequest) -> dict[str, Any]:
    roles = cache(lambda: _roles(request))
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "language": language,
        "site_url": settings.SITE_URL,
        "other_languages": [get_language_info(code) for code, _ in settings.LANGUAGES if code != language],
        # Called by whole pages alone: fragments have no head.
        "twins": lambda: [(code, settings.SITE_URL + twin) for code, twin in twins(request.get_full_path()).items()],
        # Called by the header alone: pages without it do not ask.
        "may_write_somewhere": lambda: (
            getattr(request.user, "is_admin", False)
            or any(Permission.WRITE in GRANTS[Role(each.role)] and not each.network.is_closed for each in roles())
        ),
        "desks": lambda: [each.network for each in roles() if Permission.RUN in GRANTS[Role(each.role)]],
        # Called by whole pages alone.
        "announcements": lambda: shown(
            [each.network_id for each in roles()], numbers_in(request.COOKIES.get(COOKIE, ""))
        ),
        "mail_is_kept": settings.EMAIL_BACKEND == "digests.mail.KeepingBackend",
    }
