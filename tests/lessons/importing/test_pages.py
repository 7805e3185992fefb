"""Pages of an import of lessons. Who may open them: test_permission_matrix.py."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from base import queue
from base.importing.models import LEASE, RECENT
from base.tables.files import read_table
from lessons.importing import actions
from lessons.importing.files import MOST_BYTES
from lessons.models import Lesson, LessonImport
from lessons.tasks import resume_imports
from networks.profile.opening import close_network
from tests.support.cast import Cast
from tests.support.files.imported import as_json, our_lists, sent, thousand, whole_row, written
from tests.support.htmx import headers, soup, swap
from tests.support.lessons import said

NEW = "/redes/propia/importar/"
DRAFTS = as_json({"title": "Uno", "lesson": "a"}, {"title": "Dos", "lesson": "b"})
FAULTY = as_json({"title": "Uno", "region": "Altiplano"}, {"title": "Dos", "region": "Puno"})


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does at once what is asked of it, as soon as the request is through."""
    monkeypatch.setattr(queue, "_hand_over", lambda task, args, _: task.run(*args))


@pytest.fixture
def post(cast: Cast, worker: None, django_capture_on_commit_callbacks: Any) -> Any:
    """Sends what the form of an import holds, with the changes."""

    def post(batch: LessonImport, go: str, who: str = "secretariat", **changes: str) -> Any:
        client = cast.client(who)
        page = soup(client.get(batch.get_absolute_url()))
        form = {each["name"]: chosen(each) for each in page.select("#import select")}
        form |= {each["name"]: each["value"] for each in page.select("#import input[checked]")}
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(batch.get_absolute_url(), {**form, **changes, "go": go})
        batch.refresh_from_db()
        return answer

    return post


def chosen(select: Any) -> str:
    option = select.select_one("option[selected]") or select.option
    return str(option["value"])


