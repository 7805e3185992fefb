"""A lesson on its way to publication, and whom each step is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from lessons.models import Lesson, Notice, ReviewNote
from lessons.review import actions
from networks.profile.opening import close_network, open_network_again
from tests.support.factories import CorroborationFactory, LessonFactory, MembershipFactory
from tests.support.lessons import rewrite, words


def told(kind):
    return {notice.to for notice in Notice.objects.filter(kind=kind)}


@pytest.fixture
def author(cast):
    return cast.user("member")


@pytest.fixture
def secretariat(cast):
    return cast.user("secretariat")


class TestHandIn:
    def test_the_secretariat_hears_of_it_each_time(self, cast, draft, author, secretariat):
        for _ in range(2):
            assert actions.hand_in(draft, by=author)
            assert actions.give_back(draft, by=secretariat, reason="Falta el lugar.")
        assert Notice.objects.filter(kind="handed_in", to=secretariat).count() == 2
        assert told("returned") == {author}

    def test_twice_tells_nobody_twice(self, draft, author, secretariat):
        assert actions.hand_in(draft, by=author)
        assert not actions.hand_in(draft, by=author)
        assert Notice.objects.filter(kind="handed_in").count() == 1

    def test_what_does_not_say_the_essential_stays_a_draft(self, draft, author, secretariat):
        Lesson.objects.filter(pk=draft.pk).update(insight="")
        before = words(draft)
        with pytest.raises(ValidationError):
            actions.hand_in(draft, by=author)
        assert words(draft) == before
        assert not Notice.objects.exists()

    def test_what_is_not_in_review_is_not_given_back(self, draft, secretariat):
        assert not actions.give_back(draft, by=secretariat, reason="Falta el lugar.")
        assert not ReviewNote.objects.exists()
        assert not Notice.objects.exists()


class TestPublish:
    def test_the_author_hears_once_that_it_is_published(self, draft, author, secretariat):
        assert actions.publish(draft, by=secretariat)
        assert not actions.publish(draft, by=secretariat)
        assert told("published") == {author}

    def test_the_author_does_not_hear_of_their_own_deed(self, draft, author):
        actions.publish(draft, by=author)
        assert not Notice.objects.exists()


class TestRewrite:
    def test_the_author_hears_of_an_edit_by_somebody_else(self, draft, author, secretariat):
        rewrite(draft, secretariat, insight="Otra idea.")
        assert told("edited") == {author}

    def test_nobody_hears_of_an_edit_without_another_word_or_by_the_author(self, draft, author, secretariat):
        rewrite(draft, secretariat, visibility="public")
        rewrite(draft, author, insight="Otra idea.")
        assert not Notice.objects.exists()

    def test_each_version_is_told(self, draft, author, secretariat):
        actions.hand_in(draft, by=author)
        for insight in ("Una.", "Dos."):
            rewrite(draft, secretariat, insight=insight)
        numbers = [f"revision:{each.pk}" for each in draft.revisions.filter(by=secretariat)]
        assert {notice.about for notice in Notice.objects.filter(kind="edited")} == {*numbers}
        assert len(numbers) == 2

    @pytest.mark.parametrize("changes", [True, False])
    def test_another_meaning_is_told_to_who_confirmed(self, published, secretariat, changes):
        voice = CorroborationFactory(lesson=published)
        rewrite(published, secretariat, insight="Otra idea.", changes_meaning=changes)
        assert told("meaning_changed") == ({voice.by} if changes else set())
        assert published.is_published

    def test_an_edit_of_an_unnamed_lesson_is_told_without_saying_by_whom(self, cast, secretariat):
        lesson = LessonFactory(network=cast.network, author=secretariat, is_unnamed=True, published=True)
        CorroborationFactory(lesson=lesson)
        rewrite(lesson, secretariat, insight="Otra idea.", changes_meaning=True)
        assert Notice.objects.get(kind="meaning_changed").by is None


class TestRemark:
    def test_each_side_hears_of_the_other(self, draft, author, secretariat):
        actions.remark(draft, by=secretariat, text="¿Dónde?", field="what_happened")
        assert told("reviewed") == {author}
        actions.remark(draft, by=author, text="En Puno.", field="what_happened")
        assert told("reviewed") == {author, secretariat}

    def test_an_objection_is_the_secretariats(self, published, draft, author, secretariat):
        actions.remark(draft, by=author, text="No dije eso.", kind=ReviewNote.Kind.OBJECTION)
        assert told("objected") == {secretariat}

    def test_settled_twice_is_settled_once(self, draft, author, secretariat):
        note = actions.remark(draft, by=author, text="No dije eso.")
        actions.settle(note, by=secretariat)
        actions.settle(note, by=author)
        assert ReviewNote.objects.get().settled_by == secretariat


class TestQueue:
    def test_says_of_each_network_how_many_wait_and_how_long(self, cast, draft, author, secretariat):
        other = LessonFactory(network=cast.network, author=author)
        for lesson, days in ((draft, 9), (other, 2)):
            actions.hand_in(lesson, by=author)
            Lesson.objects.filter(pk=lesson.pk).update(submitted_at=now() - timedelta(days=days))
        assert actions.review_queue(secretariat) == [actions.Queue(cast.network, 2, 9)]

    def test_says_nothing_of_a_network_that_was_closed(self, cast, draft, author, secretariat):
        actions.hand_in(draft, by=author)
        close_network(cast.network, by=cast.user("admin"), reason="Se disolvió.")
        assert actions.review_queue(secretariat) == []
        open_network_again(cast.network)
        assert len(actions.review_queue(secretariat)) == 1

    def test_is_of_secretariats_and_of_nobody_else(self, cast, draft, author, secretariat):
        assert actions.review_queue(secretariat) == []
        actions.hand_in(draft, by=author)
        MembershipFactory(user=cast.user("other_secretariat"), network=cast.network)
        for who in ("member", "admin", "other_secretariat", "observer"):
            assert actions.review_queue(cast.user(who)) == []
