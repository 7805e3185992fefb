"""A letter tells one person of one thing: it is put in the outbox with the thing itself, and sent by a worker."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import now

from base.lines import one_line
from base.outages import write_when_back
from networks.mail.models import LONGEST_PAUSE, SILENT, Letter
from networks.mail.refusals import is_final, note_arrival, note_refusal, owner_of
from networks.mail.rules import still_reaches
from networks.record.models import User

# Also for the digest: one look for all mail.
INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE_OF_A_CODE = timedelta(minutes=2)  # a mail server that greets strangers with "later" means some minutes
MOST_ATTEMPTS = 29  # with these pauses: five days


def absolute_url(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def write_letter(
    template: str,
    context: dict[str, Any],
    *,
    to: str,
    language: str,
    attachment: bytes = b"",
    attachment_name: str = "",
    rule: str = "",
    about: int | None = None,
    about_person: User | None = None,
) -> Letter | None:
    """Put `email/<template>.txt`, its `.html` and its `.subject.txt` into the outbox, in that language.

    Its `rule`, of rules.py, is asked of `about` when it is sent: whether it still reaches its reader. A letter that
    tells somebody else of `about_person` goes with the account of that person. Return None, and write nothing, if the
    address is that of a suspended account: somebody else may read that mailbox.
    """
    if _is_suspended(to):
        return None
    with translation.override(language):
        context = context | {"language": translation.get_language()}
        return Letter.objects.create(
            to=to,
            subject=one_line(render_to_string(f"email/{template}.subject.txt", context))[:250],
            text=render_to_string(f"email/{template}.txt", context).strip() + "\n",
            html=INLINER.inline(render_to_string(f"email/{template}.html", context)),
            attachment=attachment,
            attachment_name=attachment_name,
            rule=rule,
            about=about,
            about_person=about_person,
        )


def _is_suspended(address: str) -> bool:
    theirs = Q(email__iexact=address) | Q(emailaddress__email__iexact=address, emailaddress__verified=True)
    return User.objects.filter(theirs, is_active=False).exists()


def write_plain_letter(*, to: str, subject: str, text: str, expires_at: datetime | None = None) -> Letter:
    """Put what is rendered already into the outbox, whatever became of the account.

    It answers what its reader asked of the account's pages, such as a code. After `expires_at` it is not sent any more.
    """
    return Letter.objects.create(
        to=to, subject=one_line(subject)[:250], text=text.strip() + "\n", expires_at=expires_at
    )


def send_letter(pk: int) -> bool | None:
    """Send a letter if it is due, and nobody else is at it; return True if it was sent, False if it was given up.

    Return None if that was not for this call to decide. When the server cannot take the letter now, its error is
    raised, and the letter falls due again later.
    """
    letter = Letter.objects.claim(pk)
    if letter is None:
        return None
    held = Letter.objects.held(letter)
    if not still_reaches(letter, owner_of(letter.to)):
        held.delete()
        return False
    try:
        _message(letter).send()
    except Exception as error:
        if not is_final(error) and letter.attempts < MOST_ATTEMPTS:
            held.update(claimed_at=None, try_after=now() + _pause(letter))
            raise
        note_refusal(owner_of(letter.to), error)
        held.update(failed_at=now(), **SILENT)
        return False
    write_when_back(lambda: held.update(sent_at=now(), subject="", about_person=None, **SILENT))
    note_arrival(owner_of(letter.to))
    return True


def _pause(letter: Letter) -> timedelta:
    pause = pause_after(letter.attempts)
    return min(pause, LONGEST_PAUSE_OF_A_CODE) if letter.expires_at else pause


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
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    if letter.attachment:
        message.attach(letter.attachment_name, bytes(letter.attachment), "application/pdf")
    return message


def pause_after(attempts: int) -> timedelta:
    return min(SHORTEST_PAUSE * (1 << attempts - 1), LONGEST_PAUSE)
