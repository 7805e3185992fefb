"""A clock that stands on a Monday."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from digests.calendar import LIMA
from digests.models import Digest, Subscription
from lessons.models import Lesson
from networks.models import User
from tests.cast import Cast
from tests.factories import LessonFactory, UserFactory
from tests.smtp import Post, closed_port

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


@pytest.fixture
def post_is_down(post: Post, settings: Any) -> Callable[[bool], None]:
    open_port = settings.EMAIL_PORT

    def switch(down: bool) -> None:
        settings.EMAIL_PORT = closed_port() if down else open_port

    return switch
