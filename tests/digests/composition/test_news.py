"""What is new to a person, whatever became of the lesson, of their role or of the clock meanwhile."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from digests.composition.compose import create_due
from digests.composition.news import new_lessons
from digests.delivery.send import send
from digests.models import Digest, Subscription, Widening
from lessons.models import Lesson
from lessons.verification import actions
from lessons.writing.actions import rewrite
from networks.models import Membership
from tests.support.clock import MONDAY, TUESDAY, WEEK
from tests.support.factories import LessonFactory, MembershipFactory, OrganisationFactory

DAY = timedelta(days=1)


def widen(lesson: Lesson, level: str, *networks) -> None:
    lesson.visibility = level
    rewrite(lesson, by=lesson.author, shared_with=networks, regions=[], stances={})


class TestWidenedLater:
    """The lesson is of another network, and a month old when the member joins."""

    @pytest.fixture
    def old(self, cast, publish):
        return publish(network=cast.other_network, published_at=MONDAY - 30 * DAY)

    @pytest.mark.parametrize("level", ["all_networks", "public"])
    def test_new_readers_of_a_widened_lesson_are_told(self, subscription, old, level):
        assert list(new_lessons(subscription)) == []
        widen(old, level)
        assert list(new_lessons(subscription)) == [old]

    def test_people_of_a_network_that_was_chosen_later_are_told(self, cast, subscription, old):
        widen(old, "chosen_networks", cast.network)
        assert list(new_lessons(subscription)) == [old]

    def test_people_of_a_second_network_chosen_later_are_told(self, cast, subscription, old):
        third = MembershipFactory().network
        widen(old, "chosen_networks", third)
        assert list(new_lessons(subscription)) == []
        widen(old, "chosen_networks", third, cast.network)
        assert list(new_lessons(subscription)) == [old]

    def test_who_could_read_a_lesson_before_is_not_told(self, cast, subscription, publish):
        own = publish(published_at=MONDAY - 30 * DAY)
        widen(own, "public")
        assert list(new_lessons(subscription)) == []

    @pytest.mark.parametrize(
        ("who", "is_told"),
        [("admin", False), ("other_secretariat", False), ("other_member", False), ("observer", True)],
    )
    def test_who_looks_after_a_lesson_and_read_it_in_its_circle_is_not_told(self, cast, publish, who, is_told):
        circle = {"visibility": "own_organisation", "organisation": OrganisationFactory()}
        old = publish(
            network=cast.other_network, published_at=MONDAY - 30 * DAY, steward=cast.user("other_member"), **circle
        )
        subscription = Subscription.objects.create(user=cast.user(who), since=MONDAY, next_at=TUESDAY)
        assert Lesson.objects.readable_by(cast.user(who)).contains(old) is not is_told
        widen(old, "public")
        assert list(new_lessons(subscription)) == [old] * is_told

    def test_who_was_told_of_a_lesson_before_is_not_told_again(self, subscription, digest, publish, post, clock):
        own = publish()
        clock.move_to(TUESDAY)
        assert send(digest.pk) == Digest.State.SENT
        widen(own, "public")
        assert list(new_lessons(subscription)) == []

    def test_who_began_after_the_widening_is_not_told(self, subscription, old):
        widen(old, "public")
        Widening.objects.update(at=MONDAY - DAY)
        assert list(new_lessons(subscription)) == []

    def test_narrowed_again_it_is_told_to_nobody_new(self, subscription, old):
        widen(old, "public")
        widen(old, "own_network")
        assert list(new_lessons(subscription)) == []

    def test_a_draft_that_is_widened_notes_nothing(self, cast):
        draft = LessonFactory(network=cast.network, visibility="own_network")
        widen(draft, "public")
        assert not Widening.objects.exists()


class TestWhatIsNews:
    def test_ones_own_lesson_is_no_news(self, member, subscription, publish):
        own, other = publish(author=member), publish()
        assert list(new_lessons(subscription)) == [other]
        assert own in Lesson.objects.readable_by(member)

    def test_what_comes_into_force_again_is_told_once(self, cast, subscription, publish, post, clock):
        lesson = publish()
        actions.archive(lesson, by=cast.user("secretariat"), reason="Cambió la norma")
        clock.move_to(TUESDAY)
        create_due(TUESDAY)
        assert list(new_lessons(subscription)) == []
        actions.put_in_force_again(lesson, by=cast.user("secretariat"))
        assert list(new_lessons(subscription)) == [lesson]

    def test_what_a_network_told_its_people_before_somebody_came_is_no_news(self, cast, member, subscription, publish):
        before = publish(network=cast.other_network, published_at=MONDAY)
        Membership.objects.create(user=member, network=cast.other_network, started_on=(MONDAY + DAY).date())
        after = publish(network=cast.other_network, published_at=MONDAY + 2 * DAY)
        assert {before, after} <= {*Lesson.objects.readable_by(member)}
        assert list(new_lessons(subscription)) == [after]

    def test_what_a_network_told_all_networks_before_somebody_came_is_news(self, cast, member, subscription, publish):
        shared = publish(network=cast.other_network, visibility="all_networks")
        Membership.objects.create(user=member, network=cast.other_network, started_on=(MONDAY + DAY).date())
        assert list(new_lessons(subscription)) == [shared]


class TestAfterAClockThatRanAhead:
    """It was half a year ahead, beat looked, and somebody set it right."""

    @pytest.fixture
    def ran_ahead(self, member, subscription, publish, post, clock):
        ahead = MONDAY + 26 * WEEK
        clock.move_to(ahead)
        publish(title="Del futuro")
        for pk in create_due(now()):
            send(pk)
        clock.move_to(MONDAY)
        return ahead

    @pytest.mark.usefixtures("ran_ahead")
    def test_the_next_digest_comes_when_it_should(self, subscription, publish, post, clock):
        create_due(now())
        subscription.refresh_from_db()
        assert subscription.next_at == TUESDAY
        publish(title="De hoy")
        clock.move_to(TUESDAY)
        assert [send(pk) for pk in create_due(now())] == [Digest.State.SENT]
        assert post.header("Subject", -1) == "1 lección nueva: De hoy"

    def test_who_began_then_is_told_from_now_on(self, subscription, publish):
        Subscription.objects.update(since=now() + 26 * WEEK)
        create_due(now())
        lesson = publish()
        subscription.refresh_from_db()
        assert list(new_lessons(subscription)) == [lesson]

    def test_what_was_published_then_is_told_now_and_once(self, member, publish, post, clock, subscription):
        lesson = publish(published_at=MONDAY + 26 * WEEK)
        clock.move_to(TUESDAY)
        assert [send(pk) for pk in create_due(now())] == [Digest.State.SENT]
        assert lesson not in new_lessons(subscription)

    def test_a_digest_that_was_put_off_then_is_tried_now(self, digest, publish, post, clock):
        publish()
        clock.move_to(TUESDAY)
        Digest.objects.update(try_after=now() + 26 * WEEK)
        assert create_due(now()) == [digest.pk]

    def test_a_digest_that_was_claimed_then_is_free_now(self, digest, clock):
        clock.move_to(TUESDAY)
        Digest.objects.update(claimed_at=now() + 26 * WEEK)
        assert create_due(now()) == [digest.pk]

    def test_a_digest_claimed_by_a_worker_a_minute_ahead_is_held(self, digest, clock):
        clock.move_to(TUESDAY)
        Digest.objects.update(claimed_at=now() + timedelta(minutes=1))
        assert create_due(now()) == []
