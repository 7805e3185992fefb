"""A digest tells first what the person's saved searches found; and nothing that it would not tell otherwise."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup

from digests.composition.compose import compose, put_back
from digests.delivery.deliver import MOST_SHOWN, deliver
from digests.models import Digest, DigestItem, Subscription
from lessons.models import Lesson, SavedSearch
from lessons.verification import actions
from networks.models import User
from tests.support.cast import Cast
from tests.support.clock import TUESDAY, WEEK

HEADING = "De tu búsqueda guardada «Hierro»"


@pytest.fixture
def search(member: User) -> SavedSearch:
    return SavedSearch.objects.create(by=member, name="Hierro", query="q=anemia")


@pytest.fixture
def lesson(cast: Cast, publish: Callable[..., Lesson]) -> Lesson:
    return publish(title="La anemia baja con visitas")


def headings(post: Any) -> list[str]:
    page = BeautifulSoup(post.html(), "html.parser")
    return [tag.get_text(strip=True) for tag in page.find_all(["h2", "h3"])]


def tell(digest: Digest, clock: time_machine.Traveller) -> bool:
    clock.move_to(digest.period_end)
    compose(digest)
    return deliver(digest)


class TestSearchInTheDigest:
    def test_comes_first_with_its_reason(self, search, lesson, publish, digest, clock, post):
        clock.shift(60)
        publish(title="Otra")
        assert tell(digest, clock)
        assert headings(post) == [HEADING, lesson.title, "Propia", "Otra"]
        assert "Autora · Propia" in post.text()
        assert HEADING.upper() in post.text()
        assert post.header("Subject") == f"2 lecciones nuevas: {lesson.title}"

    def test_alone_is_reason_enough_for_a_mail(self, search, lesson, digest, clock, post):
        assert tell(digest, clock)
        assert headings(post) == [HEADING, lesson.title]

    def test_speaks_english(self, member, search, lesson, digest, clock, post):
        User.objects.filter(pk=member.pk).update(language="en")
        digest.refresh_from_db()
        assert tell(digest, clock)
        assert headings(post)[0] == "From your saved search “Hierro”"

    def test_that_finds_nothing_has_no_section(self, search, publish, digest, clock, post):
        publish(title="Otra")
        assert tell(digest, clock)
        assert headings(post) == ["Propia", "Otra"]

    def test_without_anything_new_sends_no_mail(self, search, digest, clock, post):
        assert not tell(digest, clock)
        assert post.mails == []

    def test_switched_off_names_no_search(self, search, lesson, digest, clock, post):
        SavedSearch.objects.update(in_digest=False)
        assert tell(digest, clock)
        assert headings(post) == ["Propia", lesson.title]

    def test_tells_of_a_lesson_once(self, subscription, search, lesson, digest, clock):
        assert tell(digest, clock)
        again = Digest.objects.create(subscription=subscription, period_end=TUESDAY + WEEK)
        assert not tell(again, clock)
        assert DigestItem.objects.count() == 1

    def test_never_tells_of_ones_own_lesson(self, member, search, publish, digest, clock):
        publish(title="Mi anemia", author=member)
        assert not tell(digest, clock)

    def test_never_tells_of_a_lesson_that_one_may_not_read(self, cast, search, publish, digest, clock):
        publish(title="Anemia ajena", network=cast.other_network)
        assert not tell(digest, clock)
        assert not DigestItem.objects.exists()

    def test_never_tells_of_one_narrowed_before_or_after_it_was_composed(
        self, cast, search, publish, digest, clock, post
    ):
        before, after = (publish(title="Anemia", network=cast.other_network, visibility="public") for _ in "ab")
        Lesson.objects.filter(pk=before.pk).update(visibility="own_network")
        clock.move_to(digest.period_end)
        compose(digest)
        assert [item.lesson for item in DigestItem.objects.all()] == [after]
        Lesson.objects.filter(pk=after.pk).update(visibility="own_network")
        assert not deliver(digest)
        assert post.mails == []

    def test_never_tells_of_one_that_ended(self, cast, search, lesson, digest, clock):
        actions.archive(lesson, by=cast.user("secretariat"), reason="Ya no.")
        assert not tell(digest, clock)


class TestComposedDigest:
    def test_is_frozen(self, search, lesson, publish, digest, clock, post):
        """What is saved or found afterwards is for the next one."""
        clock.move_to(digest.period_end)
        compose(digest)
        SavedSearch.objects.update(query="q=agua")
        publish(title="Otra anemia")
        compose(digest)
        assert deliver(digest)
        assert headings(post) == [HEADING, lesson.title]

    def test_whose_search_was_removed_tells_the_lesson_all_the_same(self, search, lesson, digest, clock, post):
        clock.move_to(digest.period_end)
        compose(digest)
        search.delete()
        assert deliver(digest)
        assert headings(post) == ["Propia", lesson.title]

    def test_that_was_put_back_is_told_by_the_next(self, subscription, search, lesson, digest, clock, post):
        clock.move_to(digest.period_end)
        compose(digest)
        put_back(digest)
        again = Digest.objects.create(subscription=subscription, period_end=TUESDAY + timedelta(days=7))
        assert tell(again, clock)
        assert headings(post) == [HEADING, lesson.title]

    def test_has_what_was_found_though_many_are_newer(self, search, lesson, publish, digest, clock, post):
        for _ in range(MOST_SHOWN):
            clock.shift(1)
            publish(title="Otra")
        assert tell(digest, clock)
        assert headings(post)[:2] == [HEADING, lesson.title]


def test_persons_search_says_nothing_to_others(cast, search, lesson, clock, post):
    other = cast.user("secretariat")
    subscription = Subscription.starting(other)
    subscription.save()
    digest = Digest.objects.create(subscription=subscription, period_end=TUESDAY)
    assert tell(digest, clock)
    assert HEADING not in headings(post)
