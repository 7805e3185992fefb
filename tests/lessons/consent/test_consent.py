"""Who said it agrees that more people read it; who widens sees what stays behind; forms say who will read."""

import pytest
from django.urls import reverse

from lessons.consent.actions import agree, pieces_of, writers_left_behind
from lessons.consent.audience import audience_of
from lessons.models import TEXT_FIELDS, Comment, Corroboration, Lesson, Notice, Revision
from lessons.record.audience import readers_named
from networks.models import User
from tests.support.factories import CommentFactory
from tests.support.htmx import soup
from tests.support.lessons import change, client_for, opened, said, typed


class TestAgree:
    @pytest.fixture
    def widened(self, cast, tell, speaker):
        """From its own network to everyone."""
        lesson = tell("own_network")
        change(lesson, cast.user("secretariat"), visibility="public")
        return lesson

    def url(self, lesson):
        return reverse("lessons:show_mine", args=[lesson.pk])

    def test_agreeing_to_one_thing_shows_that_one_alone(self, cast, people, widened, speaker):
        comment = Comment.objects.get()
        client = client_for(cast, speaker)
        assert client.post(self.url(widened), {"only": f"comment:{comment.pk}"}).status_code == 302
        assert Comment.objects.said_to(people["no_network"]).exists()
        assert not Corroboration.objects.said_to(people["no_network"]).exists()

    def test_agreeing_to_all_leaves_older_versions_behind(self, cast, people, widened):
        mine = Revision.objects.order_by("number").first()
        assert [piece.kind for piece in pieces_of(widened, cast.user("member"))] == ["version"]
        assert agree(widened, by=cast.user("member")) == 0
        assert agree(widened, by=cast.user("member"), only=f"version:{mine.pk}") == 1
        assert mine.number in [each.number for each in Revision.objects.said_to(people["anonymous"])]

    @pytest.mark.parametrize("who", ["member", "secretariat", "admin", "other_member"])
    def test_nobody_agrees_for_others(self, cast, people, widened, who):
        comment = Comment.objects.get()
        cast.client(who).post(self.url(widened), {"only": f"comment:{comment.pk}"})
        cast.client(who).post(self.url(widened))
        comment.refresh_from_db()
        assert comment.agreed_at is None
        assert not Comment.objects.said_to(people["no_network"]).exists()

    def test_who_may_change_it_no_more_shows_no_older_version(self, cast, people, tell):
        """They wrote in it, but not all of it; and somebody took something out since."""
        lesson, editor = tell("own_network"), people["secretariat"]
        older = Revision.objects.get(lesson=lesson, number=2)
        change(lesson, people["member"], insight="Sin nombres.", visibility="public")
        client, address, sent = client_for(cast, editor), self.url(lesson), {"only": f"version:{older.pk}"}
        editor.memberships.update(role="observer")
        client.post(address, sent)
        assert not Revision.objects.filter(pk=older.pk).said_to(people["anonymous"]).exists()
        editor.memberships.update(role="secretariat")
        client.post(address, sent)
        assert Revision.objects.filter(pk=older.pk).said_to(people["anonymous"]).exists()

    def test_who_spoke_is_asked_once_and_sees_it_on_the_page(self, cast, widened, speaker):
        assert [notice.to for notice in Notice.objects.filter(kind="widened")] == [speaker]
        page = soup(client_for(cast, speaker).get(widened.get_absolute_url()))
        kinds = ["comment", "voice", "use", "file", "photograph", "translation", "verification"]
        assert sorted(each["value"].split(":")[0] for each in page.select("#mine [name=only]")) == sorted(kinds)
        assert not soup(cast.client("other_member").get(widened.get_absolute_url())).select("#mine")

    def test_a_closed_account_never_agrees(self, cast, widened, speaker):
        User.objects.filter(pk=speaker.pk).update(is_active=False)
        assert not writers_left_behind(widened).exists()

    def test_of_an_unnamed_lesson_only_its_author_shows_older_versions(self, cast, widened):
        change(widened, cast.user("member"), insight="Sin nombres.", is_unnamed=True)
        lesson = Lesson.objects.get(pk=widened.pk)
        assert "version" not in {piece.kind for piece in pieces_of(lesson, cast.user("secretariat"))}
        assert "version" in {piece.kind for piece in pieces_of(lesson, cast.user("member"))}


