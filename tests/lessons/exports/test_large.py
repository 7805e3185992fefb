"""A list too large for an answer is written by a worker: once, for its owner alone, as they may read it then."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now
from django.utils.translation import override

from base.typesetting.process import NotMade
from config.privacy.closing import close
from lessons.exports import formats, making, queries
from lessons.exports.tasks import make_exports
from lessons.models import Export, Lesson
from lessons.moderation.takedown import take_down
from lessons.search import counts
from networks.models import Membership
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import LessonFactory
from tests.support.files.exports import asked_for, words_of, work
from tests.support.htmx import headers, soup, swap

SMALL = 2


@pytest.fixture(autouse=True)
def bounds(monkeypatch: Any) -> None:
    """Three lessons are many."""
    for form, known in formats.FORMATS.items():
        monkeypatch.setitem(formats.FORMATS, form, replace(known, at_once=SMALL, most=4))
    monkeypatch.setattr(queries, "IN_A_PART", 2)


@pytest.fixture
def lessons(cast: Cast) -> list[Lesson]:
    author = cast.user("secretariat")
    return [
        LessonFactory(title=f"Cita {number}", network=cast.network, author=author, visibility="public", published=True)
        for number in range(3)
    ]


def file_of(cast: Cast, export: Export, who: str = "member") -> Any:
    return cast.client(who).get(f"{export.get_absolute_url()}archivo")


def titles_in(answer: Any) -> set[str]:
    return {each["title"] for each in json.loads(answer.content)["lessons"]}


class TestAskedFor:
    @pytest.mark.parametrize("form", formats.FORMATS)
    def test_it_is_written_and_downloaded(self, cast: Cast, lessons, form: str):
        export = asked_for(cast.client("member"), form)
        assert work() == ["made"]
        answer = file_of(cast, export)
        assert (answer.status_code, answer["Content-Type"]) == (200, formats.FORMATS[form].mime)
        assert all(lesson.title in words_of(form, answer.content) for lesson in lessons)

    def test_who_signed_in_is_offered_it(self, cast: Cast, lessons):
        answer = cast.client("member").get("/lecciones.json?network=propia&page=2")
        assert answer.status_code == 200
        [form] = soup(answer).select("main form")
        assert form["method"] == "post"
        assert not Export.objects.exists()

    def test_a_visitor_is_told_to_narrow_the_list_or_sign_in(self, cast: Cast, lessons):
        answer = cast.client("anonymous").get("/lecciones.json?network=propia")
        assert answer.status_code == 422
        page = soup(answer).main
        ways = [link["href"].partition("?")[0] for link in page.select(".actions a")]
        assert ways == ["/lecciones/", "/cuenta/login/"]
        assert not page.select("form")
        answer = cast.client("anonymous").post("/lecciones.json?network=propia")
        assert answer["Location"].startswith("/cuenta/login/")
        assert not Export.objects.exists()

    def test_it_has_more_than_the_pages_of_a_search_show(self, cast: Cast, lessons, monkeypatch):
        monkeypatch.setattr(counts, "CANDIDATES", 1)
        client = cast.client("member")
        shown = client.get("/lecciones/", {"q": "cita"}).context["filter"]
        assert (shown.shown, shown.total) == (1, 3)
        export = asked_for(client, query="q=cita")
        work()
        assert titles_in(file_of(cast, export)) == {lesson.title for lesson in lessons}

    def test_a_small_one_comes_at_once_and_leaves_no_row(self, cast: Cast, lessons):
        Lesson.objects.filter(pk=lessons[0].pk).update(result="worked")
        address = "/lecciones.json?result=worked"
        assert cast.client("member").get(address).status_code == 200
        assert cast.client("member").post(address)["Location"] == address
        assert not Export.objects.exists()

    def test_a_list_asked_for_twice_is_written_once(self, cast: Cast, lessons):
        first, second = (asked_for(cast.client("member"), query="network=propia&page=2") for _ in range(2))
        assert (first, first.query) == (second, "network=propia")
        assert asked_for(cast.client("observer"), query="network=propia") != first

    def test_more_than_may_wait_are_refused(self, cast: Cast, lessons):
        for form in ("json", "md", "csv"):
            asked_for(cast.client("member"), form)
        answer = cast.client("member").post("/lecciones.pdf")
        assert answer.status_code == 422
        assert soup(answer).select("main [role=alert]")
        assert Export.objects.count() == 3

    def test_without_its_token_it_is_refused(self, cast: Cast, lessons):
        client = cast.client("member")
        client.handler.enforce_csrf_checks = True
        assert client.post("/lecciones.json").status_code == 403
        assert not Export.objects.exists()


class TestPage:
    def test_a_list_and_its_page_are_for_its_owner_alone(self, cast: Cast, lessons):
        export = asked_for(cast.client("member"))
        work()
        for who in set(EVERYBODY) - {"member", "anonymous"}:
            assert cast.client(who).get(export.get_absolute_url()).status_code == 404, who
            assert file_of(cast, export, who).status_code == 404, who
        assert cast.client("anonymous").get(export.get_absolute_url()).status_code == 302
        assert file_of(cast, export, "anonymous").status_code == 302

    @pytest.mark.fragment("lessons/exports/export.html#export")
    def test_asks_again_by_itself_until_it_is_written(self, cast: Cast, lessons):
        client, export = cast.client("member"), asked_for(cast.client("member"))
        address = export.get_absolute_url()
        Export.objects.claim(export.pk)
        Export.objects.update(done=1, lessons=[1, 2, 3])
        page = soup(client.get(address))
        shown = page.select_one("#export")
        assert shown["hx-get"] == address
        assert (shown.progress["value"], shown.progress["max"]) == ("1", "3")
        assert shown.select_one(f"a[href='{address}']")
        Export.objects.update(state="waiting", claimed_at=None)
        work()
        swap(page, client.get(address, headers=headers("export")), "export")
        assert page == soup(client.get(address))
        assert "hx-get" not in page.select_one("#export").attrs
        assert page.select_one(f"#export a[href='{address}archivo']")

    def test_of_one_that_failed_says_what_to_do(self, cast: Cast, lessons):
        export = asked_for(cast.client("member"))
        Export.objects.update(state="failed")
        page = soup(cast.client("member").get(export.get_absolute_url())).select_one("#export")
        assert not page.select("a")
        assert file_of(cast, export).status_code == 404


class TestRights:
    def test_it_is_read_as_its_owner_may_read_it_then(self, cast: Cast, lessons):
        export = asked_for(cast.client("other_member"))
        Lesson.objects.filter(pk=lessons[0].pk).update(visibility="own_network")
        work()
        assert titles_in(file_of(cast, export, "other_member")) == {"Cita 1", "Cita 2"}

    def test_what_its_owner_may_no_longer_read_is_not_given(self, cast: Cast, lessons):
        export = asked_for(cast.client("other_member"))
        work()
        assert file_of(cast, export, "other_member").status_code == 200
        Lesson.objects.filter(pk=lessons[0].pk).update(visibility="own_network")
        answer = file_of(cast, export, "other_member")
        assert (answer.status_code, lessons[0].title in answer.content.decode()) == (410, False)
        assert making.clear()["exports"] == 1
        assert not Export.objects.exists()

    def test_they_are_asked_in_the_same_statement_however_many_lessons_a_list_has(self, cast: Cast):
        asked = set()

        def noted(execute: Any, sql: str, *rest: Any) -> Any:
            asked.add(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(noted):
            for keys in ([1], [1, 2, 3]):
                assert not queries.may_still_read(keys, cast.user("member"))
        assert len([sql for sql in asked if "COUNT" in sql]) == 1

    def test_of_who_left_the_network_it_is_not_given(self, cast: Cast, lessons):
        Lesson.objects.update(visibility="own_network")
        export = asked_for(cast.client("member"))
        work()
        assert file_of(cast, export).status_code == 200
        Membership.objects.filter(user=cast.user("member")).delete()
        assert file_of(cast, export).status_code == 410

    def test_a_lesson_that_is_taken_down_takes_the_lists_with_it(self, cast: Cast, lessons):
        for who in ("member", "admin"):
            asked_for(cast.client(who))
        work()
        take_down(lessons[0], by=cast.user("admin"), reason="Una prueba.")
        assert not Export.objects.exists()

    def test_a_list_being_written_when_a_lesson_is_taken_down_is_written_anew_without_it(
        self, cast: Cast, lessons, monkeypatch
    ):
        export, note = asked_for(cast.client("member")), making._note

        def taken_down(export: Export, done: int) -> None:
            take_down(lessons[0], by=cast.user("admin"), reason="Una prueba.")
            note(export, done)

        monkeypatch.setattr(making, "_note", taken_down)
        assert making.make(export.pk) == "late"
        monkeypatch.setattr(making, "_note", note)
        assert work() == ["made"]
        assert titles_in(file_of(cast, export)) == {"Cita 1", "Cita 2"}

    def test_it_goes_with_the_account(self, cast: Cast, lessons):
        asked_for(cast.client("member"))
        asked_for(cast.client("observer"))
        close(cast.user("member"))
        assert [export.by for export in Export.objects.all()] == [cast.user("observer")]


class TestWorker:
    def test_days_are_read_in_the_language_in_which_they_were_typed(self, cast: Cast, lessons):
        Lesson.objects.update(published_at=datetime(2025, 2, 1, tzinfo=UTC))
        cast.client("member").post("/en/lecciones.json?since=01/03/2025")  # the third of January
        with override("es"):
            assert work() == ["made"]
        assert titles_in(file_of(cast, Export.objects.get())) == {"Cita 0", "Cita 1", "Cita 2"}

    def test_one_is_written_at_a_time(self, cast: Cast, lessons):
        first, second = asked_for(cast.client("member")), asked_for(cast.client("observer"))
        assert Export.objects.next_ones() == [first.pk]
        assert Export.objects.claim(first.pk)
        assert (Export.objects.next_ones(), Export.objects.claim(second.pk), making.make(second.pk)) == ([], None, None)
        with pytest.raises(IntegrityError, match="export_one_at_a_time"), transaction.atomic():
            Export.objects.update(state="making", claimed_at=now())

    def test_progress_is_noted_part_by_part(self, cast: Cast, lessons, monkeypatch):
        export, noted = asked_for(cast.client("member")), []
        note = making._note
        monkeypatch.setattr(making, "_note", lambda export, done: (note(export, done), noted.append(done)))
        assert making.make(export.pk) == "made"
        assert noted == [2, 3]

    def test_one_that_another_took_over_is_left(self, cast: Cast, lessons, monkeypatch):
        export, note = asked_for(cast.client("member")), making._note

        def late(export: Export, done: int) -> None:
            Export.objects.update(claimed_at=now() + timedelta(seconds=1))
            note(export, done)

        monkeypatch.setattr(making, "_note", late)
        assert making.make(export.pk) == "late"
        assert Export.objects.get().state == "making"

    def test_what_a_dead_worker_held_is_tried_three_times_at_most(self, cast: Cast, lessons):
        export = asked_for(cast.client("member"))
        for _attempt in range(3):
            assert Export.objects.claim(export.pk)
            Export.objects.update(claimed_at=now() - Export.lease - timedelta(minutes=1))
            make_exports()
        assert making.make(export.pk) == "failed"
        assert Export.objects.get().state == "failed"

    def test_a_document_that_cannot_be_made_fails(self, cast: Cast, lessons, monkeypatch):
        export = asked_for(cast.client("member"), "pdf")
        monkeypatch.setitem(formats.FORMATS, "pdf", replace(formats.FORMATS["pdf"], layout="nowhere.typ"))
        with pytest.raises(NotMade):
            making.make(export.pk)
        export.refresh_from_db()
        assert (export.state, export.claimed_at, export.content.name) == ("failed", None, "")

    def test_it_has_no_more_than_its_most_lessons(self, cast: Cast, lessons):
        LessonFactory.create_batch(3, network=cast.network, author=cast.user("secretariat"), published=True)
        export = asked_for(cast.client("member"))
        work()
        assert len(titles_in(file_of(cast, export))) == 4


class TestKept:
    @pytest.mark.parametrize(("days", "left"), [(6, 1), (8, 0)])
    def test_a_list_is_kept_for_a_week(
        self, cast: Cast, lessons, days: int, left: int, django_capture_on_commit_callbacks
    ):
        asked_for(cast.client("member"))
        work()
        path = Path(Export.objects.get().content.path)
        Export.objects.update(asked_at=now() - timedelta(days=days))
        with django_capture_on_commit_callbacks(execute=True):
            assert making.clear()["exports"] == 1 - left
        assert (Export.objects.count(), path.exists()) == (left, bool(left))

    def test_no_more_than_ten_of_a_person(self, cast: Cast, lessons, monkeypatch):
        monkeypatch.setattr(making, "MOST_OF_A_PERSON", 1)
        for form in ("json", "md"):
            asked_for(cast.client("member"), form)
            work()
        assert [export.form for export in Export.objects.all()] == ["md"]

    def test_a_content_without_a_row_goes(self, cast: Cast, lessons):
        asked_for(cast.client("member"))
        work()
        name = Export.objects.get().content.name
        Export.objects.all().delete()
        assert making.clear()["lost_exports"] == 0  # it may be on its way into its row
        old = (now() - timedelta(days=1)).timestamp()
        os.utime(default_storage.path(name), (old, old))
        assert making.clear()["lost_exports"] == 1
        assert not default_storage.exists(name)

    def test_one_whose_content_is_lost_is_not_there(self, cast: Cast, lessons):
        export = asked_for(cast.client("member"))
        work()
        default_storage.delete(Export.objects.get().content.name)
        assert file_of(cast, export).status_code == 404
