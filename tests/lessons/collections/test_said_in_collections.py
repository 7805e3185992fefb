"""What is said in a collection reaches whom that reached when it was said, until its writer agrees."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from lessons.collections import actions
from lessons.models import Audience, Collection, CollectionItem, Lesson
from networks.models import Membership
from tests.support.cast import Cast
from tests.support.factories import CollectionFactory, LessonFactory, MembershipFactory
from tests.support.htmx import soup
from tests.support.lessons import said
from tests.support.written_rows import everything

NOTE, TITLE, INTRODUCTION = "zzqnota", "zzqtítulo", "zzqentrada"
WORDS = {"title": TITLE, "introduction": INTRODUCTION}
# Whom each level reaches, of those who may read the lesson, which is public.
REACHED = {
    "private": {"member"},
    "own_network": {"member", "observer", "secretariat", "admin"},
    "all_networks": {"member", "observer", "secretariat", "admin", "other_member"},
    "public": {"member", "observer", "secretariat", "admin", "other_member", "no_network", "anonymous"},
}
LEVELS = list(REACHED)


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    return LessonFactory(network=cast.other_network, visibility="public", published=True)


@pytest.fixture
def collection(cast: Cast) -> Collection:
    """The member's, for their network."""
    return CollectionFactory(by=cast.user("member"), network=cast.network, visibility="own_network", **WORDS)


@pytest.fixture
def note(cast: Cast, collection: Collection, lesson: Lesson) -> CollectionItem:
    """The secretariat's."""
    actions.add(lesson, to=collection, by=cast.user("secretariat"), note=NOTE)
    return collection.items.get()


def edit(cast: Cast, who: str, collection: Collection, **sent: Any) -> Any:
    fields = {"title": collection.title, "introduction": collection.introduction, "visibility": collection.visibility}
    if who == "member":
        fields["network"] = collection.network_id or ""
    return cast.client(who).post(reverse("lessons:collection_edit", args=[collection.pk]), fields | sent)


def say(cast: Cast, who: str, item: CollectionItem, words: str, **sent: Any) -> Any:
    address = reverse("lessons:collection_arrange", args=[item.collection_id])
    return cast.client(who).post(address, {"item": item.pk, "do": "note", "note": words, **sent})


def reads(cast: Cast, who: str, collection: Collection, words: str = NOTE) -> bool:
    return words in cast.client(who).get(collection.get_absolute_url()).content.decode()


def level_of(collection: Collection) -> str:
    return Collection.objects.values_list("visibility", flat=True).get(pk=collection.pk)


class TestWidened:
    @pytest.mark.parametrize("before", LEVELS[:-1])
    @pytest.mark.parametrize("after", LEVELS[1:])
    def test_a_note_reaches_whom_it_reached(self, cast, collection, lesson, before, after):
        Collection.objects.update(visibility=before)
        actions.add(lesson, to=collection, by=cast.user("member"), note=NOTE)
        Collection.objects.update(visibility=after)
        for who in REACHED["public"]:
            reader = AnonymousUser() if who == "anonymous" else cast.user(who)
            shown = CollectionItem.objects.said_to(reader).exists()
            assert shown is (who in REACHED[before]), who

    @pytest.mark.parametrize("way", ["public", "link"])
    def test_pages_and_packs_show_what_they_showed(self, cast, collection, note, way):
        if way == "link":
            Collection.objects.update(share_token="zzqlink")
        else:
            Collection.objects.update(visibility="public")
        address = "/colecciones/enlace/zzqlink/" if way == "link" else collection.get_absolute_url()
        shown = {who: NOTE in cast.client(who).get(address).content.decode() for who in REACHED["public"]}
        assert {who for who, is_shown in shown.items() if is_shown} == REACHED["own_network"]

    def test_another_network_is_another_circle(self, cast, collection, note):
        MembershipFactory(user=cast.user("member"), network=cast.other_network)
        edit(cast, "member", collection, network=cast.other_network.pk)
        assert not reads(cast, "other_secretariat", collection)
        assert reads(cast, "member", collection)

    def test_where_a_link_leads_it_is_said_to_everybody(self, cast, collection, lesson):
        actions.share(collection, by=cast.user("member"))
        actions.add(lesson, to=collection, by=cast.user("member"), note=NOTE)
        assert CollectionItem.objects.said_to(AnonymousUser()).exists()

    def test_an_audience_written_by_the_application_is_not_kept(self, cast, note):
        everyone = Audience.objects.get_or_create(circles=["everyone"])[0]
        CollectionItem.objects.update(audience=everyone, collection_audience=everyone)
        assert not CollectionItem.objects.said_to(AnonymousUser()).exists()

    def test_who_keeps_it_is_told_that_a_note_is_there_and_cannot_take_its_place(self, cast, collection, lesson):
        Collection.objects.update(visibility="private")
        actions.add(lesson, to=collection, by=cast.user("member"), note=NOTE)
        Collection.objects.update(visibility="own_network")
        item = collection.items.get()
        page = cast.client("secretariat").get(reverse("lessons:collection_edit", args=[collection.pk]))
        assert "para menos personas" in said(page)
        answer = say(cast, "secretariat", item, "Otra")
        assert (answer.status_code, CollectionItem.objects.get().note) == (422, NOTE)
        assert "Otra" in answer.content.decode()

    def test_who_reads_it_sees_who_alone_does(self, cast, collection, note):
        assert "Solo lo lee" not in said(cast.client("observer").get(collection.get_absolute_url()))
        Collection.objects.update(visibility="public")
        says = "Solo lo lee la gente de Propia."
        assert says in said(cast.client("observer").get(collection.get_absolute_url()))
        assert says not in said(cast.client("other_member").get(collection.get_absolute_url()))


