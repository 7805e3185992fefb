"""What is in a file of lessons: columns, words, rows and their faults. The steps: test_lesson_import.py."""

import io
from datetime import date
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.utils.translation import override
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from base.tables.files import write_xlsx
from base.tables.table import MOST_COLUMNS, MOST_ROWS, TableError
from lessons.importing import files
from lessons.importing.columns import FIELDS, LESSONS
from lessons.importing.files import MOST_BYTES, read_file
from lessons.importing.rows import Reader
from lessons.importing.words import vocabularies
from lessons.models import TEXT_FIELDS, Lesson
from lessons.record.models import TEXT_LIMIT
from lessons.writing.forms.lesson import LessonForm
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.files.imported import as_json, our_lists, sent, thousand, whole_row
from tests.support.files.sheets import xlsx
from tests.support.htmx import soup

TOLD_BY_JSON = ["title", "context", "lesson", "source_url", "sector", "region"]


class TestFiles:
    @pytest.mark.parametrize("shape", ["%s", '{"lessons": %s}', "\ufeff%s"])
    def test_json_of_any_of_these_shapes(self, shape: str):
        text = shape % '[{"title": "Uno", "region": ["Puno", 5]}, {"title": null, "lesson": " dos "}]'
        headings, rows = read_file("x.json", text.encode())
        assert headings == ["title", "region", "lesson"]
        assert rows == [["Uno", "Puno\n5", ""], ["", "", "dos"]]

    @pytest.mark.parametrize(
        "encoding",
        [
            *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
            *("cp1252", "mac_roman", "cp850"),
        ],
    )
    def test_json_in_what_encoding_it_may_be(self, encoding: str):
        table = read_file("x.json", '[{"título": "La campaña de Ñaña", "lesson": "Según el Perú"}]'.encode(encoding))
        assert [*table] == [["título", "lesson"], [["La campaña de Ñaña", "Según el Perú"]]]
        assert table.how.doubts == []

    def test_json_with_one_odd_byte_is_not_garbled_and_names_its_word(self):
        content = '[{"title": "Ñandú", "lesson": "una campaña"}]'.encode()
        table = read_file("x.json", content.replace("campaña".encode(), "campaña".encode("cp1252")))
        assert table.rows == [["Ñandú", "una campaña"]]
        assert "campaña" in table.how.notes[0]

    def test_json_whose_encoding_is_in_doubt_is_asked_with_a_row(self, cast: Cast):
        batch = sent(cast, b'[{"title": "M\x81ller"}]', "x.json")
        assert (batch.found["table"]["doubts"], len(batch.found["table"]["sample"])) == (["encoding"], 1)
        page = soup(cast.client("secretariat").get(batch.get_absolute_url()))
        assert "Müller" in page.select_one("[name=encoding] option[value=cp850]").text
        assert read_file("x.json", bytes(batch.content), chosen={"encoding": "cp850"}).rows == [["Müller"]]

    @pytest.mark.parametrize("name", ["lecciones", "lecciones.csv", "lecciones.txt"])
    def test_json_without_a_name_that_says_so(self, name: str):
        assert [*read_file(name, b' [{"title": "Una"}]')] == [["title"], [["Una"]]]

    def test_json_that_says_a_thing_twice_loses_neither_without_a_word(self):
        rows = read_file("x.json", b'[{"title": "Uno", "title": "Dos"}, {"title": "Tres"}]').rows
        assert ["title" in row.fault for row in rows] == [True, False]

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{",
            b"7",
            b'{"title": "Uno"}',
            '[{"title": "Ñandú"'.encode("cp1252"),
            b'[{"title": "a\x00b"}]',
            b"[" * 200_000,
            b'[{"title": ' + b"[" * 90_000 + b"]" * 90_000 + b"}]",
            b"[" + b"9" * 5_000 + b"]",
            b"[" + b"{}," * MOST_ROWS + b"{}]",
            b"[{" + b",".join(b'"k%d": 1' % n for n in range(MOST_COLUMNS + 1)) + b"}]",
        ],
    )
    def test_what_is_no_list_of_lessons_is_said(self, content: bytes):
        with pytest.raises(TableError) as trouble:
            read_file("x.json", content)
        assert str(trouble.value)

    def test_one_larger_than_is_read_is_refused(self):
        with pytest.raises(TableError):
            read_file("x.json", b"[" + b" " * MOST_BYTES + b"]")

    def test_what_is_no_object_is_a_row_that_is_none(self):
        rows = read_file("x.json", b'[{"title": "Uno"}, 7, ["a"], null]').rows
        assert [bool(row.fault) for row in rows] == [False, True, True, True]

    def test_what_no_database_can_keep_becomes_unreadable(self):
        assert read_file("x.json", b'[{"title": "a\\u0000b\\ud800c"}]').rows == [["a\ufffdb\ufffdc"]]

    def test_a_zip_bomb_is_refused(self):
        file = io.BytesIO()
        with ZipFile(file, "w", ZIP_DEFLATED) as packed:
            packed.writestr("xl/worksheets/sheet1.xml", b" " * 210_000_000)
        with pytest.raises(TableError):
            read_file("x.xlsx", file.getvalue())


