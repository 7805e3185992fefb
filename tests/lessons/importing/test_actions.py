"""The steps of an import: written, twice, late, by two; taken back. What is in a file: test_import_rows.py."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now
from pghistory.models import Event

from base.importing import rows
from base.importing.models import LEASE, RECENT, TO_BE_MENDED
from base.tables.files import write_csv
from base.tables.table import MOST_COLUMNS
from lessons.importing import actions as importing_actions
from lessons.importing.undo import _referring
from lessons.models import Lesson, LessonFinding, LessonImport, Photo
from lessons.tasks import forget_imports, read_import, undo_import, write_import
from lessons.writing import actions as writing_actions
from networks.profile.opening import close_network
from tests.support.cast import Cast
from tests.support.factories import CorroborationFactory, RegionFactory, in_force
from tests.support.files.imported import as_json, confirmed, our_lists, sent, thousand, whole_row, written
from tests.support.files.sheets import xlsx
from tests.support.htmx import soup

SHORT = {"title": "Solo un borrador", "context": "Un cambio", "insight": "Algo se aprende"}


def texts() -> set[str]:
    return {*Lesson.objects.values_list("title", flat=True)}


class TestWriting:
    def test_of_a_thousand_rows_the_good_come_in(self, cast: Cast):
        our_lists()
        batch = written(cast, thousand())
        assert (batch.state, batch.written, Lesson.objects.drafts().count()) == ("written", 997, 997)
        assert [row["line"] for row in batch.faulty] == [12, 502, 1001]
        assert batch.lessons.count() == 997
        assert bytes(batch.content) == b""

    def test_with_three_faulty_rows_none_come_in_if_all_must(self, cast: Cast):
        our_lists()
        batch = written(cast, thousand(), whole=True)
        assert (batch.state, batch.written, batch.written_at) == ("read", 0, None)
        assert batch.trouble
        assert [row["line"] for row in batch.faulty] == [12, 502, 1001]
        assert not Lesson.objects.exists()

    def test_mended_rows_come_in_when_they_are_sent_again(self, cast: Cast):
        our_lists()
        batch = written(cast, thousand())
        mended = [[cells[0][:100] or "Una más", *cells[1:4], "Puno", ""] for cells in batch.to_mend]
        again = written(cast, write_csv(batch.headings, mended))
        assert (again.written, again.found["faulty"]) == (3, 0)
        assert Lesson.objects.count() == 1_000

    def test_a_lesson_comes_in_with_all_that_its_row_says(self, cast: Cast):
        lists = our_lists()
        told = whole_row(
            region="Puno; Lima", sector="Salud", supports="C1", contradicts="P2", result="funcionó", fecha="2024-05-01",
            source_url="https://a.example", evidence="Evaluation", language="English",
        )  # fmt: skip
        written(cast, as_json(told), "x.json")
        lesson = Lesson.objects.get()
        assert {*lesson.regions.all()} == {lists["puno"], lists["lima"]}
        assert (lesson.sector, lesson.result, str(lesson.happened_on)) == (lists["health"], "worked", "2024-05-01")
        assert (lesson.evidence, lesson.language, lesson.sources) == ("evaluation", "en", "https://a.example")
        stances = {each.finding.code: each.stance for each in lesson.stances.select_related("finding")}
        assert stances == {"C1": "supports", "P2": "contradicts"}
        assert (lesson.author, lesson.steward, lesson.network) == (cast.user("secretariat"),) * 2 + (cast.network,)

    def test_what_is_not_said_comes_from_the_network(self, cast: Cast):
        written(cast, as_json(SHORT), "x.json")
        lesson = Lesson.objects.get()
        assert (lesson.sector, lesson.language) == (cast.network.sector, "es")
        assert (lesson.insight, lesson.context) == (SHORT["insight"], SHORT["context"])

    def test_published_is_what_says_the_essential(self, cast: Cast):
        written(cast, as_json(whole_row(), SHORT), "x.json", publishes=True)
        published = Lesson.objects.published().get()
        assert (published.title, published.published_by) == (whole_row()["title"], cast.user("secretariat"))
        assert Lesson.objects.drafts().get().title == SHORT["title"]

    def test_a_title_that_we_made_is_looked_at_before_it_is_published(self, cast: Cast):
        written(cast, as_json(whole_row(title="")), "x.json", publishes=True)
        assert not Lesson.objects.published().exists()

    def test_the_same_file_twice_makes_no_doubles(self, cast: Cast):
        first, second = (sent(cast, as_json(whole_row(), SHORT), "x.json") for _ in range(2))
        assert confirmed(first).written == 2
        again = confirmed(second)  # read before the first was written
        assert (again.state, again.written, again.found["there"]) == ("written", 0, 2)
        assert Lesson.objects.count() == 2

    def test_who_did_it_is_in_the_history(self, cast: Cast):
        written(cast, as_json(SHORT), "x.json")
        event = Lesson.pgh_event_model.objects.get()
        assert event.pgh_context.metadata == {"user": cast.user("secretariat").pk}

    def test_words_once_explained_need_not_be_again(self, cast: Cast):
        our_lists()
        first = sent(cast, as_json({"Lo bueno": "a", "Dónde": "Altiplano"}), "x.json")
        assert first.found["untold"]
        told = {"columns": ["insight", "regions"], "words": {"regions": {"altiplano": "puno"}}}
        LessonImport.objects.filter(pk=first.pk).update(state="reading", **told)
        importing_actions.read(first.pk)
        assert written(cast, as_json({"Lo bueno": "b", "Dónde": "Altiplano"}), "x.json").written == 1
        assert Lesson.objects.get().regions.get().slug == "puno"


def test_rows_of_an_import_are_kept_until_they_are_written(cast: Cast):
    batch = sent(cast, "título;contexto\nUno;a\n".encode())
    assert (len(batch.found["first"]), len(batch.found["table"]["sample"])) == (1, 1)
    batch = confirmed(batch)
    assert (batch.state, batch.found["first"], batch.found["table"]["sample"]) == ("written", [], [])


class TestWrongChoice:
    @pytest.fixture(params=["delimiter", "line", "sheet"])
    def refused(self, cast: Cast, request: pytest.FixtureRequest) -> LessonImport:
        """A file with a good row and a faulty one, read in a way in which it cannot be."""
        csv = 'Título;Nota;Fecha\nUna;5,"seis" y siete;\nDos;;ayer\n'.encode()
        book = xlsx(["Título", "Fecha"], ["Una", ""], ["Dos", "ayer"], change=with_a_sheet_too_wide)
        batch = sent(cast, *((book, "x.xlsx") if request.param == "sheet" else (csv, "x.csv")))
        choice = {"delimiter": ",", "line": 99, "sheet": "Ancha"}[request.param]
        LessonImport.objects.ask(batch, "reading", chosen={request.param: choice})
        importing_actions.read(batch.pk)
        batch.refresh_from_db()
        return batch

    def test_leaves_the_file_as_it_was_read_before(self, refused: LessonImport):
        assert (refused.state, refused.found["good"], refused.found["faulty"]) == ("read", 1, 1)
        assert (refused.chosen, bool(refused.content), refused.trouble) == ({}, True, "")

    def test_is_told_at_its_field_in_sight(self, cast: Cast, refused: LessonImport):
        page = soup(cast.client("secretariat").get(refused.get_absolute_url()))
        [name] = refused.found["refused"]
        [error] = page.select("#import form .errorlist")
        assert error.find_next(["select", "input"])["name"] == name
        assert error.find_parent("details").has_attr("open")

    def test_is_forgotten_when_it_is_read_again_or_written(self, cast: Cast, refused: LessonImport):
        LessonImport.objects.ask(refused, "reading", chosen={"line": 1})
        importing_actions.read(refused.pk)
        refused.refresh_from_db()
        assert (refused.state, refused.chosen, "refused" in refused.found) == ("read", {"line": 1}, False)
        assert confirmed(refused).written == 1

    def test_does_not_stop_the_yes_to_what_is_seen(self, refused: LessonImport):
        assert confirmed(refused).written == 1


@pytest.mark.parametrize(("wrong", "right"), [({"line": 2}, {"line": 1}), ({"delimiter": ","}, {"delimiter": ";"})])
def test_what_was_said_of_columns_is_known_again_after_a_wrong_choice(
    cast: Cast, wrong: dict[str, Any], right: dict[str, Any]
):
    batch = sent(cast, "Lo bueno;Dónde fue\nUno;a\nDos;b\n".encode())
    for asked in ({"columns": ["insight", "context"]}, {"chosen": wrong}, {"chosen": right}):
        LessonImport.objects.ask(batch, "reading", **asked)
        importing_actions.read(batch.pk)
        batch.refresh_from_db()
        assert batch.state == "read"
    assert (batch.headings, batch.columns) == (["Lo bueno", "Dónde fue"], ["insight", "context"])


def with_a_sheet_too_wide(book: Any) -> None:
    book.create_sheet("Ancha").append([*range(MOST_COLUMNS + 1)])


def test_a_file_that_never_could_be_read_is_broken(cast: Cast):
    batch = sent(cast, b"title\nUno\n", chosen={"line": 9})
    assert (batch.state, batch.found, bytes(batch.content)) == ("broken", {}, b"")


class TestTwiceLateOrByTwo:
    @pytest.fixture
    def batch(self, cast: Cast) -> LessonImport:
        return sent(cast, as_json(whole_row(), SHORT), "x.json")

    def test_each_step_twice_is_once(self, cast: Cast, batch: LessonImport):
        confirmed(batch)
        for task in (read_import, write_import):
            task.run(batch.pk)
        for _ in range(2):
            undo_import.run(batch.pk)  # nobody asked for it
        batch.refresh_from_db()
        assert (batch.state, Lesson.objects.count()) == ("written", 2)

    def test_nothing_is_written_before_the_yes(self, batch: LessonImport):
        write_import.run(batch.pk)
        assert not Lesson.objects.exists()

    @pytest.mark.parametrize("state", ["reading", "writing"])
    def test_another_worker_leaves_it_alone_until_the_first_is_dead(self, batch: LessonImport, state: str):
        task = {"reading": read_import, "writing": write_import}[state]
        LessonImport.objects.update(state=state, claimed_at=now())
        task.run(batch.pk)
        assert LessonImport.objects.get().state == state
        LessonImport.objects.update(claimed_at=now() - LEASE - timedelta(seconds=1))
        task.run(batch.pk)
        assert LessonImport.objects.get().state != state

    def test_that_fails_leaves_nothing_half_written(self, batch: LessonImport, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(rows, "BATCH", 1)
        with connection.cursor() as cursor:  # the second row meets what only the database knows
            cursor.execute("ALTER TABLE lessons_lesson ADD CONSTRAINT none_short CHECK (title NOT LIKE 'Solo%')")
        with pytest.raises(Exception, match="none_short"):
            confirmed(batch)
        batch.refresh_from_db()
        assert (batch.state, batch.claimed_at, batch.written) == ("read", None, 0)
        assert not Lesson.objects.exists()

    def test_by_who_lost_the_role_meanwhile_writes_nothing_and_says_so(self, cast: Cast, batch: LessonImport):
        cast.user("secretariat").memberships.update(role="member")
        confirmed(batch)
        assert (batch.state, bool(batch.trouble)) == ("read", True)
        assert not Lesson.objects.exists()

    def test_into_a_network_that_was_closed_meanwhile_writes_nothing_and_says_so(self, cast: Cast, batch: LessonImport):
        close_network(cast.network, by=cast.user("admin"), reason="Terminó")
        confirmed(batch)
        assert (batch.state, "cerrada" in batch.trouble) == ("read", True)
        assert not Lesson.objects.exists()

    def test_files_nobody_confirms_are_forgotten(self, batch: LessonImport, cast: Cast):
        kept = written(cast, as_json(SHORT), "x.json")
        LessonImport.objects.update(created_at=now() - RECENT)
        forget_imports.run()
        assert LessonImport.objects.get() == kept

    def test_rows_that_nobody_mends_are_forgotten(self, cast: Cast):
        our_lists()
        batch = written(cast, as_json(whole_row(), {"title": "Mala", "region": "Atlántida"}), "x.json")
        assert (len(batch.faulty), batch.found["faulty"]) == (1, 1)
        forget_imports.run()
        batch.refresh_from_db()
        assert batch.faulty
        LessonImport.objects.update(created_at=now() - TO_BE_MENDED)
        forget_imports.run()
        batch.refresh_from_db()
        assert (batch.faulty, batch.found["faulty"], batch.found["first_faulty"]) == ([], 0, [])
        assert "Mala" not in cast.client("secretariat").get(batch.get_absolute_url()).content.decode()


@pytest.fixture
def batch(cast: Cast) -> LessonImport:
    """Three drafts and a published lesson, since an hour: in a test all happens in one transaction, at one time."""
    our_lists()
    rows = [{"title": f"Borrador {n}", "region": "Puno", "code": "C1"} for n in range(3)]
    batch = written(cast, as_json(*rows, whole_row()), "x.json", publishes=True)
    an_hour_ago = now() - timedelta(hours=1)
    for model, _column in _referring():
        if issubclass(model, Event):
            model.objects.update(pgh_created_at=an_hour_ago)
    return batch


@pytest.fixture
def undone(cast: Cast, batch: LessonImport) -> Any:
    def undone() -> LessonImport:
        by = cast.user("secretariat")
        LessonImport.objects.filter(state="written").update(state="undoing", undone_by=by)
        undo_import.run(batch.pk)
        batch.refresh_from_db()
        return batch

    return undone


class TestUndo:
    def test_removes_drafts_and_leaves_what_is_published(self, undone: Any):
        batch = undone()
        assert (batch.state, batch.removed, batch.left) == ("undone", 3, 1)
        assert texts() == {whole_row()["title"]}
        assert LessonFinding.objects.count() == 0

    def test_twice_changes_nothing(self, undone: Any):
        undone()
        LessonImport.objects.update(state="undoing", claimed_at=now())  # another worker holds it
        assert undone().removed == 3
        assert Lesson.objects.count() == 1

    @pytest.mark.parametrize("change", ["words", "region", "stance", "steward", "photo", "voice", "published"])
    def test_leaves_what_somebody_worked_on_or_spoke_of(self, cast: Cast, undone: Any, change: str):
        lesson = Lesson.objects.get(title="Borrador 1")
        if change == "words":
            lesson.context = "Otro"
            writing_actions.save(lesson, regions=lesson.regions.all(), stances={}, by=cast.user("secretariat"))
        elif change == "region":
            lesson.regions.add(RegionFactory(code="08", name="Cusco"))
        elif change == "stance":
            lesson.stances.update(stance="contradicts")
        elif change == "steward":
            Lesson.objects.filter(pk=lesson.pk).update(steward=cast.user("member"))
        elif change == "photo":
            Photo.objects.create(lesson=lesson, alt="Una", small=b"s", large=b"l", width=1, height=1)
        elif change == "voice":
            CorroborationFactory(lesson=lesson)
        else:
            Lesson.objects.filter(pk=lesson.pk).update(
                **whole_row(title=lesson.title), **in_force(published_by=cast.user("secretariat"))
            )
        batch = undone()
        assert (batch.removed, batch.left) == (2, 2)
        assert texts() == {"Borrador 1", whole_row()["title"]}

    def test_what_was_removed_can_come_in_again(self, cast: Cast, undone: Any):
        undone()
        assert written(cast, as_json({"title": "Borrador 1"}, whole_row()), "x.json").written == 1

    def test_that_fails_leaves_all(self, undone: Any):
        with connection.cursor() as cursor:
            cursor.execute("CREATE FUNCTION never() RETURNS trigger AS 'BEGIN RAISE ''never''; END' LANGUAGE plpgsql")
            cursor.execute("CREATE TRIGGER never BEFORE DELETE ON lessons_lesson EXECUTE FUNCTION never()")
        with pytest.raises(Exception, match="never"):
            undone()
        assert (LessonImport.objects.get().state, Lesson.objects.count()) == ("written", 4)
