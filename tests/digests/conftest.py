"""A clock that stands on a Monday."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from digests.models import Digest, Subscription
from lessons.models import Lesson
from networks.models import User
from tests.support.cast import Cast
from tests.support.clock import MONDAY, TUESDAY
from tests.support.factories import LessonFactory, UserFactory
from tests.support.servers.smtp import Post, closed_port


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
