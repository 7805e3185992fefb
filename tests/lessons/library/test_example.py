"""The example shows a real lesson of a published source, whole, whether or not the library was loaded."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lessons.library.example import EXAMPLE, NOTES, example, example_row
from lessons.library.loader import HERE
from lessons.models import Lesson
from lessons.record.fields import TEXT_FIELDS
from networks.frame.loader import read
from tests.support.cast import Cast
from tests.support.htmx import soup

ADDRESS = "/lecciones/ejemplo/"


@pytest.fixture
def page(db: None) -> Any:
    return soup(Client().get(ADDRESS)).main


def test_is_a_whole_lesson_of_the_library_in_which_the_source_draws_the_lesson():
    (row,) = (row for row in read(HERE / "lessons.json") if row["key"] == EXAMPLE)
    assert example_row() == row
    assert all(row[name] for name in TEXT_FIELDS)
    assert row["insight_from"] == "fuente"


def test_has_a_note_on_each_text_of_a_lesson():
    assert {*NOTES} == {*TEXT_FIELDS}
    assert all(part.text and part.note for part in example().parts)


def test_shows_the_words_of_the_file_to_a_visitor_where_no_library_was_loaded(page: Any):
    assert not Lesson.objects.exists()
    words = page.get_text(" ")
    assert all(example_row()[name] in words for name in TEXT_FIELDS)


def test_says_that_it_is_from_a_published_source_and_which(page: Any):
    words = " ".join(page.get_text(" ").split())
    assert "De una fuente publicada" in words
    assert example_row()["sources"][0]["title"] in words
    assert "Ninguna red de esta memoria la dice" in words


def test_marks_its_spanish_words_for_who_reads_english(db: None):
    def languages(prefix: str) -> set[str | None]:
        page = soup(Client().get(prefix + ADDRESS))
        return {each.get("lang") for each in page.select("main .words")}

    assert (languages("/en"), languages("")) == ({"es"}, {None})


@pytest.mark.parametrize("name", ["lessons:new", "networks:first_steps", "help"])
def test_is_linked_where_people_are_about_to_write(cast: Cast, name: str):
    assert soup(cast.client("member").get(reverse(name))).select(f'main a[href="{ADDRESS}"]')