class TestAgreed:
    @pytest.fixture
    def widened(self, collection, note):
        Collection.objects.update(visibility="public")
        return note

    def test_saved_once_more_by_who_wrote_it_all_read_it(self, cast, collection, widened):
        assert say(cast, "secretariat", widened, NOTE).status_code == 302
        assert reads(cast, "anonymous", collection)

    @pytest.mark.parametrize("who", ["member", "admin"])
    def test_saved_by_another_it_stays_where_it_was(self, cast, collection, widened, who):
        assert say(cast, who, widened, NOTE).status_code == 302
        assert not reads(cast, "anonymous", collection)

    def test_new_words_are_of_who_writes_them_and_reach_all(self, cast, collection, widened):
        say(cast, "member", widened, "Otra")
        assert reads(cast, "anonymous", collection, "Otra")
        assert CollectionItem.objects.get().by == cast.user("member")

    @pytest.mark.parametrize("way", ["form", "link"])
    @pytest.mark.parametrize("ticked", [True, False])
    def test_who_opens_it_takes_their_own_along_with_a_tick(self, cast, collection, note, lesson, way, ticked):
        other = LessonFactory(network=cast.network, visibility="public", published=True)
        actions.add(other, to=collection, by=cast.user("member"), note="mía")
        along = {"with_mine": "on"} if ticked else {}
        if way == "link":
            address = reverse("lessons:collection_link", args=[collection.pk])
            cast.client("member").post(address, {"do": "new", **along})
        else:
            assert edit(cast, "member", collection, visibility="public", **along).status_code == 302
        shown = CollectionItem.objects.said_to(AnonymousUser()).values_list("note", flat=True)
        assert list(shown) == (["mía"] if ticked else [])


class TestItsMakerLeft:
    @pytest.fixture
    def left(self, cast, collection, note) -> Collection:
        """Everybody may read the collection by now, but not the note that the secretariat wrote for the network."""
        Collection.objects.update(visibility="public")
        assert reads(cast, "member", collection)
        Membership.objects.filter(user=cast.user("member")).delete()
        return collection

    def test_reads_what_all_do_and_no_note_for_the_network(self, cast, left):
        assert reads(cast, "member", left, TITLE)
        assert not reads(cast, "member", left)
        assert reads(cast, "observer", left)

    @pytest.mark.parametrize("act", ["edit", "link", "remove"])
    def test_keeps_it_no_more(self, cast, left, act):
        address = reverse(f"lessons:collection_{act}", args=[left.pk])
        client = cast.client("member")
        before = everything()
        sent = {"title": "Mía", "visibility": "public", "network": "", "do": "new"}
        assert client.post(address, sent).status_code == 403
        assert everything() == before
        assert cast.client("secretariat").post(address, sent).status_code == 302

    def test_what_is_of_no_network_stays_theirs(self, cast, lesson):
        own = CollectionFactory(by=cast.user("member"), holding=[lesson], **WORDS)
        Membership.objects.filter(user=cast.user("member")).delete()
        assert edit(cast, "member", own, title="Mía").status_code == 302