class TestWhoWidens:
    def sent(self, cast, lesson, **fields):
        stored = Lesson.objects.get(pk=lesson.pk)
        words = {name: getattr(stored, name) for name in TEXT_FIELDS}
        seen = opened(stored, cast.user("secretariat"))
        return typed(cast, key=None, network=None, organisation=stored.organisation_id, seen=seen, **words, **fields)

    def test_sees_what_will_stay_behind(self, cast, tell):
        lesson = tell("own_network")
        address = reverse("lessons:audience", args=[lesson.pk])
        answer = cast.client("secretariat").post(address, self.sent(cast, lesson, visibility="public"))
        text = soup(answer).get_text(" ", strip=True)
        for part in (
            "1 comentario",
            "1 confirmación o diferencia",
            "1 uso",
            "1 archivo",
            "1 foto",
            "1 versión anterior",
        ):
            assert part in text
        lesson.refresh_from_db()
        assert lesson.visibility == "own_network"

    @pytest.mark.parametrize("level", ["own_network", "own_organisation"])
    def test_nothing_stays_where_nobody_new_reads(self, cast, tell, level):
        lesson = tell("own_network")
        lesson.visibility = level
        assert audience_of(lesson, (), asker=cast.user("secretariat")).stays == []

    @pytest.mark.parametrize("ticked", [True, False])
    def test_may_take_their_own_along(self, cast, people, tell, ticked):
        lesson = tell("own_network")
        CommentFactory(lesson=lesson, by=cast.user("secretariat"), text="Lo mío")
        sent = self.sent(cast, lesson, visibility="public") | ({"with_mine": "on"} if ticked else {})
        assert cast.client("secretariat").post(reverse("lessons:edit", args=[lesson.pk]), sent).status_code == 302
        shown = Comment.objects.said_to(people["no_network"]).values_list("text", flat=True)
        assert list(shown) == (["Lo mío"] if ticked else [])


class TestFormsSayWhoReads:
    FORMS = {
        "lessons:conversation": "other_member",
        "lessons:corroborate": "other_member",
        "lessons:use": "other_member",
        "lessons:files": "secretariat",
        "lessons:photo_edit": "secretariat",
        "lessons:review": "secretariat",
        "lessons:still_true": "secretariat",
        "lessons:collect": "other_member",
    }

    @pytest.mark.parametrize("name", FORMS)
    def test_each_form_says_who_will_read_it(self, cast, published, name):
        page = cast.client(self.FORMS[name]).get(reverse(name, args=[published.pk]))
        assert "Quién leerá esto" in said(page) or "leen" in said(page)

    def test_the_form_of_a_translation_says_who_will_read_it(self, cast, published):
        page = cast.client("other_member").get(reverse("lessons:translate", args=[published.pk, "en"]))
        assert "Quién leerá esto: Todas las personas que participan en una red." in said(page)

    @pytest.mark.parametrize(
        ("level", "what", "says"),
        [
            ("public", "comment", "cuenta"),
            ("public", "", "mundo"),
            ("own_network", "comment", "Propia"),
            ("chosen_networks", "", "Propia y Ajena"),
            ("public", "review", "secretaría"),
        ],
    )
    def test_who_will_read_it_is_a_sentence_for_each_level(self, cast, published, level, what, says):
        Lesson.objects.update(visibility=level)
        published.shared_with.set([cast.other_network])
        published.refresh_from_db()
        assert says in readers_named(published, what).who
