"""The promise, whatever happens: who stays subscribed is told of each lesson exactly once."""

import contextlib
import re
from collections import Counter
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import ClassVar

import time_machine
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.timezone import now
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from digests.actions import choose_frequency
from digests.calendar import next_moment
from digests.composition.compose import compose, create_due
from digests.delivery.send import send
from digests.models import Digest, Subscription
from tests.support.cast import Cast
from tests.support.clock import MONDAY
from tests.support.factories import LessonFactory, UserFactory

ERRORS = {
    "takes it": None,
    "is down": SMTPServerDisconnected("gone"),
    "refuses": SMTPRecipientsRefused({"member@ejemplo.example": (550, b"no such user")}),
}


class Server(BaseEmailBackend):
    mood: ClassVar[str] = "takes it"
    told: ClassVar[list[int]] = []

    def send_messages(self, messages):
        if error := ERRORS[self.mood]:
            raise error
        for message in messages:
            self.told.extend(int(pk) for pk in re.findall(r"/lecciones/(\d+)/", message.body))
        return len(messages)


class Weeks(RuleBasedStateMachine):
    @initialize()
    def join(self):
        self.time = time_machine.travel(MONDAY, tick=False)
        self.clock = self.time.start()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        Server.mood, Server.told = "takes it", []
        self.member = Cast().user("member")
        self.network = self.member.memberships.get().network
        self.author = UserFactory(verified=False)
        self.expected: set[int] = set()

    @rule(minutes_ago=st.integers(0, 55))
    def publish(self, minutes_ago: int):
        """Its transaction may commit long after it was stamped."""
        at: datetime = max(self.member.joined_at, now() - timedelta(minutes=minutes_ago))
        lesson = LessonFactory(network=self.network, author=self.author, published_at=at, published_by=self.author)
        self.expected.add(lesson.pk)

    @rule(hours=st.integers(1, 24 * 12))
    def wait(self, hours: int):
        self.clock.shift(timedelta(hours=hours))

    @rule(minutes=st.integers(0, 40))
    def tuesday(self, minutes: int):
        self.clock.move_to(next_moment("weekly", now()) + timedelta(minutes=minutes))
        self.beat()

    @rule(mood=st.sampled_from(list(ERRORS)))
    def server(self, mood: str):
        Server.mood = mood

    @rule(ahead=st.sampled_from([0, 0, 0, 9, 40]))
    def beat(self, ahead: int = 0):
        for pk in create_due(now() + timedelta(days=ahead)):
            with contextlib.suppress(OSError):
                send(pk)

    @rule(composed=st.booleans())
    def die(self, composed: bool):
        """A worker that takes a digest and is gone."""
        for pk in create_due(now()):
            claimed = Digest.objects.claim(pk)
            if composed:
                compose(claimed)

    @rule(frequency=st.sampled_from(["weekly", "monthly"]))
    def choose(self, frequency: str):
        Subscription.objects.start_missing()
        choose_frequency(Subscription.objects.get(user=self.member), frequency, by=self.member)

    def teardown(self):
        Server.mood = "takes it"
        for _ in range(3):
            self.clock.shift(timedelta(days=36))
            self.beat()
        try:
            assert Counter(Server.told) == Counter(self.expected)
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)
            self.time.stop()


def test_each_lesson_is_told_exactly_once(db, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    run_state_machine_as_test(
        Weeks,
        settings=hypothesis_settings(
            max_examples=20, stateful_step_count=25, deadline=None, database=None, derandomize=True
        ),
    )
