"""What happened to one's lessons stands in the digest: once, and not if one has seen it."""

import pytest
from django.utils.timezone import now

from digests.compose import compose, create_due, put_back
from digests.deliver import deliver
from digests.models import Digest, DigestItem
from digests.send import send
from lessons.models import Lesson, Notice
from lessons.notices import tell
from tests.digests.conftest import TUESDAY
from tests.factories import LessonFactory


@pytest.fixture
def lesson(member, cast):
    """Told of in a digest of long ago: what is new is the notice."""
    return LessonFactory(network=cast.network, author=member, published=True, title="La mía", visibility="own_network")


@pytest.fixture
def used(cast, member, lesson, clock):
    Lesson.objects.update(published_at=member.joined_at.replace(year=2020))
    tell(Notice.Kind.USED, [member], lesson=lesson, about="use:1", network=cast.other_network)
    return Notice.objects.get()


def test_a_notice_alone_is_worth_a_mail(digest, used, post, clock):
    clock.move_to(TUESDAY)
    compose(digest)
    assert deliver(digest)
    assert post.header("Subject") == "Ajena la usó: La mía"
    for part in (post.text(), post.html()):
        assert "Ajena la usó" in part
        assert f"/lecciones/{used.lesson_id}/" in part
        assert "lecciones nuevas" not in part


def test_it_stands_beside_new_lessons(digest, used, publish, post, clock):
    publish(title="Otra")
    clock.move_to(TUESDAY)
    compose(digest)
    assert deliver(digest)
    assert post.header("Subject") == "1 lección nueva: Otra"
    assert "Ajena la usó" in post.text()


def test_it_is_told_once(digest, used, clock):
    clock.move_to(TUESDAY)
    assert send(digest.pk) == Digest.State.SENT
    clock.shift(7 * 24 * 3600)
    [following] = create_due(now())
    assert send(following) == Digest.State.EMPTY
    assert DigestItem.objects.filter(notice=used).count() == 1


def test_what_was_seen_meanwhile_is_not_told(digest, used, post, clock):
    clock.move_to(TUESDAY)
    compose(digest)
    Notice.objects.update(seen_at=now())
    assert not deliver(digest)
    assert post.mails == []


def test_nor_is_what_one_may_no_longer_read(cast, digest, used, post, clock):
    clock.move_to(TUESDAY)
    compose(digest)
    Lesson.objects.update(network=cast.other_network, author=cast.user("admin"), steward=cast.user("admin"))
    assert not deliver(digest)
    assert post.mails == []


def test_of_a_digest_that_failed_the_next_tells_it(digest, used, clock):
    clock.move_to(TUESDAY)
    compose(digest)
    put_back(digest)
    clock.shift(7 * 24 * 3600)
    [_, following] = create_due(now())
    compose(Digest.objects.get(pk=following))
    assert DigestItem.objects.get().notice == used
