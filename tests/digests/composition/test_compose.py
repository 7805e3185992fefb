"""Who is due, and what each digest tells."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from digests.composition import compose as composing
from digests.composition.compose import compose, create_due, put_back, still_to_tell
from digests.delivery.send import send
from digests.models import LEASE, Digest, DigestItem, Subscription
from lessons.models import Lesson
from networks.models import Membership, Network
from tests.support.clock import MONDAY, TUESDAY, WEEK
from tests.support.factories import MembershipFactory, UserFactory

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def told(digest: Digest) -> list[Lesson]:
    compose(digest)
    return list(Lesson.objects.filter(pk__in=digest.items.values("lesson")).order_by("pk"))


def next_digest(subscription: Subscription, weeks: int = 1) -> Digest:
    return Digest.objects.create(subscription=subscription, period_end=TUESDAY + weeks * WEEK)


class TestCreateDue:
    def test_one_per_person_and_period_though_asked_twice(self, member, clock):
        clock.move_to(TUESDAY)
        assert create_due(TUESDAY) == create_due(TUESDAY) == [Digest.objects.get().pk]
        subscription = Subscription.objects.get(user=member)
        assert subscription.next_at == TUESDAY + WEEK

    def test_nobody_is_due_before_the_moment(self, member):
        assert create_due(TUESDAY - MINUTE) == []
        assert Subscription.objects.get().next_at == TUESDAY

    def test_everybody_active_begins_with_a_weekly_one(self, cast):
        people = {cast.user(name) for name in ("member", "observer", "admin", "no_network")}
        UserFactory(is_active=False)
        create_due(MONDAY)
        rows = Subscription.objects.select_related("user")
        assert {(row.user, row.frequency, row.since) for row in rows} == {
            (person, "weekly", person.joined_at) for person in people
        }

    def test_an_outage_of_weeks_gives_one_digest_of_the_last_moment(self, member, clock):
        clock.move_to(TUESDAY + 3 * WEEK + HOUR)
        create_due(TUESDAY + 3 * WEEK + HOUR)
        assert Digest.objects.get().period_end == TUESDAY + 3 * WEEK
        assert Subscription.objects.get().next_at == TUESDAY + 4 * WEEK

    def test_monthly_is_due_on_the_first_tuesday(self, subscription, clock):
        subscription.choose("monthly", MONDAY)
        subscription.save()
        clock.move_to(TUESDAY + 2 * WEEK)
        create_due(TUESDAY)
        assert not Digest.objects.exists()
        create_due(TUESDAY + 2 * WEEK)
        assert Digest.objects.get().period_end == TUESDAY + WEEK  # 1 December

    def test_off_is_never_due(self, subscription):
        subscription.choose("off", MONDAY)
        subscription.save()
        assert create_due(TUESDAY + 50 * WEEK) == []

    @pytest.mark.parametrize("lost", ["is_active", "verified"])
    def test_who_cannot_be_reached_waits(self, member, lost):
        if lost == "is_active":
            member.is_active = False
            member.save()
        else:
            member.emailaddress_set.update(verified=False)
        assert create_due(TUESDAY) == []
        assert not Digest.objects.exists()

    def test_a_moment_ahead_is_made_now_and_the_moments_before_it_stay(self, member, clock):
        ahead = TUESDAY + 3 * WEEK
        assert len(create_due(ahead)) == len(create_due(ahead)) == 1
        assert Digest.objects.get().period_end == ahead
        clock.move_to(TUESDAY)
        assert len(create_due(TUESDAY)) == 2
        clock.move_to(ahead)
        create_due(ahead)
        assert Digest.objects.count() == 2

    def test_returns_what_still_waits_but_not_what_is_held(self, digest, clock):
        assert create_due(MONDAY) == [digest.pk]
        Digest.objects.claim(digest.pk)
        assert create_due(MONDAY) == []
        clock.shift(LEASE + MINUTE)
        assert create_due(MONDAY) == [digest.pk]

    def test_goes_through_more_people_than_a_batch(self, cast, monkeypatch):
        monkeypatch.setattr(composing, "BATCH", 2)
        UserFactory.create_batch(5)
        assert len(create_due(TUESDAY)) == 5


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_make_one_digest(member):
    def beat() -> None:
        create_due(TUESDAY)
        connection.close()

    beats = [Thread(target=beat) for _ in range(4)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    assert Digest.objects.count() == Subscription.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_subscription_that_is_held_does_not_keep_the_others_waiting(cast):
    held, other = cast.user("member"), cast.user("observer")
    Subscription.objects.start_missing()
    beat = Thread(target=lambda: (create_due(TUESDAY), connection.close()), daemon=True)
    with transaction.atomic():
        Subscription.objects.select_for_update().get(user=held)
        beat.start()
        beat.join(timeout=10)
        assert not beat.is_alive()
    assert Digest.objects.get().subscription.user == other
    assert len(create_due(TUESDAY)) == 2


class TestCompose:
    def test_tells_what_was_published_since_joining_and_may_be_read(self, cast, digest, publish, clock):
        publish(published_at=MONDAY - MINUTE)  # before
        publish(published_by=None, published_at=None)  # a draft
        publish(network=cast.other_network)  # not theirs to read
        own, shared = publish(), publish(network=cast.other_network, visibility="all_networks")
        clock.move_to(TUESDAY)
        assert told(digest) == [own, shared]

    def test_composing_again_changes_nothing(self, digest, publish, clock):
        first = publish()
        clock.move_to(TUESDAY + HOUR)
        assert told(digest) == [first]
        publish(published_at=TUESDAY - MINUTE)
        assert told(digest) == [first]

    def test_composed_late_it_tells_what_came_meanwhile_and_the_next_does_not(
        self, subscription, digest, publish, clock
    ):
        late = publish(published_at=TUESDAY + MINUTE)
        clock.move_to(TUESDAY + HOUR)
        assert told(digest) == [late]
        assert told(next_digest(subscription)) == []

    def test_what_commits_late_comes_in_the_next(self, subscription, digest, publish, clock):
        clock.move_to(TUESDAY)
        first = publish(published_at=TUESDAY - 2 * MINUTE)
        assert told(digest) == [first]
        late = publish(published_at=TUESDAY - 3 * MINUTE)
        clock.move_to(TUESDAY + WEEK)
        assert told(next_digest(subscription)) == [late]

    def test_ahead_of_its_moment_forgets_nothing(self, subscription, publish, clock):
        now_known = publish()
        assert told(next_digest(subscription, weeks=3)) == [now_known]
        clock.move_to(TUESDAY)
        meanwhile = publish()
        clock.move_to(TUESDAY + 4 * WEEK)
        assert told(next_digest(subscription, weeks=4)) == [meanwhile]

    def test_an_older_digest_composed_later_tells_nothing_again(self, subscription, digest, publish, clock):
        lesson = publish()
        clock.move_to(TUESDAY + WEEK)
        assert told(next_digest(subscription)) == [lesson]
        assert told(digest) == []

    def test_who_turns_it_on_again_is_told_from_then_on(self, subscription, publish, clock):
        subscription.choose("off", MONDAY)
        publish()
        clock.move_to(TUESDAY + 4 * WEEK)
        subscription.choose("weekly", TUESDAY + 4 * WEEK)
        subscription.save()
        assert told(next_digest(subscription, weeks=5)) == []


class TestStillToTell:
    def test_leaves_out_what_may_no_longer_be_read(self, cast, member, digest, publish):
        kept, taken = publish(visibility="public"), publish()
        compose(digest)
        member.memberships.all().delete()
        assert list(still_to_tell(digest)) == [kept]
        assert set(digest.lessons.all()) == {kept, taken}


def test_put_back_lessons_come_again_and_others_do_not(subscription, digest, publish, clock):
    lost = publish()
    assert told(digest) == [lost]
    clock.move_to(TUESDAY + WEEK)
    other = publish()
    assert told(next_digest(subscription)) == [other]
    put_back(digest)
    assert told(next_digest(subscription, weeks=2)) == [lost]
    assert DigestItem.objects.count() == 2


def test_the_first_digest_reaches_back_to_the_day_of_joining_after_an_outage(member, publish, clock, post):
    publish()
    clock.move_to(TUESDAY + 6 * WEEK)
    publish()
    [pk] = create_due(TUESDAY + 6 * WEEK + MINUTE)
    clock.shift(MINUTE)
    assert send(pk) == Digest.State.SENT
    assert post.text().count("/lecciones/") == 2


def test_the_day_is_of_the_network_in_which_one_has_been_for_longest(cast, clock):
    member = cast.user("member")
    Network.objects.filter(pk=cast.network.pk).update(digest_weekday=4)
    Membership.objects.create(user=member, network=cast.other_network, started_on=date(2000, 1, 1))
    Network.objects.filter(pk=cast.other_network.pk).update(digest_weekday=3)
    subscription = Subscription.starting(member)
    subscription.save()
    assert subscription.next_at == TUESDAY + timedelta(days=2)
    clock.move_to(subscription.next_at)
    [pk] = create_due(subscription.next_at)
    assert Digest.objects.get(pk=pk).period_end == TUESDAY + timedelta(days=2)
    subscription.refresh_from_db()
    assert subscription.next_at == TUESDAY + timedelta(days=9)


class TestAnotherDay:
    """The member's network chooses Friday on Monday."""

    FRIDAY = TUESDAY + timedelta(days=3)

    @pytest.fixture
    def friday(self, cast, subscription) -> None:
        Network.objects.filter(pk=cast.network.pk).update(digest_weekday=4)

    @pytest.mark.usefixtures("friday")
    def test_what_lies_ahead_moves_to_it(self, subscription):
        create_due(MONDAY)
        subscription.refresh_from_db()
        assert subscription.next_at == self.FRIDAY
        assert not Digest.objects.exists()

    @pytest.mark.usefixtures("friday")
    def test_what_is_due_stays_due(self, subscription, clock):
        clock.move_to(TUESDAY)
        assert len(create_due(TUESDAY)) == 1
        subscription.refresh_from_db()
        assert subscription.next_at == self.FRIDAY

    @pytest.mark.usefixtures("friday")
    def test_another_day_comes_each_week(self, clock):
        create_due(MONDAY)
        for week in range(2):
            clock.move_to(self.FRIDAY + week * WEEK)
            create_due(self.FRIDAY + week * WEEK)
        ends = Digest.objects.order_by("period_end").values_list("period_end", flat=True)
        assert list(ends) == [self.FRIDAY, self.FRIDAY + WEEK]

    @pytest.mark.usefixtures("friday")
    def test_none_at_all_stays_none(self, subscription):
        subscription.choose("off", MONDAY)
        subscription.save()
        create_due(MONDAY)
        subscription.refresh_from_db()
        assert subscription.next_at is None

    @pytest.mark.parametrize("people", [2, 12])
    def test_queries_do_not_grow_with_newcomers(self, cast, people, django_assert_num_queries):
        for _ in range(people):
            MembershipFactory(network=cast.network)
        with django_assert_num_queries(2):
            Subscription.objects.start_missing()
        assert Subscription.objects.count() == people