def guess(headings: list[str], learned: dict[str, str] | None = None) -> list[str]:
    return LESSONS.called(learned).guess(headings)


class TestColumns:
    def test_json_needs_no_mapping(self):
        assert guess(TOLD_BY_JSON) == ["title", "context", "insight", "sources", "sector", "regions"]

    def test_our_own_names_are_known(self):
        assert guess([*FIELDS]) == [*FIELDS]

    @pytest.mark.parametrize("language", ["es", "en"])
    def test_the_questions_of_our_form_are_known_as_headings(self, language: str):
        with override(language):
            labels = {name: str(LessonForm.base_fields[name].label) for name in FIELDS}
        assert guess([*labels.values()]) == [*labels]

    @pytest.mark.parametrize(
        "heading", ["LECCIÓN APRENDIDA", "leccion  aprendida", "Lección_aprendida:", "¿Qué aprendimos?"]
    )
    def test_headings_are_known_whatever_their_accents_and_case(self, heading: str):
        assert guess([heading]) == ["insight"]

    def test_the_first_of_two_columns_for_one_field_counts_unless_they_go_together(self):
        assert guess(["Título", "title", "Departamento", "region", "??"]) == ["title", "", "regions", "regions", ""]

    @pytest.mark.parametrize(
        ("heading", "field"),
        [
            ("Título *", "title"),
            ("1. Título de la lección", "title"),
            ("TÍTULO (obligatorio)", "title"),
            ("Qué pasó (hechos, lugares, fechas)", "what_happened"),
            ("Fecha de los hechos", "happened_on"),
            ("Región / Departamento", "regions"),
            ("Departamento(s)", "regions"),
            ("Título lección", "title"),
            ("Lesson title", "title"),
            ("¿Cuál fue el resultado?", "result"),
            ("Fecha dd/mm/aaaa", "happened_on"),
            ("Fecha de publicación", ""),
            ("Nombre de la organización", ""),
            ("x" * 300, ""),
        ],
    )
    def test_headings_are_known_with_what_people_add_to_them(self, heading: str, field: str):
        assert guess([heading]) == [field]

    def test_a_heading_called_exactly_so_comes_before_one_that_is_like_it(self):
        assert guess(["Título de la lección", "Título"]) == ["", "title"]

    def test_several_of_those_that_go_together_may_have_numbers(self):
        assert guess(["Fuente 1", "Fuente 2"]) == ["sources", "sources"]

    def test_what_was_said_before_is_remembered(self):
        assert guess(["Lo bueno", "Título"], {"lo bueno": "insight"}) == ["insight", "title"]


@pytest.fixture
def read(db: None) -> Any:
    """Reads a row told by field; `ids` are those of our lists."""
    lists = our_lists()

    def read(told: dict[str, str], chosen: dict[str, dict[str, str]] | None = None) -> tuple[dict[str, Any], Any]:
        return Reader(vocabularies(), chosen or {}).read({"title": "Una", **told})

    read.ids = {name: each.pk for name, each in lists.items()}  # type: ignore[attr-defined]
    return read


