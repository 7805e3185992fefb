"""An admin sends themself a mail, and reads what the mail server says to it: in words, and without its password."""

import smtplib
import socket
import ssl
from base64 import b64encode
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from base.lines import one_line
from base.rate_limits import Limit, TooOften
from networks.models import User

SECONDS = 10  # a page waits for it
MOST_SHOWN = 300
SENT = Limit("test mails of an admin", most=10, seconds=60 * 60)


@dataclass(frozen=True)
class Outcome:
    """Tells what became of the mail. `says` is in our words; `answer` is the server's, as far as it is safe to show."""

    was_taken: bool
    says: str
    answer: str = ""


def try_mail(to: User) -> Outcome:
    """Send the mail, and wait ten seconds at most for the server. Raise TooOften after ten mails within the hour."""
    if not SENT.has_room(str(to.pk)):
        raise TooOften(SENT.seconds)
    text = _("If you are reading this, mail reaches you. An admin of Memoria Viva asked for it from the desk.")
    message = EmailMessage(subject=_("Test e-mail from Memoria Viva"), body=text + "\n", to=[to.email])
    try:
        message.connection = get_connection(timeout=SECONDS)
        message.send()
    except OSError as error:  # also all of smtplib's errors
        return Outcome(was_taken=False, says=_in_words(error), answer=_answer(error))
    return Outcome(was_taken=True, says=_said_of_success(to))


def _said_of_success(to: User) -> str:
    if settings.EMAIL_BACKEND.endswith("KeepingBackend"):
        return _("This site sends no mail: it is kept, and admins read it under Sent mail.")
    return _("The mail server accepted it for %(address)s. If it does not arrive, look in the spam folder.") % {
        "address": to.email
    }


def _in_words(error: OSError) -> str:
    for kind, says in {
        smtplib.SMTPAuthenticationError: _("The mail server does not accept our user name or password: see EMAIL_URL."),
        smtplib.SMTPRecipientsRefused: _("The mail server does not accept mail for your address."),
        smtplib.SMTPSenderRefused: _("The mail server does not accept mail from our sender: see DEFAULT_FROM_EMAIL."),
        smtplib.SMTPDataError: _("The mail server refuses the content of the e-mail."),
        smtplib.SMTPNotSupportedError: _("The mail server does not offer what EMAIL_URL asks of it, such as TLS."),
        smtplib.SMTPServerDisconnected: _("The mail server ended the connection without an answer."),
        smtplib.SMTPException: _("The mail server gave an unexpected answer."),
        ssl.SSLError: _("The mail server and this site do not agree on TLS: see EMAIL_URL."),
        socket.gaierror: _("There is no mail server with that name: see EMAIL_URL."),
        ConnectionRefusedError: _("Nothing listens at the mail server's address and port: see EMAIL_URL."),
        TimeoutError: _("The mail server gave no answer in time."),
    }.items():
        if isinstance(error, kind):
            return says
    return _("The mail server cannot be reached.")


def _answer(error: OSError) -> str:
    """Return the server's code and text on one line, without our password and our name there, however written."""
    reply: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()), (0, b""))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, reply = error.smtp_code, error.smtp_error
    else:
        return ""
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
    return f"{code} {one_line(_without_secrets(text))}"[:MOST_SHOWN]


def _without_secrets(text: str) -> str:
    name, password = (getattr(settings, key, "") or "" for key in ("EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"))
    for secret in filter(None, (password, f"\0{name}\0{password}" if name else "", name)):
        text = text.replace(secret, "•••").replace(b64encode(secret.encode()).decode(), "•••")
    return text
