"""What every template may need to know of the page it is in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from networks.permissions import Permission, networks_where


def page(request: HttpRequest) -> dict[str, Any]:
    here = request.get_full_path()
    language = get_language() or settings.LANGUAGE_CODE
    other = "en" if language == "es" else "es"
    return {
        "language": language,
        "other_language": other,
        "other_language_url": translate_url(here, other),
        # Called by the header alone: pages without it do not ask.
        "may_write_somewhere": lambda: networks_where(request.user, Permission.WRITE).exists(),
        "mail_is_kept": settings.EMAIL_BACKEND == "digests.mail.KeepingBackend",
    }
