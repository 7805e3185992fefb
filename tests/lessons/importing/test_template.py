"""The template of an import comes back without a fault, and its guide confuses nobody."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from base.tables.files import read_table
from lessons.importing.columns import FIELDS, LESSONS
from lessons.importing.template import template
from lessons.library.example import example_row
from lessons.models import Finding, Lesson
from networks.models import Region, Sector
from tests.support.cast import Cast
from tests.support.files.imported import sent, written

SUPPORTS = {"es": "Apoya estos hallazgos", "en": "It supports these findings"}
LANGUAGES = pytest.mark.parametrize("language", ["es", "en"])


@pytest.fixture
def frame(db: None) -> None:
    call_command("load_frame", stdout=io.StringIO())


def book_in(language: str) -> Workbook:
    with override(language):
        return load_workbook(io.BytesIO(template()))


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def guide_of(book: Workbook) -> dict[str, tuple[str, str, str]]:
    """By column: is it needed, what to write, and the example."""
    rows = [row for row in book.worksheets[1].iter_rows(values_only=True) if row[3]]
    return {column: (needed, what, example or "") for column, needed, what, example in rows[1:]}


@LANGUAGES
class TestWorkbook:
    def test_has_a_column_for_each_field_and_the_import_knows_all(self, frame: None, language: str):
        headings = [cell.value for cell in book_in(language).worksheets[0][1]]
        assert LESSONS.called().guess(headings) == [*FIELDS]

    def test_explains_each_column(self, frame: None, language: str):
        book = book_in(language)
        rows = [row for row in book.worksheets[1].iter_rows(values_only=True) if row[1]]
        assert [row[0] for row in rows[1:]] == [cell.value for cell in book.worksheets[0][1]]
        assert all(row[1] and row[2] for row in rows)

    def test_sent_as_it_is_holds_no_lesson(self, cast: Cast, frame: None, language: str):
        batch = sent(cast, saved(book_in(language)), "plantilla.xlsx")
        assert (batch.state, batch.found["good"], batch.found["faulty"]) == ("read", 0, 0)

    def test_of_its_sheets_the_first_is_read_and_nobody_is_asked_which(self, frame: None, language: str):
        book = book_in(language)
        table = read_table("plantilla.xlsx", saved(book), LESSONS.called().naming)
        assert table.how.sheet == book.sheetnames[0]
        assert table.how.doubts == []

    def test_the_example_of_its_guide_comes_in_as_a_whole_lesson(self, cast: Cast, frame: None, language: str):
        book = book_in(language)
        guide = guide_of(book)
        book.worksheets[0].append([guide.get(cell.value, ("", "", ""))[2] for cell in book.worksheets[0][1]])
        batch = written(cast, saved(book), "plantilla.xlsx", publishes=True)
        lesson, row = Lesson.objects.get(network=cast.network), example_row()
        assert (batch.written, batch.found["faulty"], lesson.is_published) == (1, 0, True)
        assert (lesson.title, lesson.does_not_apply_when) == (row["title"], row["does_not_apply_when"])
        assert (lesson.result, lesson.evidence, lesson.language) == ("worked", "several_cases", "es")
        assert (lesson.happened_on.year, lesson.sector.slug) == (row["happened_on"], row["sector"])
        assert sorted(lesson.stances.values_list("finding__code", "stance")) == sorted(
            (each["code"], each["stance"]) for each in row["findings"]
        )

    def test_every_word_of_its_lists_is_taken(self, cast: Cast, frame: None, language: str):
        book = book_in(language)
        lists, sheet = book.worksheets[2], book.worksheets[0]
        place = {cell.value: cell.column for cell in sheet[1]}
        columns = [[cell.value for cell in column if cell.value] for column in lists.iter_cols()]
        for row in range(2, max(map(len, columns)) + 1):
            sheet.cell(row, 1, f"Lección {row}")
            for heading, *words in columns:
                column = place.get(heading) or place[SUPPORTS[language]]
                sheet.cell(row, column, words[row - 2] if row - 2 < len(words) else None)
        batch = sent(cast, saved(book), "plantilla.xlsx")
        assert (batch.found["faulty"], batch.found["good"]) == (0, max(map(len, columns)) - 1)

    def test_offers_the_lists_of_the_columns_that_take_one_word(self, frame: None, language: str):
        book = book_in(language)
        offered = book.worksheets[0].data_validations.dataValidation
        numbers = []
        for each in offered:
            (title, cells) = each.formula1.replace("'", "").replace("$", "").split("!")
            numbers.append(len([cell for (cell,) in book[title][cells] if cell.value]))
        assert numbers == [3, Sector.objects.count(), 4, 2]
        assert not any(each.showErrorMessage for each in offered)


def test_names_all_departments_and_findings(frame: None):
    words = {cell for row in book_in("es").worksheets[2].iter_rows(values_only=True) for cell in row}
    assert {*Region.objects.values_list("name", flat=True)} <= words
    assert {f"{each.code} · {each.text_es}" for each in Finding.objects.all()} <= words


def test_a_sector_that_an_admin_named_like_a_formula_is_none(frame: None):
    Sector.objects.update_or_create(slug="salud", defaults={"name_es": "=1+1", "name_en": "=1+1"})
    cells = [cell for row in book_in("es").worksheets[2].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


class TestDownload:
    def test_is_the_workbook_for_whoever_signed_in(self, cast: Cast, frame: None):
        answer = cast.client("member").get("/lecciones/plantilla.xlsx")
        assert answer["Content-Disposition"] == 'attachment; filename="plantilla-de-lecciones.xlsx"'
        assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["Lecciones", "Guía", "Listas"]

    def test_is_english_for_who_reads_english(self, cast: Cast, frame: None):
        answer = cast.client("member").get("/en/lecciones/plantilla.xlsx")
        assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["Lessons", "Guide", "Lists"]

    def test_as_csv_is_its_headings_and_the_import_reads_them(self, cast: Cast, frame: None):
        content = cast.client("member").get("/lecciones/plantilla.csv").content
        table = read_table("plantilla.csv", content, LESSONS.called().naming)
        assert (LESSONS.called().guess(table.headings), table.rows) == ([*FIELDS], [])

    @pytest.mark.parametrize("form", ["pdf", "json"])
    def test_in_another_form_is_not_there(self, cast: Cast, form: str):
        assert cast.client("member").get(f"/lecciones/plantilla.{form}").status_code == 404

    def test_a_visitor_is_sent_to_sign_in(self, db: None, client: Any):
        answer = client.get("/lecciones/plantilla.xlsx")
        assert answer.status_code == 302
        assert "login" in answer["Location"]

    def test_is_linked_from_the_page_of_the_import(self, cast: Cast):
        page = cast.client("secretariat").get("/redes/propia/importar/").content.decode()
        assert "/lecciones/plantilla.xlsx" in page
        assert "/lecciones/plantilla.csv" in page
