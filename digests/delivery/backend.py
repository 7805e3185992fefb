"""The embedded run keeps its mail in the database, for admins to read."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from digests.models import KeptMail


def _html(message: EmailMessage) -> str:
    alternatives = getattr(message, "alternatives", [])
    return next((str(content) for content, kind in alternatives if kind == "text/html"), "")


class KeepingBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        kept = [
            KeptMail(
                to=", ".join(message.recipients()),
                subject=str(message.subject),
                text=str(message.body),
                html=_html(message),
                headers=dict(message.extra_headers),
            )
            for message in email_messages
        ]
        return len(KeptMail.objects.bulk_create(kept))
