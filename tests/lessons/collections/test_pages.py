"""Collections: made, arranged, shared, and nothing in them for who may not read it.

Who may open each page: test_permission_matrix.py.
"""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from config.privacy.closing import close
from lessons.collections import actions
from lessons.models import Collection, CollectionItem, Lesson
from tests.support.factories import (
    CollectionFactory,
    LessonFactory,
    MembershipFactory,
    OrganisationFactory,
    TranslationFactory,
)
from tests.support.htmx import soup
from tests.support.lessons import said, titles


@pytest.fixture
def lessons(cast) -> list[Lesson]:
    author = cast.user("secretariat")
    return [LessonFactory(title=t, network=cast.network, author=author, published=True) for t in ("Uno", "Dos", "Tres")]


@pytest.fixture
def mine(cast, lessons) -> Collection:
    """The member's, for all networks."""
    return CollectionFactory(by=cast.user("member"), visibility="all_networks", holding=lessons)


def order(collection) -> list[str]:
    return list(collection.items.order_by("position").values_list("lesson__title", flat=True))


def link_of(collection) -> str:
    collection.refresh_from_db()
    return reverse("lessons:shared", args=[collection.share_token])


class TestReaders:
    """Who may read one, by its visibility; those who may not are told of none in the list either."""

    @pytest.mark.parametrize(
        ("visibility", "readers"),
        [
            ("private", {"member"}),
            ("own_network", {"member", "observer", "secretariat", "admin"}),
            (
                "all_networks",
                {"member", "observer", "secretariat", "admin", "other_member", "other_secretariat"},
            ),
            (
                "public",
                {"member", "observer", "secretariat", "admin", "other_member", "other_secretariat"}
                | {"no_network", "anonymous"},
            ),
        ],
    )
    def test_page_and_list_agree(self, cast, visibility, readers):
        found = CollectionFactory(
            by=cast.user("member"), network=cast.network, visibility=visibility, title="zzqtítulo"
        )
        people = ("anonymous", "no_network", "other_member", "other_secretariat", "observer", "member", "secretariat")
        for who in (*people, "admin"):
            client = cast.client(who)
            assert (client.get(found.get_absolute_url()).status_code == 200) is (who in readers), who
            assert ("zzqtítulo" in client.get("/colecciones/").content.decode()) is (who in readers), who

    def test_of_a_network_it_is_its_makers_while_they_write_there(self, cast):
        found = CollectionFactory(by=cast.user("member"), network=cast.network, visibility="private")
        cast.user("member").memberships.update(role="observer")
        assert cast.client("member").get(found.get_absolute_url()).status_code == 404


class TestNothingLeaks:
    """A lesson that its reader may no longer read goes from all that the collection shows; nobody else is told."""

    @pytest.fixture
    def shared(self, cast, mine, lessons) -> Collection:
        mine.items.filter(lesson=lessons[1]).update(note="zzqnota")
        hidden = {"visibility": "own_organisation", "organisation": OrganisationFactory()}
        Lesson.objects.filter(pk=lessons[1].pk).update(title="zzqtítulo", **hidden)
        actions.share(mine, by=mine.by)
        return mine

    @pytest.mark.parametrize("who", ["other_member", "observer", "member"])
    def test_from_the_page(self, cast, shared, who):
        response = cast.client(who).get(shared.get_absolute_url())
        assert titles(response) == ["Uno", "Tres"]
        assert "zzq" not in response.content.decode()
        assert ("1 lección que no puedes leer" in said(response)) is (who == "member")

    def test_from_its_link(self, cast, shared):
        Lesson.objects.filter(title="Uno").update(visibility="public")
        response = cast.client("anonymous").get(link_of(shared))
        assert titles(response) == ["Uno"]
        assert "no puedes leer" not in said(response)
        assert 'content="noindex"' in response.content.decode()

    def test_from_the_number_in_the_list(self, cast, shared):
        for who, many in (("other_member", "2 lecciones"), ("secretariat", "3 lecciones")):
            assert many in said(cast.client(who).get("/colecciones/"))

    def test_from_where_it_is_arranged_but_it_can_be_taken_out(self, cast, shared, lessons):
        client, address = cast.client("member"), reverse("lessons:collection_edit", args=[shared.pk])
        response = client.get(address)
        assert "zzq" not in response.content.decode()
        assert "Una lección que no puedes leer." in said(response)
        item = shared.items.get(lesson=lessons[1])
        client.post(reverse("lessons:collection_arrange", args=[shared.pk]), {"item": item.pk, "do": "remove"})
        assert order(shared) == ["Uno", "Tres"]

    def test_an_unnamed_author_is_not_named(self, cast, shared):
        Lesson.objects.update(is_unnamed=True)
        assert "Secretariat" not in cast.client("other_member").get(shared.get_absolute_url()).content.decode()


