"""A person saves, sees, renames and removes their own searches, and nobody else's."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lessons.models import SavedSearch
from tests.support.cast import Cast

SAVE, LIST = "/busquedas/guardar/", "/busquedas/"


@pytest.fixture
def search(cast: Cast) -> SavedSearch:
    return SavedSearch.objects.create(by=cast.user("member"), name="Anemia", query="q=anemia")


def rows() -> list[tuple[Any, ...]]:
    return list(SavedSearch.objects.values_list("by__name", "name", "query", "in_digest"))


class TestSave:
    def test_keeps_the_search_of_the_list(self, cast: Cast):
        sent = {"query": "q=anemia&page=2&order=", "name": " Anemia  infantil ", "in_digest": "on"}
        assert cast.client("member").post(SAVE, sent).url == LIST
        assert rows() == [("Member", "Anemia infantil", "q=anemia", True)]

    def test_keeps_it_out_of_the_digest_if_asked(self, cast: Cast):
        cast.client("member").post(SAVE, {"query": "q=anemia", "name": "Anemia"})
        assert rows() == [("Member", "Anemia", "q=anemia", False)]

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            ({"query": "network=no-es", "name": "Uno"}, "Red: "),
            ({"query": "", "name": "Uno"}, "lista de todas"),
            ({"query": "q=agua", "name": " "}, "Completa este campo"),
            ({"query": "q=agua", "name": "a" * 81}, "80"),
            ({"query": "q=agua" + "&x=1" * 1001, "name": "Uno"}, "4000"),
        ],
    )
    def test_refuses_with_words_and_leaves_what_was_typed(self, cast: Cast, sent: dict[str, str], says: str):
        answer = cast.client("member").post(SAVE, sent)
        page = BeautifulSoup(answer.content, "html.parser")
        assert answer.status_code == 422
        assert says in page.select_one("main form").get_text()
        assert page.find("input", {"name": "name"})["value"].strip() == sent["name"].strip()
        assert rows() == []

    def test_a_second_of_the_same_name_is_refused_whatever_its_case(self, cast: Cast, search: SavedSearch):
        answer = cast.client("member").post(SAVE, {"query": "q=agua", "name": "ANEMIA"})
        assert (answer.status_code, len(rows())) == (422, 1)

    def test_sent_twice_is_kept_once(self, cast: Cast, search: SavedSearch):
        answer = cast.client("member").post(SAVE, {"query": "q=anemia", "name": "Anemia", "in_digest": "on"})
        assert (answer.status_code, len(rows())) == (302, 1)

    def test_others_may_use_the_same_name(self, cast: Cast, search: SavedSearch):
        cast.client("other_member").post(SAVE, {"query": "q=anemia", "name": "Anemia"})
        assert len(rows()) == 2

    def test_ends_at_thirty(self, cast: Cast):
        member = cast.user("member")
        SavedSearch.objects.bulk_create(SavedSearch(by=member, name=f"{each}", query="q=a") for each in range(30))
        answer = cast.client("member").post(SAVE, {"query": "q=agua", "name": "Una más"})
        assert (answer.status_code, "30" in answer.content.decode(), len(rows())) == (422, True, 30)

    def test_needs_an_account(self, cast: Cast):
        answer = cast.client("anonymous").post(SAVE, {"query": "q=agua", "name": "Uno"})
        assert (answer.status_code, rows()) == (302, [])


class TestList:
    def test_shows_ones_own_with_what_they_ask(self, cast: Cast, search: SavedSearch):
        SavedSearch.objects.create(by=cast.user("other_member"), name="Ajena", query="q=agua")
        page = BeautifulSoup(cast.client("member").get(LIST).content, "html.parser").main
        assert page.find("a", href="/lecciones/?q=anemia").get_text() == "Anemia"
        assert "«anemia»" in page.get_text()
        assert "Ajena" not in page.get_text()

    def test_says_that_something_is_gone(self, cast: Cast, search: SavedSearch):
        gone = "ya no existe"
        assert gone not in cast.client("member").get(LIST).content.decode()
        SavedSearch.objects.update(query="q=anemia&network=no-es")
        assert gone in cast.client("member").get(LIST).content.decode()

    def test_asks_as_much_for_many_as_for_one(self, cast: Cast, search: SavedSearch):
        def count() -> int:
            client = cast.client("member")
            client.get(LIST)
            with CaptureQueriesContext(connection) as queries:
                client.get(LIST)
            return len(queries)

        before = count()
        SavedSearch.objects.bulk_create(
            SavedSearch(by=cast.user("member"), name=f"{each}", query="network=propia&finding=C1") for each in range(20)
        )
        assert count() == before


class TestChange:
    def test_renames_and_leaves_the_query(self, cast: Cast, search: SavedSearch):
        cast.client("member").post(f"{LIST}{search.pk}/", {"name": "Hierro", "query": "q=otra"})
        assert rows() == [("Member", "Hierro", "q=anemia", False)]

    def test_may_keep_its_own_name(self, cast: Cast, search: SavedSearch):
        answer = cast.client("member").post(f"{LIST}{search.pk}/", {"name": "anemia", "in_digest": "on"})
        assert (answer.status_code, rows()) == (302, [("Member", "anemia", "q=anemia", True)])

    def test_to_the_name_of_another_is_refused(self, cast: Cast, search: SavedSearch):
        other = SavedSearch.objects.create(by=cast.user("member"), name="Agua", query="q=agua")
        answer = cast.client("member").post(f"{LIST}{other.pk}/", {"name": "anemia"})
        other.refresh_from_db()
        assert (answer.status_code, other.name) == (422, "Agua")

    def test_removes(self, cast: Cast, search: SavedSearch):
        cast.client("member").post(f"{LIST}{search.pk}/quitar/")
        assert rows() == []

    @pytest.mark.parametrize("who", ["other_member", "secretariat", "admin"])
    @pytest.mark.parametrize("part", ["", "quitar/"])
    def test_of_somebody_else_is_not_found(self, cast: Cast, search: SavedSearch, who: str, part: str):
        answer = cast.client(who).post(f"{LIST}{search.pk}/{part}", {"name": "Mía"})
        assert (answer.status_code, rows()) == (404, [("Member", "Anemia", "q=anemia", True)])

    def test_removing_needs_a_post(self, cast: Cast, search: SavedSearch):
        assert cast.client("member").get(f"{LIST}{search.pk}/quitar/").status_code == 405
        assert len(rows()) == 1


class TestFoldOfTheList:
    def fold(self, cast: Cast, who: str, **asked: str) -> Any:
        page = cast.client(who).get(reverse("lessons:lessons", query=asked)).content
        return BeautifulSoup(page, "html.parser").select_one("#save-search form")

    def test_sends_the_search_of_the_page(self, cast: Cast):
        form = self.fold(cast, "member", q="anemia", region="")
        assert (form["action"], form.find("input", {"name": "query"})["value"]) == (SAVE, "q=anemia&region=")
        assert form.find("input", {"name": "name"})["value"] == "anemia"
        assert form.find_parent("form") is None

    def test_is_not_there_for_visitors_nor_where_there_is_nothing_to_save(self, cast: Cast):
        assert self.fold(cast, "anonymous", q="anemia") is None
        assert self.fold(cast, "member") is None
        assert self.fold(cast, "member", network="no-es") is None
