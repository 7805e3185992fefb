"""A spreadsheet that we write is opened by a program that is not ours, and says what it was told."""

import io

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from base.tables.files import LONGEST_CELL, NOT_XML, unescaped, write_xlsx

TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("\ufffe\uffff\x0b\x00\u2028<&>'\"\n\t 🎉")))


def read(content: bytes) -> list[list[str]]:
    rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return [["" if cell is None else unescaped(cell) for cell in row] for row in rows]


def test_numbers_keep_their_zeros_and_markup_is_text():
    rows = [["RUC", "Nombre"], ["020123", "<b>&amp;</b> ñ 🎉"], [" a ", "dos\nlíneas"]]
    assert read(write_xlsx(rows[0], rows[1:])) == rows


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_whatever_is_typed_can_be_opened_again(rows):
    told = [[NOT_XML.sub("", cell) for cell in row] for row in rows]
    assert read(write_xlsx(["a", "b", "c"], rows))[1:] == told


def test_a_cell_is_no_longer_than_excel_takes():
    [[cell]] = read(write_xlsx(["x" * 40_000], []))
    assert len(cell) == LONGEST_CELL
