"""What a digest says of one's lessons: each lesson once, with reasons, and nothing that is over meanwhile."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now

from digests.composition.compose import compose
from digests.delivery.deliver import deliver
from lessons.conversation import actions
from lessons.experience import actions as experience_actions
from lessons.models import Comment, Lesson, Notice, TalkPreference, Translation
from lessons.review import actions as review_actions
from lessons.translations import actions as translations_actions
from lessons.verification import actions as verification_actions
from networks.models import Membership
from tests.support.clock import MONDAY, TUESDAY
from tests.support.factories import LessonFactory

REASON = "Falta decir en qué provincia fue."


@pytest.fixture
def sent(digest, post, clock):
    """The text of the member's mail, or nothing if none is sent."""

    def send() -> str:
        clock.move_to(TUESDAY)
        compose(digest)
        return post.text() if deliver(digest) else ""

    return send


@pytest.fixture
def lesson(cast, member):
    """The member's, published and confirmed by nobody yet."""
    return LessonFactory(network=cast.network, author=member, published=True, title="La mía", visibility="all_networks")


@pytest.fixture
def draft(cast, member):
    return LessonFactory(network=cast.network, author=member, title="Borrador")


@pytest.fixture
def other(cast):
    return cast.user("other_member")


def corroborate(lesson, by, stance="confirms"):
    network = Membership.objects.filter(user=by).first().network
    experience_actions.corroborate(lesson, by=by, network=network, stance=stance, text="Así fue aquí.")


def use(lesson, by):
    network = Membership.objects.filter(user=by).first().network
    return experience_actions.record_use(lesson, by=by, network=network, result="worked", text="", key=uuid4())


class TestReasons:
    def test_a_lesson_that_came_back_says_why(self, cast, member, draft, sent, post):
        review_actions.hand_in(draft, by=member)
        review_actions.give_back(draft, by=cast.user("secretariat"), reason=REASON)
        assert REASON in sent()
        assert REASON in post.html()

    def test_the_page_of_notices_says_why_a_lesson_came_back(self, cast, member, draft):
        review_actions.hand_in(draft, by=member)
        review_actions.give_back(draft, by=cast.user("secretariat"), reason=REASON)
        assert REASON in cast.client("member").get("/avisos/").content.decode()

    def test_a_lesson_no_longer_in_force_says_why(self, cast, member, other, lesson, sent):
        verification_actions.archive(lesson, by=cast.user("secretariat"), reason="Cambió la norma.")
        assert "Cambió la norma." in sent()

    def test_who_may_no_longer_change_it_reads_no_note_of_its_review(self, cast, member, lesson, sent):
        review_actions.remark(lesson, by=cast.user("secretariat"), text=REASON)
        keeper = cast.user("admin")
        Lesson.objects.filter(pk=lesson.pk).update(author=keeper, steward=keeper)
        text = sent()
        assert "La mía" in text
        assert REASON not in text


class TestEachLessonOnce:
    def test_a_lesson_is_told_once_though_much_happened_to_it(self, cast, member, other, lesson, sent):
        corroborate(lesson, other)
        use(lesson, other)
        use(lesson, other)
        text = sent()
        assert text.count("La mía") == 1
        assert text.count("la usó") == 1

    def test_a_new_lesson_is_no_news_beside_what_happened_to_it(self, cast, member, sent):
        kept = LessonFactory(
            network=cast.network, author=cast.user("secretariat"), steward=member, published=True, title="La que cuido"
        )
        corroborate(kept, cast.user("other_member"))
        text = sent()
        assert text.count("La que cuido") == 1
        assert "lección nueva" not in text

    def test_a_new_lesson_for_which_there_was_no_room_there_is_still_news(self, cast, member, other, sent, monkeypatch):
        monkeypatch.setattr("digests.delivery.deliver.MOST_SHOWN", 1)
        for title in ("La primera", "La segunda"):
            kept = {"network": cast.network, "author": cast.user("secretariat"), "steward": member, "title": title}
            corroborate(LessonFactory(**kept, published=True), other)
        text = sent()
        assert (text.count("La primera"), text.count("La segunda")) == (1, 1)

    def test_asked_about_it_says_beside_that_what_happened(self, member, other, lesson, sent):
        Lesson.objects.update(review_on=MONDAY.date())
        corroborate(lesson, other)
        text = sent()
        assert text.count("La mía") == 1
        assert "les pasó lo mismo" in text

    def test_a_translation_saved_three_times_is_told_once(self, member, other, lesson, sent):
        for title in ("One", "Two", "Three"):
            version = Translation.objects.filter(lesson=lesson).values_list("version", flat=True).first() or 0
            texts = {"title": title, "insight": "Insight"}
            translations_actions.translate(lesson, "en", texts=texts, of_revision=1, version=version, by=other)
        assert sent().count("tradujo") == 1


class TestWhatIsOver:
    def test_a_use_that_was_taken_back(self, other, lesson, sent):
        experience_actions.withdraw_use(use(lesson, other))
        assert sent() == ""

    def test_the_other_stance_of_who_changed_their_mind(self, other, lesson, sent):
        corroborate(lesson, other, "confirms")
        corroborate(lesson, other, "differs")
        text = sent()
        assert "les pasó distinto" in text
        assert "les pasó lo mismo" not in text

    def test_a_comment_that_was_taken_back(self, other, lesson, sent):
        comment = actions.add_comment(lesson, by=other, text="¿Y en Puno?", key=uuid4())
        actions.take_back(comment, by=other)
        assert sent() == ""

    def test_a_lesson_that_was_returned_and_is_handed_in_again(self, cast, member, draft, sent):
        review_actions.hand_in(draft, by=member)
        review_actions.give_back(draft, by=cast.user("secretariat"), reason=REASON)
        review_actions.hand_in(draft, by=member)
        assert sent() == ""


class TestMailedAtOnce:
    @pytest.fixture
    def answered(self, member, other, lesson):
        mine = actions.add_comment(lesson, by=member, text="¿Y en Puno?", key=uuid4())
        actions.add_comment(lesson, by=other, text="También.", key=uuid4(), answering=Comment.objects.get(pk=mine.pk))

    @pytest.mark.usefixtures("answered")
    def test_an_answer_is_not_told_a_second_time(self, member, sent):
        TalkPreference.objects.create(user=member, chosen_at=MONDAY - timedelta(days=1))
        assert Notice.objects.filter(to=member).exists()
        assert sent() == ""

    @pytest.mark.usefixtures("answered")
    def test_what_was_said_before_they_chose_mail_at_once_is_told(self, member, sent):
        TalkPreference.objects.create(user=member, chosen_at=MONDAY + timedelta(hours=1))
        assert "comentó" in sent()

    @pytest.mark.usefixtures("answered")
    def test_without_mail_at_once_an_answer_is_told(self, sent):
        assert "comentó" in sent()


@pytest.mark.parametrize(("days", "since"), [(0, "desde hoy"), (1, "desde ayer"), (2, "desde hace 2 días")])
def test_what_waits_says_since_when(cast, member, sent, days, since):
    Membership.objects.filter(user=member).update(role="secretariat")
    waiting = LessonFactory(network=cast.network, author=cast.user("other_member"))
    at = TUESDAY - timedelta(hours=1) if days == 0 else TUESDAY.replace(hour=23) - timedelta(days=days)
    Lesson.objects.filter(pk=waiting.pk).update(state="in_review", submitted_at=at)
    assert f"1 lección espera tu revisión, {since}: Propia" in sent()
    assert now() == TUESDAY
