"""What a file is, decided by evidence: encoding, separator, sheet, headings. Fields and rows: see the importers."""

import codecs
from datetime import date
from typing import Any
from unicodedata import normalize

import pytest
from openpyxl import Workbook

from base.tables.encodings import decoded
from base.tables.table import MOST_COLUMNS, TableError, once
from tests.support.files.sheets import HEADINGS, repacked, xlsx

SPANISH = (
    "Título;Qué pasó;Qué aprendimos\r\n"
    "La campaña de Ñaña;Cambió la dirección según el Perú: ¿quién llegó?;«Así» – mañana…\r\n"
    "ÁREA DE EDUCACIÓN;El niño pingüino;Pedir la reunión en el 1º día\r\n"
)
TRANSITIONAL = "http://schemas.openxmlformats.org/"
STRICT = "http://purl.oclc.org/ooxml/"


def cells(text: str) -> list[list[str]]:
    return [line.split(";") for line in text.split("\r\n") if line]


class TestEncodings:
    @pytest.mark.parametrize(
        "encoding",
        [
            *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"),
            *("cp1252", "mac_roman", "cp850", "cp437"),
        ],
    )
    def test_is_the_one_that_makes_spanish_of_it(self, read: Any, encoding: str):
        text = SPANISH if encoding not in {"cp850", "cp437"} else SPANISH.translate({0x2013: "-", 0x2026: "."})
        text = text if encoding != "cp437" else text.replace("ÁREA DE EDUCACIÓN", "Área").replace("Área", "Aire")
        table = read(text.encode(encoding))
        assert [table.headings, *table.rows] == cells(text)
        assert table.how.doubts == []

    @pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE])
    def test_utf_16_says_by_its_mark_which_half_comes_first(self, read: Any, mark: bytes):
        encoding = "utf-16-be" if mark == codecs.BOM_UTF16_BE else "utf-16-le"
        assert read(mark + SPANISH.encode(encoding)).headings == cells(SPANISH)[0]

    @pytest.mark.parametrize("odd", ["campaña".encode("cp1252"), "campaña".encode("mac_roman")])
    def test_of_one_odd_byte_the_others_are_not_garbled_and_its_word_is_named(self, read: Any, odd: bytes):
        table = read(SPANISH.encode().replace("campaña".encode(), odd, 1))
        assert [table.headings, *table.rows] == cells(SPANISH)
        assert any("campaña" in note for note in table.how.notes)

    @pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
    @pytest.mark.parametrize(
        "word", ["campaña", "Última", "François", "Ñaña", "según", "política", "CAMPAÑA", "Muñoz", "aquí", "PERÚ"]
    )
    def test_one_odd_word_is_decoded_rightly_or_asked_about(self, encoding: str, word: str):
        found = decoded(f"titulo;x\n{word};y\n".encode(encoding))
        assert found is not None
        assert word in found.text or found.in_doubt

    def test_a_doubtful_encoding_is_asked_with_the_word_that_shows_it(self, read: Any):
        table = read(b"title;lesson\nUno;M\x81ller\n")
        assert table.how.doubts == ["encoding"]
        assert ("cp850", "Müller") in table.how.encodings

    def test_the_encoding_that_a_person_chose_is_used(self, read: Any):
        table = read(b"title;lesson\nUno;M\x81ller\n", encoding="cp850")
        assert (table.rows, table.how.doubts) == ([["Uno", "Müller"]], [])

    @pytest.mark.parametrize("text", ["campaña", "«así» – “hola”", "PERÚ” SÃO", "Ñandú Â"])
    def test_a_text_encoded_once_stays_as_it_was_written(self, text: str):
        assert once(text) == text

    @pytest.mark.parametrize("text", ["campaña", "ÁREA", "«así»", "“hola” – N° 5"])
    def test_what_was_encoded_twice_is_mended(self, text: str):
        garbled = "".join(bytes([each]).decode("cp1252", errors="ignore") or chr(each) for each in text.encode())
        assert (garbled != text, once(garbled)) == (True, text)

    @pytest.mark.parametrize(
        ("text", "mended"),
        [
            ("Educaci&oacute;n &laquo;rural&raquo;", "Educación «rural»"),
            ("&iquest;Qu&eacute; pas&oacute;?", "¿Qué pasó?"),
            ("AT&T; R&D, a &lt; b &copia;", "AT&T; R&D, a &lt; b &copia;"),
        ],
    )
    def test_letters_as_the_web_writes_them_are_letters(self, text: str, mended: str):
        assert once(text) == mended

    def test_garbled_accents_are_mended_in_a_spreadsheet_too_and_said(self, read: Any):
        table = read(xlsx(["TÃ­tulo", "Lesson"], ["ReuniÃ³n", "Sí"]), "x.xlsx")
        assert (table.headings, table.rows) == (["Título", "Lesson"], [["Reunión", "Sí"]])
        assert len(table.how.notes) == 1


