"""The pages of a conversation. Who may open each page: test_permission_matrix.py."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.rescued_forms import mark_of
from lessons.conversation import actions
from lessons.models import Comment, CommentMention, CommentReport, TalkPreference
from tests.support.factories import CommentFactory, LessonFactory
from tests.support.htmx import soup
from tests.support.lessons import said


@pytest.fixture
def address(published):
    return reverse("lessons:conversation", args=[published.pk])


def of(comment, name):
    return reverse(f"lessons:comment_{name}", args=[comment.lesson_id, comment.pk])


def typed(cast, who, **fields):
    return {"key": str(uuid.uuid4()), "writer": mark_of(cast.user(who)), "text": "", **fields}


class TestSay:
    def test_leads_to_what_was_said(self, cast, published, address):
        text = "Primera línea.\n\nVer https://www.gob.pe/minsa <b>ya</b>"
        response = cast.client("observer").post(address, typed(cast, "observer", text=text))
        comment = Comment.objects.get()
        assert response["Location"] == f"{address}#comment-{comment.pk}"
        page = soup(cast.client("member").get(address))
        [there] = page.select(f"#comment-{comment.pk}")
        assert "Observer" in there.text
        assert "<b>ya</b>" in there.text
        assert [link["href"] for link in there.select("a[rel=noreferrer]")] == ["https://www.gob.pe/minsa"]
        assert len(there.select("br")) == 2

    @pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "Hola @Nadie"])
    def test_an_error_stands_at_the_field_and_keeps_the_words(self, cast, address, text):
        response = cast.client("member").post(address, typed(cast, "member", text=text))
        assert response.status_code == 422
        page = soup(response)
        assert page.select(".has-error .errorlist")
        assert page.select_one("textarea").text.strip() == text.strip()
        assert not Comment.objects.exists()

    def test_an_answer_stands_below_what_it_answers(self, cast, published, address):
        root = CommentFactory(lesson=published, text="¿Cómo fue?")
        form = soup(cast.client("member").get(address, {"answering": root.pk}))
        assert "¿Cómo fue?" in form.select_one("#talk-form blockquote").text
        cast.client("member").post(address, typed(cast, "member", text="Así.", answering=root.pk))
        [answer] = soup(cast.client("member").get(address)).select("ol.talk ol article")
        assert "Así." in answer.text

    @pytest.mark.parametrize("other", ["of another lesson", "an answer", "hidden", "no number"])
    def test_only_a_standing_comment_on_the_same_lesson_is_answered(self, cast, published, address, other):
        root = CommentFactory(lesson=LessonFactory(published=True) if other == "of another lesson" else published)
        if other == "an answer":
            root = CommentFactory(lesson=published, answering=root)
        elif other == "hidden":
            actions.hide(root, by=cast.user("secretariat"), reason="Ofende.")
        before, client = Comment.objects.count(), cast.client("member")
        asked = "x" if other == "no number" else root.pk
        response = client.post(address, typed(cast, "member", text="Palabras", answering=asked))
        assert (response.status_code, Comment.objects.count()) == (422, before)
        assert "Palabras" in response.content.decode()
        assert not soup(response).select("[name=answering]")  # sent again, it is a comment of its own

    def test_a_number_longer_than_any_is_passed_over(self, cast, published):
        address = f"{published.get_absolute_url()}conversacion/"
        assert cast.client("member").get(address, {"answering": "9" * 5_000}).status_code == 200

    def test_what_was_written_when_the_session_ended_is_there_again(self, cast, address):
        client = cast.client("anonymous")
        response = client.post(address, typed(cast, "member", text="Lo que escribí", answering=""))
        assert response["Location"].startswith("/cuenta/login/")
        client.force_login(cast.user("member"), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert "Lo que escribí" in client.get(address).content.decode()
        assert not Comment.objects.exists()

    def test_an_unnamed_author_is_warned_and_not_marked(self, cast, published, address):
        type(published).objects.update(is_unnamed=True)
        assert "sin nombrarte" in said(cast.client("secretariat").get(address))
        assert "sin nombrarte" not in said(cast.client("member").get(address))
        for who in ("secretariat", "member"):
            cast.client(who).post(address, typed(cast, who, text="Digo algo"))
        page = soup(cast.client("other_member").get(address))
        theirs, others = (page.select_one(f"#comment-{each.pk}").text for each in Comment.objects.order_by("pk"))
        assert "Secretariat" in theirs
        assert theirs.split()[1:] == others.split()[1:]  # but for the name


class TestHidden:
    READERS = ("no_network", "other_member", "other_secretariat", "observer")

    @pytest.fixture
    def hidden(self, cast, published):
        type(published).objects.update(visibility="public")
        comment = CommentFactory(lesson=published, by=cast.user("member"), text="zzqmal")
        actions.hide(comment, by=cast.user("secretariat"), reason="zzqmotivo")
        return comment

    @pytest.mark.parametrize("who", READERS)
    def test_others_see_that_it_was_hidden_and_nothing_of_it(self, cast, address, hidden, who):
        text = cast.client(who).get(address).content.decode()
        assert "Oculto por la secretaría" in text
        for secret in ("zzqmal", "zzqmotivo", ">Member<"):
            assert secret not in text

    @pytest.mark.parametrize("who", ["member", "secretariat", "admin"])
    def test_its_writer_and_who_moderates_see_it_and_why(self, cast, address, hidden, who):
        text = cast.client(who).get(address).content.decode()
        assert "zzqmal" in text
        assert "zzqmotivo" in text

    def test_no_page_of_a_hidden_comment_opens_to_others(self, cast, hidden):
        client = cast.client("other_member")
        assert [client.get(of(hidden, name)).status_code for name in ("report", "take_back", "moderate")] == [
            404,
            403,
            403,
        ]


class TestReport:
    def test_puts_it_on_the_desk(self, cast, published):
        comment = CommentFactory(lesson=published)
        cast.client("other_member").post(of(comment, "report"), {"reason": "Ofende a una persona."})
        desk = cast.client("secretariat").get(reverse("networks:desk", args=[cast.network.slug]))
        assert soup(desk).select_one(f'a[href="{of(comment, "moderate")}"]').text.strip() == published.title
        assert "Ofende a una persona." in said(cast.client("secretariat").get(of(comment, "moderate")))

    def test_says_why_or_is_none(self, cast, published):
        comment = CommentFactory(lesson=published)
        assert cast.client("member").post(of(comment, "report"), {"reason": " "}).status_code == 422
        assert not CommentReport.objects.exists()

    def test_of_a_lesson_of_the_study_waits_for_the_admin(self, cast, study_lesson):
        comment = CommentFactory(lesson=study_lesson)
        cast.client("member").post(of(comment, "report"), {"reason": "Ofende."})
        assert of(comment, "moderate") in cast.client("admin").get(reverse("desk")).content.decode()
        assert cast.client("secretariat").get(of(comment, "moderate")).status_code == 403


class TestModerate:
    def test_hides_with_a_reason_and_shows_again(self, cast, published):
        comment, client = CommentFactory(lesson=published), cast.client("secretariat")
        client.post(of(comment, "moderate"), {"then": "hide", "reason": "Nombra a alguien."})
        assert Comment.objects.get().hidden_reason == "Nombra a alguien."
        client.post(of(comment, "moderate"), {"then": "leave"})
        assert Comment.objects.get().stands

    def test_hides_nothing_without_one(self, cast, published):
        comment = CommentFactory(lesson=published)
        response = cast.client("secretariat").post(of(comment, "moderate"), {"then": "hide", "reason": ""})
        assert response.status_code == 422
        assert Comment.objects.get().stands


class TestTakeBack:
    def test_asks_first_and_leaves_a_trace(self, cast, published, address):
        comment, client = CommentFactory(lesson=published, by=cast.user("member")), cast.client("member")
        client.get(of(comment, "take_back"))
        assert Comment.objects.get().stands
        client.post(of(comment, "take_back"))
        assert "Retirado por quien lo escribió" in said(client.get(address))
        assert comment.text not in said(client.get(address))


class TestLine:
    """On the page of the lesson: the number for all who may read it, no word of it for a visitor."""

    def test_a_visitor_is_told_the_number_alone(self, cast, published, address):
        type(published).objects.update(visibility="public")
        actions.hide(CommentFactory(lesson=published), by=cast.user("secretariat"), reason="Ofende.")
        CommentFactory(lesson=published, text="zzqpalabra")
        page = soup(cast.client("anonymous").get(published.get_absolute_url()))
        assert page.select_one(f'a[href="{address}"]').text.split() == ["Conversación:", "1", "comentario"]
        assert "zzqpalabra" not in str(page)
        assert cast.client("anonymous").get(address).status_code == 302

    def test_a_draft_has_no_conversation(self, cast, draft):
        assert cast.client("member").get(reverse("lessons:conversation", args=[draft.pk])).status_code == 404


class TestMail:
    def test_is_chosen_and_ended(self, cast):
        client, address = cast.client("member"), reverse("lessons:talk_mail")
        client.post(address, {"at_once": "on"})
        assert TalkPreference.objects.get().user == cast.user("member")
        assert soup(client.get(address)).select("[name=at_once][checked]")
        client.post(address, {})
        assert not TalkPreference.objects.exists()


def test_a_page_has_twenty_threads_and_leads_to_each(cast, published, address):
    first, *_others = [CommentFactory(lesson=published) for _number in range(21)]
    answer = actions.add_comment(published, by=cast.user("member"), text="Aquí", key=uuid.uuid4(), answering=first)
    response = cast.client("member").post(of(answer, "take_back"))
    assert response["Location"] == f"{address}?page=2#comment-{answer.pk}"
    assert soup(cast.client("member").get(f"{address}?page=2")).select(f"#comment-{answer.pk}")


@pytest.mark.parametrize("many", [2, 15])
def test_queries_do_not_grow_with_comments(cast, published, address, many):
    for _number in range(many):
        CommentFactory(lesson=published, answering=CommentFactory(lesson=published))
        comment = CommentFactory(lesson=published, text="@[1] hola")
        CommentMention.objects.create(comment=comment, person=cast.user("secretariat"))
    client = cast.client("member")
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    # Session, person, what the header offers; the lesson, may they talk, do they moderate; how many threads, those
    # shown, whom they mention, their answers, and whom those mention.
    assert len(queries) == 10
