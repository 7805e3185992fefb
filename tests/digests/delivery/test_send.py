"""From claim to outcome: sent once, whatever happens on the way."""

import time
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils.timezone import now

from digests.composition.compose import compose, create_due
from digests.delivery import send as sending
from digests.delivery.send import send
from digests.models import LEASE, Digest, DigestItem, Frequency
from networks.mail.letters import MOST_ATTEMPTS, SHORTEST_PAUSE
from networks.mail.models import LONGEST_PAUSE
from tests.support.clock import TUESDAY, WEEK

State = Digest.State
MINUTE = timedelta(minutes=1)


@pytest.fixture
def lesson(publish, digest, clock):
    """One that the digest will tell; then it is Tuesday."""
    lesson = publish(title="Visitar pronto")
    clock.move_to(TUESDAY)
    return lesson


def send_what_is_due(at) -> list[State | None]:
    return [send(pk) for pk in create_due(at)]


class TestOnce:
    def test_though_called_twice(self, digest, lesson, post):
        assert send(digest.pk) == State.SENT
        assert send(digest.pk) is None
        assert len(post.mails) == 1
        digest.refresh_from_db()
        assert (digest.state, digest.finished_at, digest.attempts) == (State.SENT, TUESDAY, 1)

    def test_a_worker_that_dies_keeps_its_claim_until_the_lease_ends(self, digest, lesson, post, clock):
        compose(Digest.objects.claim(digest.pk))  # and dies
        clock.shift(LEASE - MINUTE)
        assert send(digest.pk) is None
        assert post.mails == []
        clock.shift(2 * MINUTE)
        assert send(digest.pk) == State.SENT
        assert send(digest.pk) is None
        assert len(post.mails) == 1

    def test_who_lost_the_claim_does_not_decide(self, digest, lesson, clock, monkeypatch):
        def sleep_past_the_lease(held: Digest) -> bool:
            clock.shift(LEASE + MINUTE)
            assert Digest.objects.claim(held.pk)
            raise OSError("too late")

        monkeypatch.setattr(sending, "deliver", sleep_past_the_lease)
        with pytest.raises(OSError, match="too late"):
            send(digest.pk)
        digest.refresh_from_db()
        assert digest.claimed_at == TUESDAY + LEASE + MINUTE
        assert digest.state == State.PENDING

    def test_nothing_new_sends_nothing(self, digest, post, clock):
        clock.move_to(TUESDAY)
        assert send(digest.pk) == State.EMPTY
        assert send(digest.pk) is None
        assert post.mails == []


class SlowBackend(EmailBackend):
    def send_messages(self, messages):
        time.sleep(0.2)
        return super().send_messages(messages)


@pytest.mark.django_db(transaction=True)
def test_two_workers_race_for_one_claim(digest, lesson, settings, mailoutbox):
    settings.EMAIL_BACKEND = f"{__name__}.SlowBackend"
    start, outcomes = Barrier(4), []

    def work() -> None:
        start.wait()
        outcomes.append(send(digest.pk))
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(outcomes, key=str) == [None, None, None, State.SENT]
    assert len(mailoutbox) == 1


class TestServerDown:
    def test_nothing_is_marked_sent_and_later_it_goes_once_with_the_same_content(
        self, digest, lesson, publish, post, post_is_down, clock
    ):
        post_is_down(True)
        with pytest.raises(OSError, match="refused"):
            send(digest.pk)
        digest.refresh_from_db()
        assert (digest.state, digest.finished_at, digest.claimed_at) == (State.PENDING, None, None)
        publish(title="Publicada después", published_at=TUESDAY - MINUTE)
        post_is_down(False)
        clock.shift(SHORTEST_PAUSE)
        assert send(digest.pk) == State.SENT
        assert send(digest.pk) is None
        assert len(post.mails) == 1
        assert "Visitar pronto" in post.text()
        assert "Publicada después" not in post.text()

    def test_the_pauses_grow_up_to_a_limit(self, digest, lesson, post, post_is_down, clock):
        post_is_down(True)
        pauses = []
        for _ in range(11):
            with pytest.raises(OSError, match="refused"):
                send(digest.pk)
            digest.refresh_from_db()
            pauses.append(digest.try_after - now())
            assert send(digest.pk) is None
            clock.move_to(digest.try_after)
        assert pauses[:3] == [SHORTEST_PAUSE, 2 * SHORTEST_PAUSE, 4 * SHORTEST_PAUSE]
        assert pauses == sorted(pauses)
        assert pauses[-1] == LONGEST_PAUSE

    def test_after_days_it_is_left_to_the_next_digest(self, digest, lesson, post, post_is_down, clock):
        Digest.objects.update(attempts=MOST_ATTEMPTS - 1)
        post_is_down(True)
        assert send(digest.pk) == State.FAILED
        post_is_down(False)
        clock.move_to(TUESDAY + WEEK)
        assert send_what_is_due(TUESDAY + WEEK) == [State.SENT]
        assert "Visitar pronto" in post.text()


class TestRefused:
    def test_for_good_leaves_its_lessons_to_the_next(self, member, digest, lesson, post, publish, clock):
        post.answers = {member.email: "550 5.1.1 no such user"}
        assert send(digest.pk) == State.FAILED
        assert send(digest.pk) is None
        digest.refresh_from_db()
        assert digest.finished_at == TUESDAY
        assert not DigestItem.objects.exists()
        post.answers = {}
        publish(title="Otra")
        clock.move_to(TUESDAY + WEEK)
        assert send_what_is_due(TUESDAY + WEEK) == [State.SENT]
        assert "Visitar pronto" in post.text()
        assert "Otra" in post.text()

    def test_for_now_is_tried_again(self, member, digest, lesson, post, clock):
        post.answers = {member.email: "450 4.2.0 greylisted"}
        with pytest.raises(OSError, match="greylisted"):
            send(digest.pk)
        digest.refresh_from_db()
        assert digest.state == State.PENDING
        post.answers = {}
        clock.shift(SHORTEST_PAUSE)
        assert send(digest.pk) == State.SENT


class TestNoLongerWanted:
    @pytest.fixture
    def waiting(self, digest, lesson):
        compose(digest)
        return digest

    def test_who_turned_it_off_meanwhile_gets_nothing(self, subscription, waiting, post):
        subscription.choose(Frequency.OFF, TUESDAY)
        subscription.save()
        assert send(waiting.pk) == State.CANCELLED
        assert post.mails == []

    def test_who_is_not_active_gets_nothing_and_is_told_when_back(self, member, waiting, post, clock):
        member.is_active = False
        member.save()
        assert send(waiting.pk) == State.CANCELLED
        assert post.mails == []
        member.is_active = True
        member.save()
        clock.move_to(TUESDAY + WEEK)
        assert send_what_is_due(TUESDAY + WEEK) == [State.SENT]
        assert "Visitar pronto" in post.text()

    def test_an_address_no_longer_verified_gets_nothing(self, member, waiting, post):
        member.emailaddress_set.update(verified=False)
        assert send(waiting.pk) == State.CANCELLED
        assert post.mails == []

    def test_what_may_no_longer_be_read_is_not_told(self, member, waiting, publish, post, clock):
        member.memberships.all().delete()
        assert send(waiting.pk) == State.EMPTY
        assert post.mails == []