class TestWords:
    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("Puno", ["puno"]),
            ("PUNO ; san martin", ["puno", "sanmartin"]),
            ("21, 15", ["puno", "lima"]),
            ("san-martin\nPuno", ["sanmartin", "puno"]),
            ("Lima y Puno", ["lima", "puno"]),
            ("Región Puno/Departamento de Lima", ["puno", "lima"]),
            ("Puno;Puno", ["puno"]),
            ("Nacional", []),
            (";", []),
            ("21.0", ["puno"]),
            ("PUNO Y LIMA", ["puno", "lima"]),
            ("Puno\u200b", ["puno"]),
            ("LIMA.", ["lima"]),
            ("Dpto. de Puno", ["puno"]),
            ("Lima (provincias)", ["lima"]),
            ("Lima Metropolitana - Puno", ["lima", "puno"]),
            ("Puno-Lima", ["puno", "lima"]),
            ("N/A", []),
            ("Todos", []),
        ],
    )
    def test_departments(self, read: Any, cell: str, expected: list[str]):
        values, faults = read({"regions": cell})
        assert (values["regions"], faults) == ([read.ids[name] for name in expected], {})

    @pytest.mark.parametrize("cell", ["Política económica y social", "POLITICA ECONOMICA Y SOCIAL", "Economic policy"])
    def test_a_sector_is_one_whatever_its_name_holds(self, read: Any, cell: str):
        assert read({"sector": cell}) == ({"title": "Una", "sector_id": read.ids["both"], "stances": {}}, {})

    @pytest.mark.parametrize(
        "cell", ["C1, P2", "c1 p2", "C1/P2", "Alta rotación, sin relevo; alliances", "C1 · High turnover\nP2"]
    )
    def test_findings(self, read: Any, cell: str):
        values, faults = read({"supports": cell})
        assert (values["stances"], faults) == (dict.fromkeys([read.ids["C1"], read.ids["P2"]], "supports"), {})

    def test_a_finding_on_both_sides_is_a_fault(self, read: Any):
        assert read({"supports": "C1", "contradicts": "P2"})[0]["stances"] == {
            read.ids["C1"]: "supports",
            read.ids["P2"]: "contradicts",
        }
        assert set(read({"supports": "C1 P2", "contradicts": "P2"})[1]) == {"contradicts"}

    @pytest.mark.parametrize(
        ("cell", "code"), [("Funcionó", "worked"), ("it did not work", "failed"), ("PARTLY", "partly")]
    )
    def test_results_in_either_language(self, read: Any, cell: str, code: str):
        assert read({"result": cell})[0]["result"] == code

    def test_one_of_no_list_is_a_fault_until_somebody_says_what_it_means(self, read: Any):
        told = {"regions": "Puno; Lima Norte"}
        assert "Lima Norte" in read(told)[1]["regions"]
        assert read(told, {"regions": {"lima norte": "lima"}})[0]["regions"] == [read.ids["puno"], read.ids["lima"]]
        assert read(told, {"regions": {"lima norte": ""}})[0]["regions"] == [read.ids["puno"]]
        assert "regions" in read(told, {"regions": {"lima norte": "gone-since"}})[1]

    def test_the_nearest_department_is_offered(self, read: Any):
        regions = vocabularies()["regions"]
        assert [regions.nearest(word) for word in ("Lima Norte", "San Martin de Porres", "Punno", "Quito")] == [
            "lima",
            "san-martin",
            "puno",
            "",
        ]


