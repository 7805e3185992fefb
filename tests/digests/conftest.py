"""A clock that stands on a Monday, and a real SMTP server on loopback."""

import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from digests.calendar import LIMA
from digests.models import Digest, Subscription
from lessons.models import Lesson
from networks.models import User
from tests.cast import Cast
from tests.factories import LessonFactory, UserFactory

MONDAY = datetime(2026, 11, 23, 9, tzinfo=LIMA)
TUESDAY = datetime(2026, 11, 24, 7, tzinfo=LIMA)  # the first digest of who joined on Monday
WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def member(cast: Cast) -> User:
    """Joined on Monday at 9:00."""
    return cast.user("member")


@pytest.fixture
def subscription(member: User) -> Subscription:
    subscription = Subscription.starting(member)
    subscription.save()
    return subscription


@pytest.fixture
def digest(subscription: Subscription) -> Digest:
    """The member's first, not composed yet."""
    return Digest.objects.create(subscription=subscription, period_end=TUESDAY)


@pytest.fixture
def publish(cast: Cast) -> Callable[..., Lesson]:
    """A lesson of the member's network, by default published now and read by that network only.

    Its author's address is not verified: they receive no digest themselves.
    """
    author = UserFactory(name="Autora", verified=False)

    def make(**fields: Any) -> Lesson:
        defaults = {"network": cast.network, "author": author, "visibility": "own_network"}
        return LessonFactory(published=True, **{**defaults, **fields})

    return make


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


@pytest.fixture
def post_is_down(post: Post, settings: Any) -> Callable[[bool], None]:
    open_port = settings.EMAIL_PORT

    def switch(down: bool) -> None:
        settings.EMAIL_PORT = closed_port() if down else open_port

    return switch
