"""`manage.py import_lessons`: the same import, for those who run the machine."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lessons.importing.files import MOST_BYTES
from lessons.models import Lesson, LessonImport
from tests.support.cast import Cast
from tests.support.files.imported import as_json, our_lists, thousand, whole_row
from tests.support.files.sheets import xlsx

SHORT = {"title": "Solo un borrador", "context": "Un cambio", "insight": "Algo se aprende"}


@pytest.fixture
def run(cast: Cast, tmp_path: Path) -> Any:
    """Runs it on a file of that content; what it printed, and on stderr."""
    cast.user("secretariat")

    def run(content: bytes, *options: str, name: str = "lecciones.json") -> tuple[str, str]:
        path, out, err = tmp_path / name, StringIO(), StringIO()
        path.write_bytes(content)
        arguments = ["--network", cast.network.slug, *options]
        call_command("import_lessons", str(path), *arguments, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    return run


class TestImport:
    def test_writes_drafts_of_the_secretariat(self, cast: Cast, run: Any):
        out, err = run(as_json(SHORT, whole_row()))
        assert "2 lessons, 0 of them published" in out
        assert err == ""
        assert {*Lesson.objects.values_list("author__name", flat=True)} == {"Secretariat"}
        assert LessonImport.objects.get().may_be_undone

    def test_publishes_what_says_the_essential(self, run: Any):
        assert "2 lessons, 1 of them published" in run(as_json(SHORT, whole_row()), "--publish")[0]
        assert Lesson.objects.published().count() == 1

    def test_twice_writes_nothing_more(self, run: Any):
        run(as_json(SHORT))
        assert "1 are there already" in run(as_json(SHORT))[0]
        assert Lesson.objects.count() == 1

    def test_a_dry_run_writes_nothing(self, run: Any):
        assert "1 lessons would be written" in run(as_json(SHORT), "--dry-run")[0]
        assert not Lesson.objects.exists()
        assert not LessonImport.objects.exists()

    def test_faulty_rows_are_told_and_the_others_come_in(self, run: Any):
        our_lists()
        out, err = run(thousand(), name="lecciones.csv")
        assert "997 lessons" in out
        assert [line.split(":")[0] for line in err.splitlines()] == ["row 12", "row 502", "row 1001", "regions"]
        assert Lesson.objects.count() == 997

    def test_words_of_no_list_can_be_left_out(self, run: Any):
        our_lists()
        assert "2 lessons" in run(as_json(SHORT, {"title": "Dos", "region": "Atlántida"}), "--leave-out-unknown")[0]
        assert not Lesson.regions.through.objects.exists()


class TestRefusal:
    @pytest.mark.parametrize(
        ("content", "options"),
        [
            (b"{", []),
            (b'[{"a": 1}]', []),
            (as_json(SHORT, 7), ["--all-or-nothing"]),
            (as_json(SHORT, 7), ["--all-or-nothing", "--dry-run"]),
            (as_json(7), []),
            (as_json(SHORT), ["--by", "nadie@ejemplo.example"]),
            (as_json(SHORT), ["--by", "member@ejemplo.example"]),
            (as_json(SHORT), ["--network", "no-hay"]),
            (as_json(SHORT), ["--network", "ajena"]),  # nobody runs it
        ],
    )
    def test_is_one_line_and_writes_nothing(self, cast: Cast, run: Any, content: bytes, options: list[str]):
        cast.user("member")
        cast.other_network  # noqa: B018  # a network without a secretariat
        with pytest.raises(CommandError) as refusal:
            run(content, *options)
        assert len(str(refusal.value).splitlines()) == 1
        assert not Lesson.objects.exists()
        assert not LessonImport.objects.exists()

    def test_of_a_file_that_is_not_there_or_is_a_folder(self, cast: Cast, tmp_path: Path):
        for path in (tmp_path / "no-hay.csv", tmp_path):
            with pytest.raises(CommandError, match=path.name):
                call_command("import_lessons", str(path), network=cast.network.slug)

    def test_of_a_file_larger_than_is_read(self, cast: Cast, run: Any):
        with pytest.raises(CommandError, match="15 MB"):
            run(b"title\n" + b"a" * MOST_BYTES, name="x.csv")
        assert not LessonImport.objects.exists()

    def test_an_admin_may_be_the_author_where_nobody_runs_it(self, cast: Cast, run: Any):
        run(as_json(SHORT), "--network", cast.other_network.slug, "--by", cast.user("admin").email)
        assert Lesson.objects.get().author == cast.user("admin")


class TestHowTheFileIsRead:
    def test_is_told_and_what_stays_out_too(self, run: Any):
        text = "Matriz de lecciones 2024;;\n;;\nTítulo;Lección;Nota nuestra\nUna;Se aprende;x\nUna;Se aprende;x\n"
        out, err = run(text.encode("mac_roman"), name="x.csv")
        assert "Mac (Roman)" in out
        assert "headings in row 3" in out
        assert [word in err for word in ("Matriz de lecciones 2024", "“Nota nuestra”", "row 5: left out")] == [True] * 3
        assert Lesson.objects.get().title == "Una"

    def test_in_doubt_writes_nothing_until_it_is_said(self, run: Any):
        content = b"title;lesson\nUno;M\x81ller\n"
        with pytest.raises(CommandError, match="--encoding") as refusal:
            run(content, name="x.csv")
        assert len(str(refusal.value).splitlines()) == 1
        assert not LessonImport.objects.exists()
        run(content, "--encoding", "cp850", name="x.csv")
        assert Lesson.objects.get().insight == "Müller"

    @pytest.mark.parametrize(
        "options",
        [
            ["--delimiter", "comma"],
            ["--delimiter", "comma", "--heading-row", "2"],
            ["--heading-row", "9"],
            ["--heading-row", "0"],
            ["--heading-row", "-1"],
            ["--sheet", "Otra"],
        ],
    )
    def test_as_it_was_said_even_if_nothing_comes_of_it(self, run: Any, options: list[str]):
        is_book = "--sheet" in options
        content = xlsx(["title", "lesson"], ["Uno", "a"]) if is_book else b"title;context\nUno;a\n"
        with pytest.raises(CommandError) as refusal:
            run(content, *options, name="x.xlsx" if is_book else "x.csv")
        assert len(str(refusal.value).splitlines()) == 1
        assert not Lesson.objects.exists()
