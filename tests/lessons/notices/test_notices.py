"""What one is told of lessons: on a page of its own, once, and only of what one may read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lessons.models import Lesson, Notice
from lessons.notices.actions import author_and_steward, notify
from lessons.notices.words import SENTENCES, notice_sentence, notice_url
from lessons.writing import actions
from tests.support.factories import ApplicationFactory, LessonFactory, MembershipFactory, UserFactory
from tests.support.lessons import said

PAGE, SEEN = "/avisos/", "/avisos/vistos/"


@pytest.fixture
def lesson(cast):
    return LessonFactory(network=cast.network, author=cast.user("member"), published=True, title="La mía")


def tell_of_use(cast, lesson, number=1):
    notify(
        Notice.Kind.USED,
        author_and_steward(lesson),
        lesson=lesson,
        about=f"use:{number}",
        subject=number,
        by=cast.user("other_member"),
        network=cast.other_network,
    )


class TestTell:
    def test_each_once_and_not_who_did_it(self, cast, lesson):
        for _ in range(2):
            people = [cast.user("member"), cast.user("secretariat"), cast.user("other_member"), None]
            told = {"lesson": lesson, "about": "use:1", "subject": 1, "by": cast.user("other_member")}
            notify(Notice.Kind.USED, people, **told)
        assert set(Notice.objects.values_list("to__name", flat=True)) == {"Member", "Secretariat"}
        assert Notice.objects.count() == 2

    def test_nobody_whose_account_is_closed(self, lesson):
        notify(Notice.Kind.USED, [UserFactory(is_active=False)], lesson=lesson, about="use:1", subject=1)
        assert not Notice.objects.exists()

    @pytest.mark.parametrize("kind", Notice.Kind)
    def test_every_kind_has_its_sentence_in_both_languages(self, cast, lesson, kind):
        notice = Notice(to=cast.user("member"), kind=kind, lesson=lesson, network=cast.network)
        assert kind in SENTENCES
        assert "%(" not in notice_sentence(notice)

    @pytest.mark.parametrize("kind", Notice.Kind)
    def test_every_kind_leads_to_a_page_that_its_reader_may_open(self, cast, lesson, kind):
        use = ApplicationFactory(lesson=lesson, by=cast.user("member"), network=cast.network)
        notice = Notice(to=cast.user("member"), kind=kind, lesson=lesson, subject=use.pk)
        assert cast.client("member").get(notice_url(notice)).status_code == 200


class TestPage:
    def test_says_what_happened_and_marks_what_is_new(self, cast, lesson):
        tell_of_use(cast, lesson)
        text = said(cast.client("member").get(PAGE))
        assert "Ajena la usó: La mía" in text
        assert "Nuevo" in text
        assert "1 aviso nuevo" in said(cast.client("member").get("/"))

    def test_of_others_is_not_theirs_to_read(self, cast, lesson):
        tell_of_use(cast, lesson)
        assert "La mía" not in said(cast.client("secretariat").get(PAGE))
        assert "aviso nuevo" not in said(cast.client("secretariat").get("/"))

    def test_of_a_lesson_one_may_no_longer_read_is_gone(self, cast, lesson):
        notify(Notice.Kind.ENDED, [cast.user("other_member")], lesson=lesson, about="end:1", subject=1)
        Lesson.objects.update(visibility="own_network")
        assert "La mía" not in said(cast.client("other_member").get(PAGE))
        assert "aviso nuevo" not in said(cast.client("other_member").get("/"))

    def test_asks_as_little_for_many_as_for_few(self, cast, lesson):
        asked, client = [], cast.client("member")
        for rows in (2, 30):
            for number in range(rows):
                tell_of_use(cast, lesson, number)
            with CaptureQueriesContext(connection) as queries:
                client.get(PAGE)
            asked.append(len(queries))
        # Session, person, what the header offers; how many there are, and those shown.
        assert asked == [6, 6]


class TestUnnamed:
    """Who answers for a lesson may have no right to know who shares it without naming."""

    @pytest.fixture
    def rewritten(self, cast):
        author = UserFactory(name="Rosa Oculta")
        told = {"author": author, "steward": cast.user("member"), "is_unnamed": True}
        lesson = LessonFactory(network=cast.network, published=True, **told)
        MembershipFactory(user=author, network=cast.network)
        stored = Lesson.objects.get(pk=lesson.pk)
        stored.insight = "Otra cosa."
        actions.rewrite(stored, by=author, regions=(), stances={})
        return stored

    def test_who_changed_it_is_not_told_to_who_may_not_know(self, cast, rewritten):
        page = said(cast.client("member").get(PAGE))
        assert "Alguien cambió tu texto" in page
        assert "Rosa Oculta" not in page

    def test_who_changed_it_is_told_to_its_author(self, cast, rewritten):
        stored = Lesson.objects.get(pk=rewritten.pk)
        stored.insight = "Otra más."
        actions.rewrite(stored, by=cast.user("secretariat"), regions=(), stances={})
        [notice] = Notice.objects.filter(to=rewritten.author).shown_to(rewritten.author)
        assert notice.by == cast.user("secretariat")


class TestSeen:
    def test_up_to_the_newest_that_was_shown(self, cast, lesson):
        tell_of_use(cast, lesson, 1)
        shown = Notice.objects.get()
        tell_of_use(cast, lesson, 2)
        cast.client("member").post(SEEN, {"newest": shown.pk})
        assert list(Notice.objects.unseen().values_list("about", flat=True)) == ["use:2"]

    @pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 30, "²"])
    def test_nonsense_changes_nothing(self, cast, lesson, newest):
        tell_of_use(cast, lesson)
        assert cast.client("member").post(SEEN, {"newest": newest}).status_code == 302
        assert Notice.objects.unseen().count() == 1

    def test_those_of_others_stay_new(self, cast, lesson):
        tell_of_use(cast, lesson)
        cast.client("secretariat").post(SEEN, {"newest": Notice.objects.get().pk})
        assert Notice.objects.unseen().count() == 1