class TestSeparators:
    @pytest.mark.parametrize(
        ("text", "headings", "first"),
        [
            (
                "Qué pasó (hechos, lugares, fechas);Título\na, b;c\n",
                ["Qué pasó (hechos, lugares, fechas)", "Título"],
                2,
            ),
            ('"Qué pasó (a, b, c)";Título\n"a, b";c\n', ["Qué pasó (a, b, c)", "Título"], 2),
            ("Aspecto (a, b, c);Nota\nx, y;z\nx;w\n", ["Aspecto (a, b, c)", "Nota"], 2),
            ("sep=;\r\nTítulo;Qué pasó\r\na;b\r\n", ["Título", "Qué pasó"], 2),
            ('"sep=,"\nTítulo,Nota;otra\na,b\n', ["Título", "Nota;otra"], 2),
            ("SEP=\t\nTítulo\tNota\na\tb\n", ["Título", "Nota"], 2),
            ("Título|Qué pasó\na, b; c|d\n", ["Título", "Qué pasó"], 2),
            ("Título\nUno, dos\nTres, cuatro\n", ["Título"], 2),
            ("Aprendizajes\nUno, dos\nTres, cuatro\n", ["Aprendizajes"], 2),
            ("Lecciones aprendidas;;\nTítulo;Lo malo;Lo peor\na;b;c\n", ["Título", "Lo malo", "Lo peor"], 3),
            ('Título;Qué pasó\n"a; b";"dijo ""hola""; se fue"\n', ["Título", "Qué pasó"], 2),
            ("Título;Qué pasó\ra;b\r", ["Título", "Qué pasó"], 2),
            (";Título;Qué pasó;\n;a;b;\n", ["Título", "Qué pasó"], 2),
        ],
    )
    def test_is_the_one_under_which_most_headings_are_known(
        self, read: Any, text: str, headings: list[str], first: int
    ):
        table = read(text)
        assert (table.headings, table.rows[0].line, table.rows[0].fault) == (headings, first, "")
        assert len(table.rows[0]) == len(headings)

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_is_said_behind_a_mark_of_byte_order(self, read: Any, encoding: str):
        assert read("sep=;\r\nTítulo;Qué pasó\r\na;b\r\n".encode(encoding)).rows == [["a", "b"]]

    @pytest.mark.parametrize(
        "text",
        [
            'Título,Qué pasó\n"a,""b, c"""\nd,e\n',
            '"Título;Qué pasó"\n"a;""b, c"""\n"d;e"\n',
            '"Título,Qué pasó"\r\n"a,""b, c"""\r\n"d,e"\r\n',
        ],
    )
    def test_within_rows_that_were_taken_for_one_cell_are_found_and_said(self, read: Any, text: str):
        table = read(text)
        assert [*table] == [["Título", "Qué pasó"], [["a", "b, c"], ["d", "e"]]]
        assert len(table.how.notes) == 1

    @pytest.mark.parametrize(
        "text", ['Título\n"Uno, dos"\n', "Título\nnone\n", 'Título,Qué pasó\n"a, b"\n', 'Título,Qué pasó\n"a, ""b"\n']
    )
    def test_within_a_text_of_one_cell_are_its_own(self, read: Any, text: str):
        table = read(text)
        assert (len([*filter(None, table.rows[0])]), table.how.notes) == (1, [])

    def test_the_separator_that_a_person_chose_is_used(self, read: Any):
        assert read("Título;Nota, otra\na;b, c\n", delimiter=",").headings == ["Título;Nota", "otra"]


