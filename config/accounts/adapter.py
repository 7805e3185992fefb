"""This adapter fits allauth to our accounts: login by address, mail by the outbox, limits for each browser."""

from datetime import timedelta
from ipaddress import ip_address
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from base.lines import one_line, validate_address
from config.accounts.known_devices import WRONG_PASSWORDS, known_device, remember
from networks.mail.letters import absolute_url, write_plain_letter
from networks.mail.tasks import post
from networks.models import Letter, User

# As allauth counts them: of a reset and of an address alike.
CODES_LIVE = timedelta(seconds=settings.ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT)
UNKNOWN = "account/email/unknown_account"
WAITING = "code_on_its_way"  # in a session: the letter with its newest code


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    known: str | None = None
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": gettext_lazy(
            "Too many wrong passwords or codes. Wait five minutes and try again, or ask for a new password."
        ),
    }

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There is no user name: the address is the login."""

    def clean_email(self, email: str) -> str:
        """Refuse an address that is too long: allauth would cut it to fit, and keep one that is nobody's."""
        email = one_line(email)
        validate_address(email)
        longest = User._meta.get_field("email").max_length or 0
        if len(email) > longest:
            raise ValidationError(_("This address is too long: %(longest)s characters at most.") % {"longest": longest})
        return str(super().clean_email(email))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return IPv4 as such, also where an IPv6 socket took it: else all would be one household with one limit."""
        address: str = super().get_client_ip(request)
        mapped = getattr(ip_address(address), "ipv4_mapped", None)
        return str(mapped or address)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count wrong passwords by account and by address. A browser that the person used before is counted by itself:
        neither a stranger's guesses nor a colleague's keep the person out of it."""
        self.known = known_device(request, str(credentials.get("email", "")))
        if self.known is None:
            super().pre_authenticate(request, **credentials)
        elif WRONG_PASSWORDS.is_reached(self.known):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        if self.known is not None:
            WRONG_PASSWORDS.count(self.known)

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **options)
        remember(request, response, user)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the home page in the person's own language."""
        language = request.user.language if isinstance(request.user, User) else get_language()
        with override(language):
            return reverse("home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def send_account_already_exists_mail(self, email: str) -> None:
        """Take as long as making an account does: the clock must not tell who has one."""
        make_password(self.request.POST.get("password1", ""))
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the mail in the outbox: nobody who signs up waits for a mail server, or sees it fail.

        The letter of a code that a newer one replaces is withdrawn while it waits: that code would open nothing.
        """
        if template_prefix == UNKNOWN and User.objects.filter(email__iexact=email, is_active=False).exists():
            template_prefix = "account/email/suspended"  # to the library, who is suspended is nobody
        known = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        mail = self.render_mail(template_prefix, email, known | context)
        letter = write_plain_letter(
            to=email,
            subject=str(mail.subject),
            text=str(mail.body),
            expires_at=now() + CODES_LIVE if "code" in context else None,
        )
        if letter.expires_at:
            Letter.objects.withdraw(self.request.session.get(WAITING, 0))
            self.request.session[WAITING] = letter.pk
        post(letter)

    def get_from_email(self) -> str:
        return str(settings.DEFAULT_FROM_EMAIL)

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        """Begin its addresses with SITE_URL: the library takes them from the request, whose host its sender chose."""
        ours = {name: on_our_site(value) for name, value in context.items() if name.endswith("_url") and value}
        site = SimpleNamespace(name="Memoria Viva", domain=urlsplit(settings.SITE_URL).netloc)
        known = context | ours | {"current_site": site, "site_url": settings.SITE_URL}
        message: EmailMessage = super().render_mail(template_prefix, email, known, headers)
        return message


def on_our_site(address: str) -> str:
    return absolute_url(urlsplit(str(address))._replace(scheme="", netloc="").geturl())
