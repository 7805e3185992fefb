"""A real SMTP server on loopback, and what it received."""

import re
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Post:
    """What the mail server received, and how it answers."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answers: dict[str, str] = {}  # recipient → refusal

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def header(self, name: str, number: int = -1) -> str:
        """Unfolded; a long one may begin on its second line."""
        return str(self.mails[number][name]).strip()

    def text(self, number: int = -1) -> str:
        return self._part("plain", number)

    def html(self, number: int = -1) -> str:
        return self._part("html", number)

    def _part(self, kind: str, number: int) -> str:
        part = self.mails[number].get_body((kind,))
        assert part is not None
        content: str = part.get_content()
        return content.replace("\r\n", "\n")


def code_in(text: str) -> str:
    """Find that of an account in a mail, on a line of its own."""
    found = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\r?$", text, re.MULTILINE)
    assert found, text
    return found.group().strip()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=closed_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    yield post
    controller.stop()
