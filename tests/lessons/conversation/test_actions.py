"""What changes a conversation, what the database holds of it, and who is told."""

import uuid
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from config.privacy.closing import close
from lessons.conversation import actions as conversation_actions
from lessons.conversation.actions import Why, recipients_of
from lessons.models import Comment, CommentReport, Lesson
from lessons.record import life
from lessons.writing import actions as writing_actions
from networks.mail.letters import send_letter
from networks.models import Letter, Membership
from tests.support.factories import CommentFactory, LessonFactory, MembershipFactory, UserFactory


def say(lesson, by, text="Hola", **fields) -> Comment:
    return conversation_actions.add_comment(lesson, by=by, text=text, **{"key": uuid.uuid4(), **fields})


def history(comment) -> list[dict[str, object]]:
    return list(Comment.pgh_event_model.objects.filter(pgh_obj=comment).order_by("pgh_id").values())


class TestSay:
    def test_sent_twice_it_is_kept_once(self, cast, published):
        key = uuid.uuid4()
        first = say(published, cast.user("member"), "Uno", key=key)
        assert say(published, cast.user("member"), "Dos", key=key) == first
        assert [each.text for each in Comment.objects.all()] == ["Uno"]

    def test_a_key_of_somebody_else_is_none(self, cast, published):
        key = say(published, cast.user("member"), "Uno").key
        say(published, cast.user("observer"), "Dos", key=key)
        assert Comment.objects.get(by=cast.user("observer")).text == "Dos"

    def test_a_flood_is_stopped_and_other_people_talk_on(self, cast, published):
        for _number in range(10):
            say(published, cast.user("member"))
        with pytest.raises(ValidationError):
            say(published, cast.user("member"))
        say(published, cast.user("observer"))
        assert Comment.objects.filter(by=cast.user("member")).count() == 10
        Comment.objects.update(created_at=now() - timedelta(minutes=11))
        say(published, cast.user("member"))

    @pytest.mark.parametrize("done", ["taken_back", "hidden"])
    def test_what_does_not_stand_is_not_answered(self, cast, published, done):
        root = CommentFactory(lesson=published)
        if done == "hidden":
            conversation_actions.hide(root, by=cast.user("secretariat"), reason="Ofende.")
        else:
            conversation_actions.take_back(root, by=root.by)
        with pytest.raises(ValidationError):
            say(published, cast.user("member"), answering=root)
        assert Comment.objects.get() == root


