"""What happened to one's lessons stands in the digest: once, and not if one has seen it."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import now

from digests.composition.compose import compose, create_due, put_back
from digests.delivery.deliver import deliver
from digests.delivery.send import send
from digests.models import Digest, DigestItem, Subscription
from lessons.models import Lesson, Notice
from lessons.moderation import takedown
from lessons.notices.actions import notify
from tests.support.clock import MONDAY, TUESDAY
from tests.support.factories import LessonFactory


@pytest.fixture
def lesson(member, cast):
    """Told of in a digest of long ago: what is new is the notice."""
    return LessonFactory(network=cast.network, author=member, published=True, title="La mía", visibility="own_network")


@pytest.fixture
def used(cast, member, lesson, clock):
    Lesson.objects.update(published_at=member.joined_at.replace(year=2020))
    notify(Notice.Kind.USED, [member], lesson=lesson, about="use:1", subject=1, network=cast.other_network)
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


def test_a_notice_does_not_tell_who_shares_without_naming(digest, member, cast, lesson, post, clock):
    Lesson.objects.update(published_at=member.joined_at.replace(year=2020))
    hidden = LessonFactory(network=cast.network, author=cast.user("secretariat"), steward=member, is_unnamed=True)
    notify(Notice.Kind.EDITED, [member], lesson=hidden, about="revision:1", by=hidden.author)
    clock.move_to(TUESDAY)
    compose(digest)
    assert deliver(digest)
    assert "Alguien cambió tu texto" in post.text()
    assert hidden.author.name not in post.text() + post.html()


def test_a_notice_stands_beside_new_lessons(digest, used, publish, post, clock):
    publish(title="Otra")
    clock.move_to(TUESDAY)
    compose(digest)
    assert deliver(digest)
    assert post.header("Subject") == "1 lección nueva: Otra"
    assert "Ajena la usó" in post.text()


def test_a_notice_is_told_once(digest, used, clock):
    clock.move_to(TUESDAY)
    assert send(digest.pk) == Digest.State.SENT
    clock.shift(7 * 24 * 3600)
    [following] = create_due(now())
    assert send(following) == Digest.State.EMPTY
    assert DigestItem.objects.filter(notice=used).count() == 1


def test_a_notice_that_was_seen_meanwhile_is_not_told(digest, used, post, clock):
    clock.move_to(TUESDAY)
    compose(digest)
    Notice.objects.update(seen_at=now())
    assert not deliver(digest)
    assert post.mails == []


def test_a_notice_of_what_one_may_no_longer_read_is_not_told(cast, digest, used, post, clock):
    clock.move_to(TUESDAY)
    compose(digest)
    Lesson.objects.update(network=cast.other_network, author=cast.user("admin"), steward=cast.user("admin"))
    assert not deliver(digest)
    assert post.mails == []


class TestHiddenLesson:
    """One that an admin took down: its author and the admins may still read it, but no mail tells of it."""

    @pytest.fixture
    def admins_digest(self, cast, clock):
        clock.move_to(TUESDAY)
        return Digest.objects.create(
            subscription=Subscription.objects.create(user=cast.user("admin"), since=MONDAY, next_at=TUESDAY),
            period_end=TUESDAY,
        )

    def test_no_mail_tells_its_author_what_happened_to_it(self, cast, digest, used, clock):
        clock.move_to(TUESDAY)
        takedown.take_down(used.lesson, by=cast.user("admin"), reason="x")
        assert send(digest.pk) == Digest.State.EMPTY

    def test_no_mail_tells_of_a_lesson_hidden_after_it_was_composed(self, cast, digest, used, post, clock):
        clock.move_to(TUESDAY)
        compose(digest)
        takedown.take_down(used.lesson, by=cast.user("admin"), reason="x")
        assert not deliver(digest)
        assert post.mails == []

    def test_put_back_the_next_mail_tells_it(self, cast, digest, used, post, clock):
        clock.move_to(TUESDAY)
        takedown.take_down(used.lesson, by=cast.user("admin"), reason="x")
        send(digest.pk)
        takedown.put_back(used.lesson, by=cast.user("admin"), reason="x")
        clock.shift(7 * 24 * 3600)
        create_due(now())
        following = digest.subscription.digests.latest("period_end")
        assert send(following.pk) == Digest.State.SENT
        assert "La mía" in post.text()

    @pytest.mark.parametrize("composed_before", [True, False])
    def test_admins_are_told_neither_of_it_nor_of_what_happened(
        self, cast, admins_digest, publish, post, composed_before
    ):
        lesson = publish(visibility="public", published_at=MONDAY + timedelta(hours=1))
        notify(Notice.Kind.EDITED, [cast.user("admin")], lesson=lesson, about="revision:1")
        if composed_before:
            compose(admins_digest)
            assert DigestItem.objects.count() == 2
        takedown.take_down(lesson, by=cast.user("admin"), reason="x")
        assert send(admins_digest.pk) == Digest.State.EMPTY
        assert post.mails == []


def test_a_notice_of_a_failed_digest_is_told_by_the_next(digest, used, clock):
    clock.move_to(TUESDAY)
    compose(digest)
    put_back(digest)
    clock.shift(7 * 24 * 3600)
    [_, following] = create_due(now())
    compose(Digest.objects.get(pk=following))
    assert DigestItem.objects.get().notice == used


class TestWhatWaits:
    def test_a_due_lesson_is_asked_about_with_three_links(self, member, digest, lesson, post, clock):
        clock.move_to(TUESDAY)
        Lesson.objects.update(review_on=now().date(), published_at=member.joined_at.replace(year=2020))
        notify(Notice.Kind.DUE, [member], lesson=lesson, about="due:1")
        compose(digest)
        assert deliver(digest)
        assert post.header("Subject") == "¿Sigue vigente? La mía"
        answers = re.findall(r"/vigencia/[^/\s]+/\?answer=(\w+)", post.text())
        assert answers == ["still_true", "needs_change", "no_longer"]
        assert "¿sigue vigente?:" not in post.text()  # the notice says it on its own page

    def test_of_one_that_is_not_due_nothing_is_asked(self, member, digest, lesson, post, clock):
        Lesson.objects.update(published_at=member.joined_at.replace(year=2020))
        clock.move_to(TUESDAY)
        compose(digest)
        assert not deliver(digest)
        assert post.mails == []

    def test_the_secretariat_is_reminded_of_its_queue(self, cast, post, clock):
        secretariat = cast.user("secretariat")
        clock.move_to(TUESDAY)
        waiting = LessonFactory(network=cast.network, author=cast.user("other_member"))
        Lesson.objects.filter(pk=waiting.pk).update(state="in_review", submitted_at=now() - timedelta(days=9))
        [pk] = [each for each in create_due(now()) if Digest.objects.get(pk=each).subscription.user == secretariat]
        assert send(pk) == Digest.State.SENT
        assert "1 lección espera tu revisión, desde hace 9 días: Propia" in post.text()
        assert f"/redes/{cast.network.slug}/secretaria/" in post.text()