class TestWritten:
    def test_by_who_takes_part(self, cast):
        body = {"title": "Para empezar", "introduction": "Dos\nlíneas", "visibility": "own_network"}
        cast.client("member").post("/colecciones/nueva/", body | {"network": cast.network.pk})
        found = Collection.objects.get()
        assert (found.by, found.network, found.visibility) == (cast.user("member"), cast.network, "own_network")

    @pytest.mark.parametrize(
        ("who", "wrong"),
        [
            ("member", {"title": " "}),
            ("member", {"visibility": "own_network"}),
            ("member", {"network": "other"}),
            ("observer", {"network": "own", "visibility": "own_network"}),
            ("no_network", {"visibility": "public"}),
        ],
    )
    def test_what_may_not_be_is_said_and_nothing_kept(self, cast, who, wrong):
        networks = {"own": cast.network.pk, "other": cast.other_network.pk}
        body = {"title": "Para empezar", "visibility": "private"} | wrong
        body["network"] = networks.get(wrong.get("network", ""), "")
        response = cast.client(who).post("/colecciones/nueva/", body)
        assert response.status_code == 422
        assert not Collection.objects.exists()

    def test_who_is_in_no_network_keeps_one_alone(self, cast):
        cast.client("no_network").post("/colecciones/nueva/", {"title": "Mía", "visibility": "private"})
        found = Collection.objects.get()
        response = cast.client("no_network").post(reverse("lessons:collection_link", args=[found.pk]), {"do": "new"})
        assert response.status_code == 403
        assert Collection.objects.get().share_token is None

    def test_a_secretariat_cannot_take_it_from_its_maker(self, cast):
        found = CollectionFactory(by=cast.user("member"), network=cast.network, visibility="own_network")
        address = reverse("lessons:collection_edit", args=[found.pk])
        client = cast.client("secretariat")
        assert client.post(address, {"title": "Otra", "visibility": "private"}).status_code == 422
        client.post(address, {"title": "Otra", "visibility": "public", "network": ""})
        found.refresh_from_db()
        assert (found.title, found.by, found.network) == ("Otra", cast.user("member"), cast.network)

    def test_the_database_refuses_what_has_no_readers(self, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            CollectionFactory(by=cast.user("member"), visibility="own_network")


class TestArranged:
    @pytest.mark.parametrize(
        ("title", "do", "after"),
        [
            ("Dos", "up", ["Dos", "Uno", "Tres"]),
            ("Dos", "down", ["Uno", "Tres", "Dos"]),
            ("Uno", "up", ["Uno", "Dos", "Tres"]),
            ("Tres", "down", ["Uno", "Dos", "Tres"]),
            ("Uno", "remove", ["Dos", "Tres"]),
            ("Uno", "nothing we know", ["Uno", "Dos", "Tres"]),
        ],
    )
    def test_by_buttons(self, cast, mine, title, do, after):
        item = mine.items.get(lesson__title=title)
        address = reverse("lessons:collection_arrange", args=[mine.pk])
        assert cast.client("member").post(address, {"item": item.pk, "do": do}).status_code == 302
        assert order(mine) == after

    def test_a_note_says_why(self, cast, mine):
        item, client = mine.items.first(), cast.client("member")
        address = reverse("lessons:collection_arrange", args=[mine.pk])
        client.post(address, {"item": item.pk, "do": "note", "note": "Para empezar <b>"})
        assert "Para empezar &lt;b&gt;" in client.get(mine.get_absolute_url()).content.decode()
        client.post(address, {"item": item.pk, "do": "note", "note": "x" * 501})
        assert CollectionItem.objects.get(pk=item.pk).note == "Para empezar <b>"

    @pytest.mark.parametrize("item", ["", "x", "99999999999999999999"])
    def test_a_lesson_that_is_not_in_it_cannot_be_arranged(self, cast, mine, item):
        address = reverse("lessons:collection_arrange", args=[mine.pk])
        assert cast.client("member").post(address, {"item": item, "do": "remove"}).status_code == 404
        other = CollectionFactory(by=cast.user("admin"), holding=[LessonFactory(published=True)]).items.get()
        assert cast.client("member").post(address, {"item": other.pk, "do": "remove"}).status_code == 404
        assert CollectionItem.objects.count() == 4


class TestCollect:
    @pytest.fixture
    def address(self, published):
        return reverse("lessons:collect", args=[published.pk])

    def test_into_a_new_one_or_last_into_one_of_theirs(self, cast, mine, published, address):
        client = cast.client("member")
        client.post(address, {"title": "", "collection": mine.pk, "note": "Al final"})
        assert order(mine)[-1] == published.title
        client.post(address, {"title": "La nueva", "note": ""})
        new = Collection.objects.get(title="La nueva")
        assert (new.by, new.visibility, order(new)) == (cast.user("member"), "private", [published.title])

    def test_twice_is_once(self, mine, lessons):
        assert not actions.add(lessons[0], to=mine, by=mine.by)
        assert order(mine) == ["Uno", "Dos", "Tres"]

    def test_a_collection_of_others_takes_no_lesson(self, cast, mine, address):
        response = cast.client("observer").post(address, {"collection": mine.pk, "title": "", "note": "Mía"})
        assert response.status_code == 422
        assert "Mía" in response.content.decode()
        assert mine.items.count() == 3

    def test_a_collection_neither_named_nor_chosen_is_an_error(self, cast, address):
        assert cast.client("member").post(address, {"title": "", "note": ""}).status_code == 422
        assert not Collection.objects.exists()

    def test_a_full_one_says_so(self, cast, mine, address, monkeypatch):
        monkeypatch.setattr(actions, "MOST_LESSONS", 3)
        response = cast.client("member").post(address, {"collection": mine.pk, "title": "", "note": ""})
        assert (response.status_code, mine.items.count()) == (422, 3)
        assert "empieza otra" in said(response)


class TestLink:
    def test_opens_until_it_is_renewed_or_ended(self, cast, mine):
        client, address = cast.client("member"), reverse("lessons:collection_link", args=[mine.pk])
        client.post(address, {"do": "new"})
        first = link_of(mine)
        client.post(address, {"do": "new"})
        second, visitor = link_of(mine), cast.client("anonymous")
        assert [visitor.get(link).status_code for link in (first, second)] == [404, 200]
        client.post(address, {"do": "end"})
        assert visitor.get(second).status_code == 404

    @pytest.mark.parametrize(("language", "title"), [("/en", "One"), ("", "Uno")])
    def test_shows_lessons_in_the_readers_language(self, cast, mine, lessons, language, title):
        Lesson.objects.filter(pk=lessons[0].pk).update(visibility="public")
        TranslationFactory(lesson=lessons[0], by=cast.user("member"), title="One")
        actions.share(mine, by=mine.by)
        with override(language.strip("/") or "es"):
            page = soup(cast.client("anonymous").get(link_of(mine)))
        assert [each.get_text(strip=True) for each in page.select(".collected h3")] == [title]

    def test_is_in_no_history(self, mine):
        actions.share(mine, by=mine.by)
        mine.refresh_from_db()
        events = Collection.pgh_event_model.objects.filter(pgh_obj=mine).values()
        assert mine.share_token not in str(list(events))


def test_one_that_is_deleted_leaves_its_lessons_and_its_history(cast, mine):
    pk = mine.pk
    cast.client("member").post(reverse("lessons:collection_remove", args=[pk]))
    assert not Collection.objects.exists()
    assert Lesson.objects.count() == 3
    assert Collection.pgh_event_model.objects.filter(pgh_obj_id=pk, pgh_label="delete").exists()


def test_an_account_that_closes_takes_what_was_for_it_alone(cast, lessons):
    leaves = MembershipFactory(network=cast.network).user
    CollectionFactory(by=leaves, title="zzqsola", holding=lessons)
    stays = CollectionFactory(by=leaves, visibility="public", holding=lessons)
    actions.share(stays, by=leaves)
    close(leaves)
    assert list(Collection.objects.all()) == [stays]
    assert "zzqsola" not in str(list(Collection.pgh_event_model.objects.values()))
    stays.refresh_from_db()
    assert stays.share_token is None
    assert "alguien que se fue" in said(cast.client("member").get(stays.get_absolute_url()))


@pytest.mark.parametrize("many", [2, 12])
def test_queries_do_not_grow_with_lessons(cast, many):
    lessons = LessonFactory.create_batch(many, network=cast.network, author=cast.user("secretariat"), published=True)
    found = CollectionFactory(by=cast.user("member"), network=cast.network, visibility="public", holding=lessons)
    CollectionFactory.create_batch(many, by=cast.user("member"), holding=lessons)
    pages = {"page": found.get_absolute_url(), "list": "/colecciones/", "pdf": f"{found.get_absolute_url()}paquete.pdf"}
    counted = {}
    for name, address in pages.items():
        client = cast.client("observer")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counted[name] = len(queries)
    assert counted == {"page": 10, "list": 8, "pdf": 10 + 2 * (many // 10)}  # texts are read for ten lessons at a time