class TestTheDatabaseRefuses:
    def test_an_answer_to_an_answer(self, published):
        answer = CommentFactory(lesson=published, answering=CommentFactory(lesson=published))
        with pytest.raises(IntegrityError), transaction.atomic():
            CommentFactory(lesson=published, answering=answer)

    def test_an_answer_on_another_lesson(self, published):
        with pytest.raises(IntegrityError), transaction.atomic():
            CommentFactory(lesson=LessonFactory(published=True), answering=CommentFactory(lesson=published))

    @pytest.mark.parametrize("fields", [{"text": ""}, {"hidden_at": now()}, {"taken_back_at": now()}])
    def test_half_a_comment(self, published, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            CommentFactory(lesson=published, **fields)


class TestTakeBack:
    def test_its_words_are_nowhere_and_a_trace_stays(self, cast, published):
        comment = say(published, cast.user("member"), "zzqpalabra para @Secretariat")
        conversation_actions.take_back(comment, by=cast.user("member"))
        comment.refresh_from_db()
        assert (comment.text, comment.mentions.count()) == ("", 0)
        assert comment.taken_back_at is not None
        assert "zzqpalabra" not in str(history(comment))
        assert [event["taken_back_at"] is None for event in history(comment)] == [True, False]

    def test_nobody_takes_back_a_comment_of_another(self, cast, published):
        comment = say(published, cast.user("member"), "Queda")
        conversation_actions.take_back(comment, by=cast.user("secretariat"))
        assert Comment.objects.get().text == "Queda"


class TestModeration:
    def test_a_report_is_kept_once_per_person(self, cast, published):
        comment = CommentFactory(lesson=published)
        for reason in ("Ofende.", "Otra vez."):
            conversation_actions.report(comment, by=cast.user("member"), reason=reason)
        assert CommentReport.objects.get().reason == "Ofende."

    def test_hiding_answers_all_reports_and_is_in_the_history(self, cast, published):
        comment = CommentFactory(lesson=published)
        for who in ("member", "observer"):
            conversation_actions.report(comment, by=cast.user(who), reason="Ofende.")
        conversation_actions.hide(comment, by=cast.user("secretariat"), reason="Nombra a una persona.")
        assert not CommentReport.objects.waiting().exists()
        assert {report.answered_by for report in CommentReport.objects.all()} == {cast.user("secretariat")}
        assert history(comment)[-1]["hidden_reason"] == "Nombra a una persona."

    def test_leaving_it_answers_them_and_shows_it_again(self, cast, published):
        comment = CommentFactory(lesson=published)
        conversation_actions.hide(comment, by=cast.user("secretariat"), reason="Por error.")
        conversation_actions.report(comment, by=cast.user("member"), reason="Ofende.")
        conversation_actions.leave(comment, by=cast.user("secretariat"))
        comment.refresh_from_db()
        assert comment.stands
        assert CommentReport.objects.get().answered_at


class TestTold:
    @pytest.fixture
    def lesson(self, cast) -> Lesson:
        cast.user("secretariat"), cast.user("observer")
        return LessonFactory(network=cast.network, author=cast.user("member"), published=True)

    def test_the_mentioned_the_answered_and_who_wrote_it(self, cast, lesson):
        root = say(lesson, cast.user("other_member"))
        comment = say(lesson, cast.user("secretariat"), "@Observer, mira", answering=root)
        assert recipients_of(comment) == {
            cast.user("observer"): Why.MENTIONED,
            cast.user("other_member"): Why.ANSWERED,
            cast.user("member"): Why.THEIRS,
        }

    def test_nobody_is_told_of_their_own_words(self, cast, lesson):
        assert recipients_of(say(lesson, cast.user("member"), answering=say(lesson, cast.user("member")))) == {}

    def test_who_can_no_longer_read_it_is_not_told(self, cast, lesson):
        root = say(lesson, cast.user("other_member"))
        Lesson.objects.update(visibility="own_network")
        assert list(recipients_of(say(lesson, cast.user("secretariat"), answering=root))) == [cast.user("member")]

    def test_the_author_whom_the_lesson_does_not_name_is_told_too(self, cast, lesson):
        Lesson.objects.update(is_unnamed=True)
        [shown] = Lesson.objects.filter(pk=lesson.pk).shown_to(cast.user("other_member"))
        assert shown.author is None
        assert recipients_of(say(shown, cast.user("other_member"))) == {cast.user("member"): Why.THEIRS}


class TestMail:
    @pytest.fixture
    def lesson(self, cast) -> Lesson:
        return LessonFactory(network=cast.network, author=cast.user("secretariat"), published=True, title="La cita")

    def test_no_mail_is_sent_unless_one_asked_for_it(self, cast, lesson):
        cast.user("observer")
        say(lesson, cast.user("member"), "@Observer, mira")
        assert not Letter.objects.exists()

    def test_a_mention_is_mailed_in_the_language_of_its_reader(self, cast, lesson, post):
        reader = cast.user("observer")
        type(reader).objects.filter(pk=reader.pk).update(language="en")
        conversation_actions.choose_mail(reader, at_once=True)
        say(lesson, cast.user("member"), "@Observer, <b>mira</b> esto")
        assert send_letter(Letter.objects.get().pk)
        assert post.recipients == [reader.email]
        for said in ("Member mentioned you", "@Observer, <b>mira</b> esto", "La cita", "/en/lecciones/"):
            assert said in post.text()
        assert "&lt;b&gt;mira" in post.html()

    def test_an_answer_is_mailed_but_no_comment_on_ones_own_lesson(self, cast, lesson):
        for who in ("secretariat", "other_member"):
            conversation_actions.choose_mail(cast.user(who), at_once=True)
        root = say(lesson, cast.user("other_member"))
        say(lesson, cast.user("member"), answering=root)
        assert [letter.to for letter in Letter.objects.all()] == [cast.user("other_member").email]

    def test_a_waiting_mail_reaches_nobody_who_may_no_longer_read_the_lesson(self, cast, published, post):
        """A mail server may be away for days."""
        for who in ("observer", "secretariat"):
            conversation_actions.choose_mail(cast.user(who), at_once=True)
        say(published, cast.user("member"), "@Observer y @Secretariat, miren")
        Membership.objects.filter(user=cast.user("observer")).delete()
        sent = {letter.to: send_letter(letter.pk) for letter in Letter.objects.all()}
        assert sent == {cast.user("observer").email: False, cast.user("secretariat").email: True}
        assert post.recipients == [cast.user("secretariat").email]
        assert not Letter.objects.waiting().exists()

    def test_a_waiting_mail_says_nothing_that_was_taken_back(self, cast, published, post):
        conversation_actions.choose_mail(cast.user("secretariat"), at_once=True)
        said = say(published, cast.user("member"), "@Secretariat, mira")
        conversation_actions.take_back(said, by=cast.user("member"))
        assert send_letter(Letter.objects.get().pk) is False
        assert post.recipients == []

    def test_is_ended_by_the_same_choice(self, cast, lesson):
        for at_once in (True, True, False):
            conversation_actions.choose_mail(cast.user("observer"), at_once=at_once)
        say(lesson, cast.user("member"), "@Observer, mira")
        assert not Letter.objects.exists()


def test_an_account_that_closes_takes_its_name_out_of_what_others_said(cast, published):
    leaves = MembershipFactory(user=UserFactory(name="Zzqnombre Zzqapellido"), network=cast.network).user
    own = say(published, leaves, "Lo dije yo")
    conversation_actions.choose_mail(leaves, at_once=True)
    comment = say(published, cast.user("member"), "Gracias, @Zzqnombre Zzqapellido")
    close(leaves)
    page = cast.client("member").get(f"/lecciones/{published.pk}/conversacion/").content.decode()
    assert "Zzqnombre" not in page
    assert "@alguien que se fue" in page
    assert "Zzqnombre" not in str(list(Comment.objects.values()))
    assert Comment.objects.get(pk=own.pk).text == "Lo dije yo"
    assert comment.mentions.count() == 1
    assert not Membership.objects.filter(user=leaves).exists()


@pytest.mark.django_db(transaction=True)
def test_who_talks_of_a_lesson_does_not_wait_for_who_edits_it(monkeypatch):
    """Else each waited for the other: the edit for the account that answers for the lesson, which talks of it."""
    lesson = LessonFactory(published=True)
    opened, talks = Event(), Event()
    check = conversation_actions._refuse_a_flood

    def pause(by):
        talks.set()
        opened.wait(5)
        check(by)

    def talk():
        try:
            conversation_actions.add_comment(lesson, by=lesson.steward, text="Hola", key=uuid.uuid4())
        finally:
            connection.close()

    monkeypatch.setattr(conversation_actions, "_refuse_a_flood", pause)
    thread = Thread(target=talk)
    with transaction.atomic():
        stored = life.locked(lesson)
        thread.start()
        talks.wait(5)
        opened.set()
        thread.join(5)  # who talks is done before the edit is
        stored.insight = "Otra cosa."
        stored.save(update_fields=writing_actions.WRITABLE_FIELDS)
    thread.join()
    lesson.refresh_from_db()
    assert lesson.insight == "Otra cosa."
    assert Comment.objects.exists()
