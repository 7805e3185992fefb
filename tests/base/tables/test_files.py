"""A table read from a file, and written so that no spreadsheet runs what somebody wrote."""

import contextlib
import csv
import io
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from base.tables.files import FORMULA, escaped, read_table, write_csv, write_xlsx
from base.tables.table import MOST_COLUMNS, MOST_ROWS, TableError, as_kept
from tests.support.files.sheets import repacked, xlsx

RUC = "20131312955"
WICKED = st.sampled_from([*FORMULA, *";,|'\" \t\n\ufeffa1ñ"])


class TestTables:
    @pytest.mark.parametrize("text", ["a;b\n1;2\n", "a,b\n1,2\n", "a\tb\r\n1\t2\r\n", "\ufeffa;b\n1;2\n\n;\n"])
    def test_text_with_any_separator_is_a_table(self, text: str):
        assert [*read_table("x.csv", text.encode())] == [["a", "b"], [["1", "2"]]]

    def test_of_excel_as_it_is_saved_in_peru(self):
        assert read_table("x.csv", "Nombre;Año\nÑandú;1\n".encode("cp1252")).rows == [["Ñandú", "1"]]

    def test_of_a_spreadsheet_with_numbers_for_text(self):
        headings, rows = read_table("x.XLSX", xlsx(["Nombre", "RUC", None], ["Centro", 20131312955.0, None], [None]))
        assert (headings, rows) == (["Nombre", "RUC"], [["Centro", RUC]])

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("x.csv", b""),
            ("x.csv", b"\n\n"),
            ("x.csv", b'a;b\n"1;2\n'),
            ("x.csv", b"a\x00b"),
            ("x.xlsx", b""),
            ("x.xlsx", b"PK\x03\x04 no zip"),
            ("x.xlsx", xlsx(["a"], [1])[:-200]),
        ],
    )
    def test_what_is_no_table_is_refused(self, name: str, content: bytes):
        with pytest.raises(TableError):
            read_table(name, content)

    def test_of_too_many_rows_is_refused(self):
        with pytest.raises(TableError):
            read_table("x.csv", b"a\n" + b"1\n" * (MOST_ROWS + 1))
        assert len(read_table("x.csv", b"a\n" + b"1\n" * MOST_ROWS).rows) == MOST_ROWS

    def test_a_small_file_that_unpacks_without_end_is_refused(self):
        file = io.BytesIO()
        with ZipFile(file, "w", ZIP_DEFLATED) as packed:
            packed.writestr("xl/worksheets/sheet1.xml", b" " * 210_000_000)
        assert len(file.getvalue()) < 1_000_000
        with pytest.raises(TableError):
            read_table("x.xlsx", file.getvalue())

    def test_of_too_many_columns_is_refused(self):
        with pytest.raises(TableError):
            read_table("x.csv", b"a," * MOST_COLUMNS + b"a\n1\n")
        with pytest.raises(TableError):
            read_table("x.xlsx", xlsx(["a"] * (MOST_COLUMNS + 1)))

    @pytest.mark.parametrize(("named", "comes"), [("A1:A2", "A1:A99999999999"), ('r="2"', 'r="99999999999"')])
    def test_a_sheet_that_names_a_last_line_without_end_is_read_to_its_end(self, named: str, comes: str):
        file = repacked(xlsx(["a"], [1]), (named, comes))
        with contextlib.suppress(TableError):
            assert [*read_table("x.xlsx", file)] == [["a"], [["1"]]]

    def test_what_no_spreadsheet_can_hold_does_not_break_one(self):
        assert read_table("x.xlsx", write_xlsx(["a"], [["uno\x07dos"]])).rows == [["unodos"]]

    @pytest.mark.parametrize(
        "before", ["", " ", "\t", "\n", "\r", '"', "a;", "a; ", 'a;"', "a\t", "a|", "a\nb;", "\ufeff", "\x07"]
    )
    @pytest.mark.parametrize("sign", FORMULA)
    def test_no_cell_goes_out_as_a_formula(self, before: str, sign: str):
        wicked = f"{before}{sign}1+1"
        assert not formulas(write_csv(["a", "b"], [[wicked, wicked], ["b", wicked]]))
        sheet = load_workbook(io.BytesIO(write_xlsx(["a"], [[wicked]]))).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
        assert f"'{sign}1+1" in sheet["A2"].value

    @given(rows=st.lists(st.lists(st.text(WICKED, max_size=12), min_size=2, max_size=2), max_size=4))
    def test_no_text_goes_out_as_a_formula_however_the_lines_are_cut(self, rows: list[list[str]]):
        assert not formulas(write_csv(["a", "b"], rows))

    def test_what_looks_like_no_formula_is_left_as_it_is(self):
        plain = "Lima; Cusco, 3 - 4 | ana@ejemplo.example (10%)\nSegunda línea = otra"
        assert escaped(plain) == plain

    @pytest.mark.parametrize("write", [write_csv, write_xlsx])
    @given(cells=st.lists(st.text(WICKED, max_size=12).map(as_kept), min_size=2, max_size=2))
    def test_what_goes_out_comes_in_as_it_was(self, write: Any, cells: list[str]):
        rows = [["=HYPERLINK(1)", "+51 999"], ["O'Higgins", "'comillas"], ["-", "00123"], ["'=1", "a;'=1"], [*cells]]
        name = "x.csv" if write is write_csv else "x.xlsx"
        assert [*read_table(name, write(["a", "b"], rows))] == [["a", "b"], [row for row in rows if any(row)]]


def formulas(table: bytes) -> list[str]:
    """Cells that a spreadsheet would compute, whichever sign it cuts lines at."""
    text = table.decode("utf-8-sig")
    lines = [row for sign in ",;\t|" for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign)]
    return [cell for line in lines for cell in line if cell.strip(' \t\r\n"\ufeff\x07').startswith(FORMULA)]
