"""What a cell shows, and files that are refused."""

from datetime import datetime, timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from base.tables.files import read_table, write_xlsx
from base.tables.table import TableError
from tests.support.files.sheets import HEADINGS, repacked, xlsx


class TestCells:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (True, "VERDADERO"),
            (False, "FALSO"),
            (20131312955.0, "20131312955"),
            (0.1 + 0.2, "0.3"),
            ("0012", "0012"),
            ("uno_x000B_dos_x000D_\ntres_x0007_", "uno\ndos\ntres"),
            ("_x005F_x000D_ así", "_x000D_ así"),
            ("_xD83D__xDE42_", "🙂"),
            (datetime.fromisoformat("2024-03-01"), "2024-03-01"),
            (datetime.fromisoformat("2024-03-01T10:30"), "2024-03-01 10:30"),
            (timedelta(hours=30, minutes=5), "30:05"),
            ("\u200b\ufeff a \u200e", "a"),
            ("❤\ufe0f", "❤\ufe0f"),
            ("NULLO", "NULLO"),
        ],
    )
    def test_are_as_the_spreadsheet_shows_them(self, read: Any, value: Any, text: str):
        assert read(xlsx(["Título"], [value]), "x.xlsx").rows == [[text]]

    @pytest.mark.parametrize("end", [b"\x1a", b" ; \r\n", "\u00a0;\u200b\r\n".encode(), "\ufeff\r\n".encode()])
    def test_without_anything_that_can_be_seen_are_no_row(self, read: Any, end: bytes):
        assert read("Título;Qué pasó\r\na;b\r\n".encode() + end).rows == [["a", "b"]]

    @pytest.mark.parametrize("value", ["NULL", "NaN", "nan", "\\N", "<NA>"])
    def test_with_a_programs_word_for_nothing_are_empty(self, read: Any, value: str):
        assert read(f"Título;Qué pasó\na;{value}\n{value};{value}\n").rows == [["a", ""]]

    def test_have_one_sign_for_each_line_break(self, read: Any):
        assert read('Título\r\n"uno\r\ndos\rtres\x0bcuatro"\r\n').rows == [["uno\ndos\ntres\ncuatro"]]

    def test_a_part_of_a_hundred_is_in_percent(self, read: Any):
        def percent(book: Workbook) -> None:
            book.active["A2"].number_format = "0.0%"

        assert read(xlsx(["Título"], [0.125], change=percent), "x.xlsx").rows == [["12.5%"]]

    @pytest.mark.parametrize("value", ["#REF!", "#N/A", "#¡VALOR!", "#DIV/0!", "Err:502", "=B9&1", "a\ufffdo"])
    def test_values_that_nobody_can_have_written_are_faults(self, read: Any, value: str):
        [row] = read(xlsx(["Título", "Lesson"], [value, "b"]), "x.xlsx").rows
        assert [*row.faults] == [0]

    @pytest.mark.parametrize("value", ["#1", "#MeToo", "¿N/A?", "Error"])
    def test_values_that_only_look_unwritten_are_no_faults(self, read: Any, value: str):
        assert not read(xlsx(["Título"], [value]), "x.xlsx").rows[0].faults

    def test_merged_over_rows_say_it_of_each_row_that_is_one(self, read: Any):
        def merge(book: Workbook) -> None:
            book.active.merge_cells("C2:C5")

        table = read(xlsx(HEADINGS, ["a", "", "2024"], ["b"], ["c"], change=merge), "x.xlsx")
        assert [row[2] for row in table.rows] == ["2024"] * 3

    def test_too_many_merged_cells_are_refused(self, read: Any):
        areas = b'<mergeCells count="1">' + b'<mergeCell ref="A1:A2"/>' * 200_001 + b"</mergeCells>"
        content = repacked(xlsx(["Título"], ["a"]), ("</sheetData>", "</sheetData>" + areas.decode()))
        with pytest.raises(TableError):
            read(content, "x.xlsx")

    @pytest.mark.parametrize("text", ["_x000D_", "_x005F_x0009_", "__xD83D_x", "_xdead_é", "x000D_"])
    def test_texts_that_look_like_excels_signs_come_back_as_we_wrote_them(self, text: str):
        assert read_table("x.xlsx", write_xlsx(["a", "b"], [[text, "."]])).rows == [[text, "."]]


class TestRefusal:
    @pytest.mark.parametrize(
        ("name", "content", "word"),
        [
            ("x.csv", b"<html><table><tr><td>a</td></tr></table>", "tabla"),
            ("x.csv", b"%PDF-1.7 a", "tabla"),
            ("x.csv", b'title;lesson\na;b\n\nc;"d\n', "fila 4"),
            pytest.param("x.csv", b'"title";"lesson"\n"a";"' + b"b" * 140_000 + b'"\n', "fila 2", id="too long a cell"),
            ("x.csv", b'[{"nombre": "Una"}]', "tabla"),
            ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xls"),
            ("x.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "contraseña"),
        ],
    )
    def test_says_what_it_is_and_what_to_do(self, read: Any, name: str, content: bytes, word: str):
        with pytest.raises(TableError, match=word):
            read(content, name)

    def test_a_zip_of_another_kind_is_no_spreadsheet(self, read: Any, tmp_path: Any):
        with ZipFile(tmp_path / "x.docx", "w") as packed:
            packed.writestr("_rels/.rels", "<a/>")
        with pytest.raises(TableError):
            read((tmp_path / "x.docx").read_bytes(), "x.csv")

    def test_a_spreadsheet_is_known_by_what_it_is_not_by_its_name(self, read: Any):
        assert read(xlsx(HEADINGS, ["a"]), "x.csv").headings == HEADINGS
