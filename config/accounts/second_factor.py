"""Secrets of second factors are kept encrypted; a setting asks a second factor of whoever runs a network."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect
from qrcode.image.svg import SvgPathFillImage

from networks.models import User
from networks.record.permissions import may_run_any

# What stays open until there is one: setting it up, one's account, signing out, the language.
OPEN = ("mfa_", "account_", "language", "healthz", "robots", "manifest")


def _fernet() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.sha256(b"second factor:" + force_bytes(secret)).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets encrypted: whoever gets hold of a backup cannot make codes of it without SECRET_KEY."""

    error_messages = DefaultMFAAdapter.error_messages | {
        # allauth says of it what it says of a code that came by mail.
        "incorrect_code": gettext_lazy(
            "That code did not match. Each code works once: wait for the next one, and type that."
        ),
    }

    def build_totp_svg(self, url: str) -> str:
        """Draw the code on white: allauth's is black on the dark ground of a dark page, where no camera sees it."""
        drawn: bytes = qrcode.make(url, image_factory=SvgPathFillImage).to_string()
        return drawn.decode()

    def encrypt(self, text: str) -> str:
        return str(_fernet().encrypt(text.encode()), "ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Raise ValidationError for what another SECRET_KEY encrypted: no code fits it, no page shows false ones."""
        try:
            return str(_fernet().decrypt(encrypted_text.encode()), "utf-8")
        except InvalidToken:
            raise self.validation_error("incorrect_code") from None


def needs_one(user: User) -> bool:
    """Return whether the setting asks a second factor of the person, and they have none yet."""
    if not settings.SECOND_FACTOR_REQUIRED or not may_run_any(user):
        return False
    strong = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return not Authenticator.objects.filter(user=user, type__in=strong).exists()


class SecondFactorMiddleware:
    """Leads whoever must have a second factor, and has none, to where it is set up, before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, options: Any) -> HttpResponseBase | None:
        name = request.resolver_match.view_name or ""
        if name.startswith(OPEN) or not isinstance(request.user, User) or not needs_one(request.user):
            return None
        if request.htmx:
            return HttpResponseClientRedirect(reverse("mfa_index"))
        messages.warning(request, _("Anyone who runs a network needs a second factor here. Set one up, and continue."))
        return redirect("mfa_index")
