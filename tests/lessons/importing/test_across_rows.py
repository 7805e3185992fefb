"""Lessons of which a file speaks in several rows, or beside its cells: merged cells, rows of one lesson, links."""

from typing import Any

import pytest
from openpyxl.comments import Comment

from lessons.importing import actions
from lessons.models import LessonImport
from tests.support.cast import Cast
from tests.support.factories import NetworkFactory
from tests.support.files.imported import our_lists, sent
from tests.support.files.sheets import repacked, xlsx


def merging(*areas: str) -> Any:
    def merge(book: Any) -> None:
        for area in areas:
            book.active.merge_cells(area)

    return merge


class TestRows:
    def test_over_which_a_title_is_merged_are_one_lesson_of_all_their_departments(self, cast: Cast):
        our_lists()
        rows = [["Uno", "a", "Puno", "C1"], [None, None, "Lima"], [None, None, None, "P2"], ["Dos", "b", "Lima"]]
        content = xlsx(["Título", "Contexto", "Departamento", "Hallazgos"], *rows, change=merging("A2:A4", "B2:B3"))
        found = sent(cast, content, "x.xlsx").found
        assert [row["words"][:2] for row in found["first"]] == [["Puno", "Lima"], ["Lima"]]
        assert (found["rows"], found["faulty"], found["there"], found["ready"]) == (2, 0, 0, 0)
        assert any("3, 4" in note for note in found["table"]["notes"])

    def test_that_a_program_gave_the_same_number_are_all_read(self, cast: Cast):
        content = repacked(xlsx(["Título"], ["Uno"], ["Dos"], ["Tres"]), ('<row r="4">', '<row r="3">'))
        assert [row["title"] for row in sent(cast, content, "x.xlsx").found["first"]] == ["Uno", "Dos", "Tres"]

    def test_over_which_a_title_is_merged_but_that_say_something_else_are_lessons_of_their_own(self, cast: Cast):
        rows = [["Uno", "a"], [None, "b"], [None, None]]
        content = xlsx(["Título", "Lección", "Sector"], *rows, change=merging("A2:A3", "C2:C3"))
        found = sent(cast, content, "x.xlsx").found
        assert [row["insight"] for row in found["first"]] == ["a", "b"]

    def test_of_the_same_lesson_add_up_and_are_said(self, cast: Cast):
        our_lists()
        text = "Título;Departamento;Hallazgos;Fuente\nUno;Puno;C1;a\nUNO;Lima;P2;b\nUno;Lima;C1;b\n"
        found = sent(cast, text.encode()).found
        assert (found["good"], found["there"], found["faulty"]) == (1, 1, 0)
        assert {"Puno", "Lima"} < {*found["first"][0]["words"]}
        assert any("3" in note for note in found["table"]["notes"])

    @pytest.mark.parametrize(
        ("heading", "first", "second"),
        [
            ("Contexto", "a", "b"),
            ("Contexto", "", "b"),
            ("Sector", "Salud", "Economic policy"),
            ("Fecha", "2024", "2025"),
        ],
    )
    def test_of_the_same_lesson_that_say_something_else_are_faults(
        self, cast: Cast, heading: str, first: str, second: str
    ):
        our_lists()
        text = f"Título;Departamento;{heading}\nUno;Puno;{first}\nUno;Lima;{second}\nUno;Puno;\n"
        batch = sent(cast, text.encode())
        assert (batch.found["good"], batch.found["there"]) == (1, 1)
        assert [(row["line"], [*row["faults"]]) for row in batch.faulty] == [(3, [heading])]

    def test_of_the_same_lesson_one_cannot_be_for_and_against(self, cast: Cast):
        our_lists()
        text = "Título;Apoya;Contradice\nUno;C1;\nUno;;C1\n"
        assert [*sent(cast, text.encode()).faulty[0]["faults"]] == ["Contradice"]


class TestBesideCells:
    @pytest.mark.parametrize(
        ("text", "link", "expected"),
        [
            ("ver enlace", "https://a.example/informe.pdf", "ver enlace https://a.example/informe.pdf"),
            ("www.a.example", "http://www.a.example/", "www.a.example"),
            ("a@a.example", "mailto:a@a.example", "a@a.example"),
            ('=HYPERLINK("https://a.example/x","ver")', None, "ver https://a.example/x"),
        ],
    )
    @pytest.mark.django_db
    def test_an_address_behind_a_source_is_one_of_the_sources(self, text: str, link: str | None, expected: str):
        def set_link(book: Any) -> None:
            if link:
                book.active["B2"].hyperlink = link
                book.active["B2"].value = text

        content = xlsx(["Título", "Fuente"], ["Una", text], change=set_link)
        content = repacked(content, ("<v></v>", "<v>ver</v>"), ('<c r="B2"><f>', '<c r="B2" t="str"><f>'))
        batch = LessonImport(network=NetworkFactory(), file_name="x.xlsx", content=content)
        [row] = actions.look(batch).rows
        assert (row.fields["sources"], batch.found["table"]["notes"]) == (expected, [])

    def test_an_address_behind_other_words_and_comments_are_said_to_stay_out(self, cast: Cast):
        def set_link(book: Any) -> None:
            book.active["A2"].hyperlink = "https://a.example/informe.pdf"
            book.active["A2"].value = "Una"
            book.active["B2"].comment = Comment("Esto es lo que importa", "x")

        table = sent(cast, xlsx(["Título", "Fuente"], ["Una", "b"], change=set_link), "x.xlsx").found["table"]
        assert len(table["notes"]) == 2
        assert any("https://a.example/informe.pdf" in note for note in table["notes"])