def upload(content: bytes, name: str = "x.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestSending:
    def test_reads_it_and_writes_nothing(self, cast: Cast, worker: None, django_capture_on_commit_callbacks: Any):
        client = cast.client("secretariat")
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(NEW, {"file": upload(DRAFTS)})
        batch = LessonImport.objects.get()
        assert answer["Location"] == batch.get_absolute_url()
        assert (batch.state, batch.by, batch.network) == ("read", cast.user("secretariat"), cast.network)
        assert "Uno" in said(client.get(batch.get_absolute_url()))
        assert "x.json" in said(client.get(NEW))
        assert not Lesson.objects.exists()

    @pytest.mark.parametrize(("name", "size"), [("x.pdf", 1), ("x.json", 0), ("x.json", MOST_BYTES + 1)])
    def test_what_is_no_such_file_is_refused_at_once(self, cast: Cast, name: str, size: int):
        answer = cast.client("secretariat").post(NEW, {"file": upload(b"a" * size, name)})
        assert answer.status_code == 422
        assert soup(answer).select(".errorlist")
        assert not LessonImport.objects.exists()

    def test_into_a_closed_network_is_refused_at_once(self, cast: Cast):
        close_network(cast.network, by=cast.user("admin"), reason="Terminó")
        answer = cast.client("secretariat").post(NEW, {"file": upload(DRAFTS)})
        assert (answer.status_code, len(soup(answer).select(".errorlist"))) == (422, 1)
        assert not LessonImport.objects.exists()

    def test_is_linked_from_the_desk(self, cast: Cast):
        assert soup(cast.client("secretariat").get("/redes/propia/secretaria/")).select(f'a[href="{NEW}"]')


class TestChoosing:
    def test_a_word_of_no_list_can_be_one_of_ours(self, cast: Cast, post: Any):
        our_lists()
        batch = sent(cast, FAULTY, "x.json")
        [word] = [name for name in names(cast, batch) if name.startswith("regions-")]
        post(batch, "read", **{word: "puno"})
        assert (batch.state, batch.found["good"], batch.words) == ("read", 2, {"regions": {"altiplano": "puno"}})
        post(batch, "read", **{word: "-"})
        assert (batch.found["good"], batch.words) == (2, {"regions": {"altiplano": ""}})
        post(batch, "read", **{word: ""})
        assert (batch.found["good"], batch.words) == (1, {})

    def test_a_column_can_be_another_field(self, cast: Cast, post: Any):
        batch = sent(cast, b"Lo bueno;Nota\nPedir la cita;x\n")
        assert batch.found["untold"]
        post(batch, "read", **{"column-0": "insight"})
        assert (batch.columns, batch.found["good"]) == (["insight", ""], 1)

    def test_a_column_that_nothing_takes_is_named_and_can_be_chosen_at_once(self, cast: Cast, post: Any):
        batch = sent(cast, b"title;Lo nuestro\nPedir la cita;x\n")
        page = soup(cast.client("secretariat").get(batch.get_absolute_url()))
        assert "Lo nuestro" in page.select_one("#import form .warning").text
        assert page.select_one("#import details:has([name=column-0])").has_attr("open")
        post(batch, "read", **{"column-1": "insight"})
        page = soup(cast.client("secretariat").get(batch.get_absolute_url()))
        assert not page.select("#import form .warning, #import details[open]")

    def test_one_field_for_two_columns_is_refused_and_kept_as_chosen(self, cast: Cast, post: Any):
        batch = sent(cast, b"title;Nota\nUno;x\n")
        answer = post(batch, "read", **{"column-1": "title"})
        assert answer.status_code == 422
        assert soup(answer).select(".errorlist")
        assert chosen(soup(answer).select_one("[name=column-1]")) == "title"
        assert batch.columns == ["title", ""]

    @pytest.mark.parametrize("choice", ["search", "x" * 300])
    def test_what_is_no_field_is_refused(self, cast: Cast, post: Any, choice: str):
        batch = sent(cast, b"title;Nota\nUno;x\n")
        assert post(batch, "read", **{"column-1": choice}).status_code == 422
        assert batch.columns == ["title", ""]

    def test_a_yes_to_what_was_not_seen_reads_it_first(self, cast: Cast, post: Any):
        batch = sent(cast, b"title;Nota\nUno;x\n")
        post(batch, "write", **{"column-1": "context"})
        assert (batch.state, batch.columns) == ("read", ["title", "context"])
        assert not Lesson.objects.exists()


def names(cast: Cast, batch: LessonImport) -> list[str]:
    page = soup(cast.client("secretariat").get(batch.get_absolute_url()))
    return [str(each["name"]) for each in page.select("#import select")]


class TestYes:
    def test_writes_drafts_for_those_the_network_chose(self, cast: Cast, post: Any):
        batch = sent(cast, DRAFTS, "x.json")
        post(batch, "write")
        assert (batch.state, batch.written) == ("written", 2)
        assert {*Lesson.objects.drafts().values_list("visibility", flat=True)} == {"all_networks"}
        assert "2 lecciones" in said(cast.client("secretariat").get(batch.get_absolute_url()))

    def test_a_yes_can_publish_and_says_for_whom(self, cast: Cast, post: Any):
        batch = sent(cast, as_json(whole_row()), "x.json")
        post(batch, "write", then="publish", visibility="public")
        assert Lesson.objects.published().get().visibility == "public"

    def test_a_yes_to_the_good_rows_of_a_thousand_writes_them(self, cast: Cast, post: Any):
        our_lists()
        batch = sent(cast, thousand())
        post(batch, "write", how="good")
        assert (batch.state, batch.written) == ("written", 997)

    def test_a_yes_to_all_rows_writes_none_if_some_are_faulty(self, cast: Cast, post: Any):
        our_lists()
        batch = sent(cast, thousand())
        answer = post(batch, "write", how="whole")
        assert answer.status_code == 422
        assert soup(answer).select(".errorlist")
        assert batch.state == "read"
        assert not Lesson.objects.exists()

    @pytest.mark.parametrize("changes", [{"visibility": "chosen_networks"}, {"then": "archive"}, {"visibility": ""}])
    def test_what_is_on_no_list_is_refused(self, cast: Cast, post: Any, changes: dict[str, str]):
        batch = sent(cast, DRAFTS, "x.json")
        assert post(batch, "write", **changes).status_code == 422
        assert not Lesson.objects.exists()

    def test_twice_is_once(self, cast: Cast, post: Any):
        batch = sent(cast, DRAFTS, "x.json")
        post(batch, "write")
        post(batch, "write")
        assert Lesson.objects.count() == 2

    def test_of_another_of_the_secretariat_makes_them_the_author(self, cast: Cast, post: Any):
        batch = sent(cast, DRAFTS, "x.json")
        post(batch, "write", who="admin")
        assert {*Lesson.objects.values_list("author", flat=True)} == {cast.user("admin").pk}


class TestAtWork:
    @pytest.fixture
    def batch(self, cast: Cast) -> LessonImport:
        return LessonImport.objects.create(
            by=cast.user("secretariat"), network=cast.network, file_name="x.json", content=DRAFTS
        )

    @pytest.mark.fragment("lessons/importing/import.html#import")
    def test_a_swap_leaves_what_a_reload_would_show(self, cast: Cast, batch: LessonImport):
        client = cast.client("secretariat")
        page = soup(client.get(batch.get_absolute_url()))
        assert page.select_one("#import")["hx-trigger"]
        actions.read(batch.pk)
        swap(page, client.get(batch.get_absolute_url(), headers=headers("import")), "import")
        assert without_tokens(page) == without_tokens(soup(client.get(batch.get_absolute_url())))
        assert not page.select_one("#import").get("hx-trigger")

    def test_shows_how_far_it_is(self, cast: Cast, batch: LessonImport):
        batch.report(400, 1000)
        bar = soup(cast.client("secretariat").get(batch.get_absolute_url())).progress
        assert (bar["value"], bar["max"]) == ("400", "1000")

    @pytest.mark.parametrize("state", ["reading", "writing", "undoing"])
    @pytest.mark.parametrize("lost", ["by the broker", "by a worker that died"])
    def test_an_import_that_no_worker_is_at_goes_on_by_itself(
        self, cast: Cast, worker: None, django_capture_on_commit_callbacks: Any, state: str, lost: str
    ):
        batch = written(cast, DRAFTS, "x.json") if state == "undoing" else sent(cast, DRAFTS, "x.json")
        claim = None if lost == "by the broker" else now() - 2 * LEASE
        LessonImport.objects.update(state=state, asked_at=now(), claimed_at=claim)
        with django_capture_on_commit_callbacks(execute=True):
            resume_imports()
        batch.refresh_from_db()
        assert batch.state == {"reading": "read", "writing": "written", "undoing": "undone"}[state]

    @pytest.mark.parametrize(
        "batch_is",
        [
            {"state": "read"},
            {"state": "reading", "claimed": timedelta(minutes=1)},
            {"state": "reading", "claimed": 2 * LEASE, "asked": timedelta(hours=2)},
        ],
        ids=["waits for a yes", "is at a worker's", "failed for an hour"],
    )
    def test_an_import_that_waits_for_somebody_does_not_go_on_by_itself(
        self, batch: LessonImport, batch_is: dict[str, Any]
    ):
        claimed, asked = batch_is.get("claimed"), batch_is.get("asked", timedelta())
        LessonImport.objects.update(
            state=batch_is["state"], asked_at=now() - asked, claimed_at=claimed and now() - claimed
        )
        assert not LessonImport.objects.unattended().exists()

    @pytest.mark.parametrize("state", ["reading", "writing", "undoing"])
    def test_after_a_worker_died_one_can_ask_again(self, cast: Cast, post: Any, state: str):
        batch = written(cast, DRAFTS, "x.json") if state == "undoing" else sent(cast, DRAFTS, "x.json")
        LessonImport.objects.update(state=state, asked_at=now(), claimed_at=now())
        post(batch, "")
        assert batch.state == state
        LessonImport.objects.update(claimed_at=now() - 2 * LEASE)
        post(batch, "")
        assert batch.state == {"reading": "read", "writing": "written", "undoing": "undone"}[state]


def without_tokens(page: Any) -> Any:
    for each in page.select("[name=csrfmiddlewaretoken]"):
        each.decompose()
    return page.body


class TestRowsToMend:
    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_come_back_with_what_is_wrong(self, cast: Cast, form: str):
        our_lists()
        batch = sent(cast, thousand())
        answer = cast.client("secretariat").get(f"{batch.get_absolute_url()}filas.{form}")
        columns, rows = read_table(f"x.{form}", answer.content)
        assert columns == [*batch.headings, "Qué hay que corregir"]
        assert [bool(row[-1]) for row in rows] == [True] * 3
        assert rows[1][4] == "Atlántida"

    def test_in_another_form_are_not_there(self, cast: Cast):
        batch = sent(cast, FAULTY, "x.json")
        assert cast.client("secretariat").get(f"{batch.get_absolute_url()}filas.pdf").status_code == 404

    def test_are_shown_as_text(self, cast: Cast):
        wicked = sent(cast, as_json({"title": "<script>alert(1)</script>", "region": "<b>x</b>"}), "<i>.json")
        page = soup(cast.client("secretariat").get(wicked.get_absolute_url()))
        assert not page.select("#import script, #import b, h1 i")
        assert "<b>x</b>" in page.get_text()


class TestUndo:
    @pytest.fixture
    def undo(self, cast: Cast, worker: None, django_capture_on_commit_callbacks: Any) -> Any:
        def undo(batch: LessonImport, who: str = "secretariat") -> Client:
            client = cast.client(who)
            with django_capture_on_commit_callbacks(execute=True):
                client.post(f"{batch.get_absolute_url()}deshacer/")
            batch.refresh_from_db()
            return client

        return undo

    @pytest.mark.parametrize("who", ["secretariat", "admin"])
    def test_takes_it_back_and_says_so(self, cast: Cast, undo: Any, who: str):
        batch = written(cast, DRAFTS, "x.json")
        client = undo(batch, who)
        assert (batch.state, batch.removed) == ("undone", 2)
        assert "2 lecciones" in said(client.get(batch.get_absolute_url()))
        assert not Lesson.objects.exists()

    def test_twice_changes_nothing(self, cast: Cast, undo: Any):
        batch = written(cast, DRAFTS, "x.json")
        undo(batch)
        undo(batch)
        assert (batch.state, batch.removed) == ("undone", 2)

    def test_after_a_month_is_too_late(self, cast: Cast, undo: Any):
        batch = written(cast, DRAFTS, "x.json")
        LessonImport.objects.update(written_at=now() - RECENT)
        client = undo(batch)
        assert batch.state == "written"
        assert not soup(client.get(batch.get_absolute_url())).select("form[action$='deshacer/']")
        assert Lesson.objects.count() == 2

    def test_of_what_was_only_read_is_refused(self, cast: Cast, undo: Any):
        batch = sent(cast, DRAFTS, "x.json")
        undo(batch)
        assert batch.state == "read"


@pytest.mark.parametrize("rows", [3, 60])
def test_queries_are_pinned_and_do_not_grow(cast: Cast, rows: int):
    our_lists()
    client, made = cast.client("secretariat"), [{"title": f"Uno {n}", "region": f"Lugar {n}"} for n in range(rows)]
    batch = sent(cast, as_json(*made, {"title": "Dos"}), "x.json")
    for _ in range(rows - 1):
        sent(cast, b"title\nUno\n")
    # Session, person, what the header offers; the import, and our three lists.
    assert count(client, batch.get_absolute_url()) == 8
    assert count(client, NEW) == 6
    LessonImport.objects.filter(pk=batch.pk).update(state="writing")
    actions.write(batch.pk)
    assert count(client, batch.get_absolute_url()) == 5


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