class TestRows:
    def test_of_a_thousand_three_are_faulty_and_say_why(self, cast: Cast):
        our_lists()
        batch = sent(cast, thousand())
        assert (batch.state, batch.found["good"], batch.found["ready"]) == ("read", 997, 997)
        assert {row["line"]: set(row["faults"]) for row in batch.faulty} == {
            12: {"Título"},
            502: {"Departamentos"},
            1001: {"Título"},
        }
        assert "161" in batch.faulty[0]["faults"]["Título"]
        assert "Atlántida" in batch.faulty[1]["faults"]["Departamentos"]
        assert batch.found["unknown"] == {"regions": [["Atlántida", 1]]}
        assert not Lesson.objects.exists()

    def test_of_json_without_a_mapping(self, cast: Cast):
        lists = our_lists()
        told = dict(
            zip(TOLD_BY_JSON, ["Una", "Cambio", "Se aprende", "https://a.example", "health", "Puno"], strict=True)
        )
        batch = sent(cast, as_json(told, {"title": "Otra", "context": "x", "lesson": "y"}), "x.json")
        assert (batch.found["good"], batch.found["faulty"], batch.found["ready"]) == (2, 0, 0)
        assert batch.found["first"][0]["words"] == ["Puno", lists["health"].name_es]

    @pytest.mark.parametrize("name", TEXT_FIELDS)
    def test_texts_as_long_as_in_our_form(self, cast: Cast, name: str):
        most = 160 if name == "title" else TEXT_LIMIT
        batch = sent(cast, as_json({name: "x" * most}, {name: "x" * (most + 1)}), "x.json")
        assert [row["line"] for row in batch.faulty] == [3]
        assert str(most) in batch.faulty[0]["faults"][name]

    def test_a_row_without_a_title_is_named_by_what_it_says(self, cast: Cast):
        batch = sent(cast, as_json({"lesson": "Quien llega decide. Y pronto."}, {"context": "Un cambio"}), "x.json")
        assert [row["title"] for row in batch.found["first"]] == ["Quien llega decide", "Un cambio"]

    def test_what_is_no_object_is_a_faulty_row(self, cast: Cast):
        batch = sent(cast, b'[{"title": "Una"}, 7, [[]], null, "a\\u0000"]', "x.json")
        assert (batch.found["good"], [row["line"] for row in batch.faulty]) == (1, [3, 4, 5, 6])
        assert [len(row) for row in batch.to_mend] == [2] * 4

    def test_half_of_a_text_without_a_heading_is_a_fault(self, cast: Cast):
        batch = sent(cast, b"title,lesson\nUna,Primero, luego\nOtra,Algo,,\n")
        assert (batch.found["good"], [row["line"] for row in batch.faulty]) == (1, [2])

    def test_letters_that_cannot_be_read_are_a_fault(self, cast: Cast):
        assert sent(cast, b'[{"title": "Se\\u0000or"}]', "x.json").found["faulty"] == 1
        assert sent(cast, b"title\nSe\x81or\n", chosen={"encoding": "cp1252"}).found["faulty"] == 1

    def test_a_text_with_tags_and_formulas_is_text(self, cast: Cast):
        wicked = {"title": "=HYPERLINK(1)", "lesson": "<script>alert(1)</script>"}
        assert sent(cast, as_json(wicked), "x.json").found["first"][0]["title"] == "=HYPERLINK(1)"

    def test_the_same_in_another_file_is_the_same(self, cast: Cast):
        row = whole_row()
        LessonFactory(network=cast.network, author=cast.user("member"), **row)
        again = [row, row | {"title": row["title"].upper() + " "}, row | {"title": "Otra"}, row | {"title": "OTRA"}]
        table = write_xlsx([*row], [[*each.values()] for each in again])
        for name, content in {"x.json": as_json(*again), "x.xlsx": table}.items():
            batch = sent(cast, content, name)
            assert (batch.found["good"], batch.found["first_there"]) == (
                1,
                [[2, row["title"]], [3, row["title"].upper()], [5, "OTRA"]],
            )

    def test_with_a_day_as_a_number_count_from_1904_where_the_spreadsheet_does(self, cast: Cast):
        def count_from_1904(book: Any) -> None:
            book.epoch = CALENDAR_MAC_1904

        days = [
            sent(cast, xlsx(["Título", "Fecha"], ["Una", serial], change=change), "x.xlsx").found["first"][0]["words"]
            for serial, change in ((45_717, None), (44_255, count_from_1904), (date(2025, 3, 1), count_from_1904))
        ]
        assert days == [["2025-03-01"]] * 3

    def test_of_another_network_it_is_another(self, cast: Cast):
        LessonFactory(network=cast.other_network, **whole_row())
        assert sent(cast, as_json(whole_row()), "x.json").found["good"] == 1

    def test_line_breaks_of_a_spreadsheet_are_kept_as_breaks(self, cast: Cast):
        content = xlsx(["title", "lesson"], ["Una", "uno_x000D_\ndos"])
        assert sent(cast, content, "x.xlsx").found["first"][0]["insight"] == "uno\ndos"

    def test_without_a_column_of_ours_it_asks_which_is_which(self, cast: Cast):
        batch = sent(cast, b"a;b\n1;2\n")
        assert (batch.state, batch.columns, batch.found["untold"]) == ("read", ["", ""], True)

    def test_a_broken_file_says_why(self, cast: Cast):
        batch = sent(cast, b"a\x00b")
        assert (batch.state, bytes(batch.content)) == ("broken", b"")
        assert batch.trouble


def test_the_limits_of_form_and_reader_are_one():
    from config.web.uploads import MOST_KEPT

    assert files.MOST_BYTES < MOST_KEPT
