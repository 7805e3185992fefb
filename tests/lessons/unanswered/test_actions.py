"""What was searched in vain is noted once for each person, without any, and told from three on."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lessons.models import Change, SearcherMark, UnansweredSearch
from lessons.tasks import forget_searches
from lessons.unanswered import actions
from lessons.unanswered.actions import kept_words
from tests.support.cast import Cast
from tests.support.clock import MONDAY
from tests.support.factories import LessonFactory

MEMBERS = ("member", "observer", "other_member", "secretariat")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        cache.clear()
        yield clock


def search(client: Client, words: str, *, at: str = "127.0.0.1", **asked: str) -> Any:
    answer = client.get(reverse("lessons:lessons", query={"q": words, **asked}), REMOTE_ADDR=at)
    assert answer.status_code == 200
    return answer


def noted() -> dict[str, int]:
    return dict(UnansweredSearch.objects.values_list("words", "people"))


class TestWhoSearched:
    @pytest.mark.parametrize(("many", "told"), [(2, []), (3, ["agua segura"])])
    def test_is_told_from_three_people_on(self, cast: Cast, many: int, told: list[str]):
        for who in MEMBERS[:many]:
            search(cast.client(who), "Agua  Segurá")
        assert UnansweredSearch.objects.words_told() == told

    def test_once_and_again_counts_as_one(self, cast: Cast):
        for _ in range(5):
            search(cast.client("member"), "agua segura")
        assert (noted(), UnansweredSearch.objects.words_told()) == ({"agua segura": 1}, [])

    def test_without_an_account_counts_by_address(self, cast: Cast):
        for address in ("1.1.1.1", "1.1.1.1", "2.2.2.2", "2001:db8::1", "2001:db8::2"):
            search(Client(), "agua segura", at=address)
        assert noted() == {"agua segura": 3}
        assert UnansweredSearch.objects.words_told() == ["agua segura"]

    def test_is_in_no_row(self, cast: Cast):
        search(cast.client("member"), "agua segura")
        search(cast.client("member"), "agua limpia")
        search(Client(), "agua limpia", at="203.0.113.7")
        marks = [*SearcherMark.objects.values_list("mark", flat=True)]
        assert len({*marks}) == 3  # those of one person are not alike
        assert {len(mark) for mark in marks} == {32}
        columns = {field.name for model in (SearcherMark, UnansweredSearch) for field in model._meta.concrete_fields}
        assert columns == {"id", "mark", "search", "words", "week", "people"}

    def test_in_another_week_is_counted_apart(self, cast: Cast, clock: time_machine.Traveller):
        for who in MEMBERS[:2]:
            search(cast.client(who), "agua segura")
        clock.shift(timedelta(days=7))
        for who in MEMBERS[2:3]:
            search(cast.client(who), "agua segura")
        assert UnansweredSearch.objects.words_told() == []

    def test_is_marked_no_more_once_there_are_enough(self, cast: Cast):
        for who in MEMBERS:
            search(cast.client(who), "agua segura")
        assert (noted(), SearcherMark.objects.count()) == ({"agua segura": 3}, 3)

    def test_is_not_counted_twice_after_a_restore_which_brings_no_marks(self, cast: Cast):
        for who in MEMBERS[:2]:
            search(cast.client(who), "agua segura")
        SearcherMark.objects.all().delete()
        search(cast.client("member"), "agua segura")
        assert UnansweredSearch.objects.words_told() == []


class TestWhatIsNotNoted:
    @pytest.mark.parametrize(
        ("words", "asked"),
        [
            ("agua", {}),  # found
            ("presupueto", {}),  # a similar title stands in for it
            ("xyzzy", {"region": "no-es"}),
            ("xyzzy", {"result": "partly"}),
            ("xyzzy", {"state": "draft"}),
            ("xyzzy", {"state": "archived"}),
            ("xyzzy", {"again": "1"}),
            ("", {}),
        ],
    )
    def test_another_search_than_by_words_that_nobody_said(self, cast: Cast, words: str, asked: dict[str, str]):
        LessonFactory(title="El presupuesto del agua", visibility="public", published=True)
        search(cast.client("member"), words, **asked)
        assert noted() == {}

    def test_the_same_is_noted_with_an_empty_form(self, cast: Cast):
        search(cast.client("member"), "xyzzy", region="", state="published", order="title", page="1")
        assert noted() == {"xyzzy": 1}

    @pytest.mark.parametrize(
        "typed",
        [
            *("ana@ejemplo.pe", "ana ejemplo.pe", "ana＠ejemplo", "987654321", "Ana 987 654 321", "(01) 456-7890"),
            *("DNI 4 5 6 7 8 9", "１２３４５６ Ana", "https://a", "ab", "12 34", "¡¿?!", "a" * 81, "DNI 45.678.901"),
        ],
    )
    def test_words_that_look_like_somebodys_data_or_say_too_little_or_too_much(self, typed: str):
        assert kept_words(typed) == ""

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  Presupuesto   PARTICIPATIVO ", "presupuesto participativo"),
            ("«Ley 30364»", "ley 30364"),
            ("agua-segura, ¿dónde?", "agua segura donde"),
            ("ñandú", "nandu"),
        ],
    )
    def test_others_are_kept_folded(self, typed: str, kept: str):
        assert kept_words(typed) == kept

    def test_of_one_client_only_so_many_an_hour_are_noted(self, cast: Cast):
        client = cast.client("member")
        for number in range(actions.NOTED.most + 3):
            search(client, f"nada {number}")
        assert len(noted()) == actions.NOTED.most

    def test_more_words_than_a_week_has_room_for(self, cast: Cast):
        week = MONDAY.date()
        rows = (UnansweredSearch(words=f"nada {each}", week=week) for each in range(actions.MOST_OF_A_WEEK))
        UnansweredSearch.objects.bulk_create(rows)
        search(cast.client("member"), "una más")
        search(cast.client("member"), "nada 7")
        assert UnansweredSearch.objects.count() == actions.MOST_OF_A_WEEK
        assert UnansweredSearch.objects.get(words="nada 7").people == 1

    def test_a_head_request_notes_nothing(self, cast: Cast):
        cast.client("member").head("/lecciones/?q=xyzzy")
        assert noted() == {}


class TestPage:
    def test_that_found_something_asks_nothing_more(self, cast: Cast):
        LessonFactory(title="El agua", visibility="public", published=True)
        with CaptureQueriesContext(connection) as queries:
            search(cast.client("member"), "agua")
        assert [each["sql"] for each in queries if "unanswered" in each["sql"]] == []

    def test_that_found_nothing_writes_twice_at_most(self, cast: Cast):
        client = cast.client("member")
        with CaptureQueriesContext(connection) as queries:
            search(client, "xyzzy")
        assert len([each for each in queries if "lessons_unansweredsearch" in each["sql"]]) == 2
        with CaptureQueriesContext(connection) as queries:
            search(client, "xyzzy")
        assert len([each for each in queries if "lessons_unansweredsearch" in each["sql"]]) == 1

    def test_is_shown_though_nothing_can_be_written(self, cast: Cast):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            answer = search(Client(), "xyzzy")
            assert "«xyzzy»" in answer.content.decode()
        assert noted() == {}

    def test_of_gaps_changes_for_visitors_only_when_words_are_told(self, cast: Cast):
        *others, last = map(cast.client, MEMBERS[:3])
        Change.objects.all().delete()
        for client in others:
            search(client, "agua segura")
        search(last, "xyzzy")
        assert not Change.objects.exists()
        search(last, "agua segura")
        assert Change.objects.exists()


class TestForget:
    def test_removes_the_marks_of_a_week_that_is_over(self, cast: Cast, clock: time_machine.Traveller):
        for who in MEMBERS[:3]:
            search(cast.client(who), "agua segura")
        search(cast.client("member"), "xyzzy")
        clock.shift(timedelta(days=7))
        search(cast.client("member"), "de esta semana")
        forget_searches()
        assert [mark.search.words for mark in SearcherMark.objects.all()] == ["de esta semana"]
        assert noted() == {"agua segura": 3, "de esta semana": 1}
        assert UnansweredSearch.objects.words_told() == ["agua segura"]

    def test_leaves_the_marks_that_still_count(self, cast: Cast, clock: time_machine.Traveller):
        for who in MEMBERS[:2]:
            search(cast.client(who), "agua segura")
        forget_searches()
        assert SearcherMark.objects.count() == 2

    def test_removes_the_words_after_twelve_weeks(self, db: None, clock: time_machine.Traveller):
        UnansweredSearch.objects.create(words="agua", week=MONDAY.date(), people=3)
        clock.shift(timedelta(weeks=11))
        forget_searches()
        assert UnansweredSearch.objects.words_told() == ["agua"]
        clock.shift(timedelta(weeks=1))
        assert UnansweredSearch.objects.words_told() == []
        forget_searches()
        assert noted() == {}