class TestHeadings:
    def test_stand_below_a_title_which_is_said_to_stay_out(self, read: Any):
        table = read("Matriz de lecciones 2024;;\n;;\nTítulo;Qué aprendimos;Qué pasó\na;b;c\n")
        assert (table.headings, [row.line for row in table.rows]) == (["Título", "Qué aprendimos", "Qué pasó"], [4])
        assert "Matriz de lecciones 2024" in table.how.notes[0]

    def test_of_two_rows_of_them_the_one_that_says_more_counts(self, read: Any):
        assert read(xlsx(["Datos", None, "Cuándo"], HEADINGS, ["a", "b", "2024"]), "x.xlsx").headings == HEADINGS

    def test_repeated_further_down_are_left_out_and_said(self, read: Any):
        table = read("Título;Qué pasó\na;b\nTítulo;Qué pasó\nc;d\n")
        assert ([row.line for row in table.rows], len(table.how.notes)) == ([2, 4], 1)

    def test_repeated_where_two_files_were_put_together_too(self, read: Any):
        table = read("\ufeffTítulo;Qué pasó\na;b\n\ufeffTítulo;Qué pasó\nc;d\n")
        assert ([row.line for row in table.rows], len(table.how.notes)) == ([2, 4], 1)

    @pytest.mark.parametrize("total", ["Total;;12", "TOTAL GENERAL:;;1 200", "Subtotal: 12", "Gran total;S/ 12.50;10%"])
    def test_totals_are_left_out_and_said(self, read: Any, total: str):
        table = read(f"Nombre;Sigla;Nota\nUna;U;5\n{total}\nTotal Perú;TP;3\nTotal;ONG;1\n")
        assert [row[0] for row in table.rows] == ["Una", "Total Perú", "Total"]
        assert [note for note in table.how.notes if "3" in note and "total" in note]

    def test_a_lone_column_has_no_totals(self, read: Any):
        assert [row[0] for row in read("Nombre\nUna\nTotal\n").rows] == ["Una", "Total"]

    def test_the_line_of_headings_can_be_chosen_by_a_person(self, read: Any):
        text = "Título;Qué pasó\nLo bueno;Lo malo\na;b\n"
        assert read(text, line=2).headings == ["Lo bueno", "Lo malo"]
        with pytest.raises(TableError, match="9"):
            read(text, line=9)

    def test_rows_have_the_numbers_that_a_spreadsheet_shows(self, read: Any):
        assert [row.line for row in read('Título;Qué pasó\n"a\nb";c\n;\n\nd;e\n').rows] == [2, 5]
        assert [row.line for row in read(xlsx(HEADINGS, [], ["a"], [], ["b"]), "x.xlsx").rows] == [3, 5]

    def test_with_accents_apart_as_a_mac_writes_them_are_known(self, read: Any):
        table = read(normalize("NFD", SPANISH))
        assert [table.headings, *table.rows] == cells(SPANISH)


def in_a_hidden_sheet_first(book: Workbook) -> None:
    book.active.title = "Lecciones"
    lists = book.create_sheet("Listas", 0)
    lists.append(["Título", "Qué pasó"])
    lists.sheet_state = "hidden"
    book.active = 1


def with_instructions_first(book: Workbook) -> None:
    book.active.title = "Lecciones"
    sheet = book.create_sheet("Instrucciones", 0)
    sheet.append(["Cómo llenar esta matriz"])
    book.create_sheet("Valores", 1).append(["Departamentos", "Hallazgos", "Fecha"])


def with_another_of_the_kind(book: Workbook) -> None:
    book.active.title = "Lecciones"
    book.create_sheet("2023").append(HEADINGS)