class TestWhoWidens:
    def test_is_told_what_stays_behind(self, cast, collection, note):
        address = reverse("lessons:collection_edit", args=[collection.pk])
        assert "1 nota que escribió otra persona" in said(cast.client("member").get(address))
        assert "1 nota que escribió" not in said(cast.client("secretariat").get(address))
        assert soup(cast.client("secretariat").get(address)).select("#id_with_mine")

    @pytest.mark.parametrize("way", ["public", "link"])
    def test_opens_no_title_and_introduction_that_somebody_else_wrote(self, cast, collection, way):
        if way == "link":
            address = reverse("lessons:collection_link", args=[collection.pk])
            cast.client("secretariat").post(address, {"do": "new"})
        else:
            answer = edit(cast, "secretariat", collection, visibility="public")
            assert answer.status_code == 422
            assert "Member" in said(answer)
        assert level_of(collection) == "own_network"
        assert Collection.objects.get().share_token is None

    @pytest.mark.parametrize("anew", [["title"], ["introduction"], ["title", "introduction"]])
    def test_may_open_it_with_both_written_anew(self, cast, collection, anew):
        answer = edit(cast, "secretariat", collection, visibility="public", **dict.fromkeys(anew, "De nuevo"))
        assert answer.status_code == (302 if len(anew) == 2 else 422)
        assert level_of(collection) == ("public" if len(anew) == 2 else "own_network")

    def test_opens_what_they_wrote_themselves(self, cast, collection):
        assert edit(cast, "member", collection, visibility="public").status_code == 302
        assert level_of(collection) == "public"

    def test_its_maker_opens_no_words_of_the_secretariat(self, cast, collection):
        edit(cast, "secretariat", collection, introduction="De la secretaría")
        collection.refresh_from_db()
        assert edit(cast, "member", collection, visibility="public").status_code == 422
        assert level_of(collection) == "own_network"
        assert edit(cast, "member", collection, visibility="public", introduction="Mía").status_code == 302

    def test_narrowed_by_mistake_it_is_opened_again_by_anybody_who_keeps_it(self, cast, collection):
        edit(cast, "member", collection, visibility="public")
        edit(cast, "secretariat", collection)
        collection.refresh_from_db()
        assert level_of(collection) == "own_network"
        assert edit(cast, "secretariat", collection, visibility="public").status_code == 302


class TestNamed:
    """Each form names who reads the collection, and comes back if others do by now."""

    def test_the_note(self, cast, collection, note):
        page = cast.client("secretariat").get(reverse("lessons:collection_edit", args=[collection.pk]))
        assert "La colección es para la gente de Propia." in said(page)
        named = soup(page).select_one(f"#item-{note.pk} [name=collections]")["value"]
        Collection.objects.update(visibility="public")
        answer = say(cast, "secretariat", note, "Nueva", collections=named)
        assert (answer.status_code, CollectionItem.objects.get().note) == (422, NOTE)
        assert "Desde que abriste esta página" in said(answer)
        again = soup(answer).select_one(f"#item-{note.pk} [name=collections]")["value"]
        assert say(cast, "secretariat", note, "Nueva", collections=again).status_code == 302

    def test_what_is_put_in(self, cast, collection, lesson):
        address = reverse("lessons:collect", args=[lesson.pk])
        page = cast.client("secretariat").get(address)
        assert f"{TITLE}, para la gente de Propia" in said(page)
        named = soup(page).select_one("[name=collections]")["value"]
        Collection.objects.update(visibility="public")
        sent = {"collection": collection.pk, "note": NOTE}
        answer = cast.client("secretariat").post(address, sent | {"collections": named})
        assert (answer.status_code, CollectionItem.objects.count()) == (422, 0)
        again = soup(answer).select_one("[name=collections]")["value"]
        assert cast.client("secretariat").post(address, sent | {"collections": again}).status_code == 302

    def test_its_own_words_where_a_link_was_made_meanwhile(self, cast, collection):
        page = cast.client("member").get(reverse("lessons:collection_edit", args=[collection.pk]))
        named = soup(page).select_one("form.card [name=collections]")["value"]
        actions.share(collection, by=cast.user("member"))
        answer = edit(cast, "member", collection, introduction="Nueva", collections=named)
        assert (answer.status_code, Collection.objects.get().introduction) == (422, INTRODUCTION)
        again = soup(answer).select_one("form.card [name=collections]")["value"]
        assert edit(cast, "member", collection, introduction="Nueva", collections=again).status_code == 302

    def test_a_saved_form_leaves_the_link_as_it_is(self, cast, collection):
        stale = Collection.objects.get(pk=collection.pk)
        actions.share(collection, by=cast.user("member"))
        actions.change(stale, by=cast.user("member"), told="", with_mine=False)
        assert Collection.objects.get().share_token


def test_the_database_and_the_object_agree_on_whom_it_reaches(cast, collection, lesson):
    for level in LEVELS:
        for token in (None, f"zzq{level}"):
            Collection.objects.update(visibility=level, share_token=token)
            CollectionItem.objects.all().delete()
            found = Collection.objects.get()
            actions.add(lesson, to=found, by=cast.user("member"), note=NOTE)
            assert CollectionItem.objects.get().collection_audience.circles == found.circles
