"""Mail that tells one person of one thing: put in the outbox with the thing itself, sent by a worker."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import now

from networks.models import Letter

# Also for the digest: one look for all mail.
INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
MOST_ATTEMPTS = 25  # with these pauses: five days


def one_line(text: str) -> str:
    """One line of visible characters: what people typed must not forge headers or parts of the mail."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())


def address_of(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def write_letter(
    template: str,
    context: dict[str, Any],
    *,
    to: str,
    language: str,
    attachment: bytes = b"",
    attachment_name: str = "",
) -> Letter:
    """Put `email/<template>.txt`, its `.html` and its `.subject.txt` into the outbox, in that language."""
    with translation.override(language):
        context = context | {"language": translation.get_language()}
        return Letter.objects.create(
            to=to,
            subject=one_line(render_to_string(f"email/{template}.subject.txt", context))[:250],
            text=render_to_string(f"email/{template}.txt", context).strip() + "\n",
            html=INLINER.inline(render_to_string(f"email/{template}.html", context)),
            attachment=attachment,
            attachment_name=attachment_name,
        )


def send_letter(pk: int) -> bool | None:
    """Whether it was sent or given up for good; None if that was not for this call to decide.

    When the server cannot take it now, its error is raised, and the letter falls due again later.
    """
    letter = Letter.objects.claim(pk)
    if letter is None:
        return None
    held = Letter.objects.filter(pk=pk, claimed_at=letter.claimed_at)
    silent: dict[str, Any] = {"to": "", "text": "", "html": "", "attachment": b""}
    try:
        _message(letter).send()
    except Exception as error:
        if not is_final(error) and letter.attempts < MOST_ATTEMPTS:
            held.update(claimed_at=None, try_after=now() + pause_after(letter.attempts))
            raise
        held.update(failed_at=now(), **silent)
        return False
    held.update(sent_at=now(), subject="", **silent)
    return True


def _message(letter: Letter) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        headers={
            # Always the same, so that the rare second copy can be told apart.
            "Message-ID": f"<letter-{letter.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(letter.html, "text/html")
    if letter.attachment:
        message.attach(letter.attachment_name, bytes(letter.attachment), "application/pdf")
    return message


def is_final(error: Exception) -> bool:
    """Whether the server said that this address will not do, now or later."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _reply in error.recipients.values())


def pause_after(attempts: int) -> timedelta:
    return min(SHORTEST_PAUSE * (1 << attempts - 1), LONGEST_PAUSE)