class TestSheets:
    @pytest.mark.parametrize("change", [in_a_hidden_sheet_first, with_instructions_first, with_another_of_the_kind])
    def test_the_first_that_is_shown_and_has_our_headings_is_read_and_the_others_said(self, read: Any, change: Any):
        table = read(xlsx(HEADINGS, ["a", "b", "2024"], change=change), "x.xlsx")
        assert (table.how.sheet, table.rows) == ("Lecciones", [["a", "b", "2024"]])
        left_out = [sheet for sheet in table.how.sheets if sheet != "Lecciones"]
        assert all(any(sheet in note for note in table.how.notes) for sheet in left_out)
        assert len(table.how.notes) == 1

    def test_a_second_sheet_of_the_kind_is_a_doubt_until_a_person_chose(self, read: Any):
        book = xlsx(HEADINGS, ["a"], change=with_another_of_the_kind)
        assert read(book, "x.xlsx").how.doubts == ["sheet"]
        assert read(book, "x.xlsx", sheet="Lecciones").how.doubts == []
        with pytest.raises(TableError, match="2022"):
            read(book, "x.xlsx", sheet="2022")

    def test_a_sheet_that_cannot_be_read_is_refused_only_to_who_wants_it(self, read: Any):
        def widen(book: Workbook) -> None:
            book.create_sheet("Ancha", 0).append([*range(MOST_COLUMNS + 1)])

        book = xlsx(HEADINGS, ["a"], change=widen)
        assert (read(book, "x.xlsx").rows, "Ancha" in read(book, "x.xlsx").how.notes[0]) == ([["a", "", ""]], True)
        for content, sheet in ((book, "Ancha"), (xlsx(change=widen), "")):
            with pytest.raises(TableError, match=str(MOST_COLUMNS)):
                read(content, "x.xlsx", sheet=sheet)

    def test_a_hidden_one_is_read_where_there_is_no_other(self, read: Any):
        def hide(book: Workbook) -> None:
            book.active.sheet_state = "hidden"
            book.create_sheet("Vacía")

        assert read(xlsx(HEADINGS, ["a"], change=hide), "x.xlsx").rows == [["a", "", ""]]

    def test_a_format_in_the_last_row_is_no_million_rows(self, read: Any):
        def format_it(book: Workbook) -> None:
            book.active["A1048576"].number_format = "0.00"

        assert read(xlsx(HEADINGS, ["a"], change=format_it), "x.xlsx").rows == [["a", "", ""]]

    def test_a_table_can_begin_anywhere(self, read: Any):
        table = read(xlsx([], [], [None, *HEADINGS], [None, "a", "b", "2024"]), "x.xlsx")
        assert (table.headings, table.rows, table.rows[0].line) == (HEADINGS, [["a", "b", "2024"]], 4)

    def test_what_stands_beside_the_table_is_a_column_without_a_heading(self, read: Any):
        assert read(xlsx(HEADINGS, ["a", "b", "2024", "ojo"]), "x.xlsx").headings == [*HEADINGS, ""]

    def test_rows_and_columns_that_are_hidden_are_read_and_said(self, read: Any):
        def hide(book: Workbook) -> None:
            book.active.row_dimensions[3].hidden = True
            book.active.column_dimensions["B"].hidden = True
            book.active.column_dimensions["J"].hidden = True

        table = read(xlsx(HEADINGS, ["a"], ["b"], change=hide), "x.xlsx")
        assert (len(table.rows), table.how.notes[0].split(": ")[1]) == (2, "B, 3.")

    def test_strict_open_xml_is_read(self, read: Any):
        names = [("officeDocument/2006/", "officeDocument/"), ("spreadsheetml/2006/main", "spreadsheetml/main")]
        strict = repacked(
            xlsx(HEADINGS, ["a", "b", date(2024, 3, 1)]),
            *((TRANSITIONAL + name, STRICT + new) for name, new in names),
        )
        assert read(strict, "x.xlsx").rows == [["a", "b", "2024-03-01"]]
