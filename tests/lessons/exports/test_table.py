"""A list of lessons as a file: exactly what the list shows to who asks, in any program."""

import csv
import io
from datetime import timedelta
from itertools import chain

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.timezone import localdate, now
from openpyxl import load_workbook

from lessons.exports import queries
from lessons.exports.views import LISTS
from lessons.models import Lesson
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import FindingFactory, LessonFactory, TranslationFactory
from tests.support.htmx import soup

QUERIES = (
    "",
    "q=autoridades",
    "state=draft",
    "result=worked",
    "order=title",
    "network=ajena",
    "finding=C1&order=oldest",
    "order=confirmed",
)


def rows(client: Client, query: str = "", form: str = "csv", language: str = "") -> list[list[str]]:
    answer = client.get(f"{language}/lecciones.{form}?{query}")
    assert answer.status_code == 200
    content = answer.getvalue()
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    cells = load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True)
    return [["" if cell is None else cell for cell in row] for row in cells]


def shown(client: Client, query: str = "") -> list[str]:
    return [link.get_text().strip() for link in soup(client.get(f"/lecciones/?{query}")).select("main .cards h3 a")]


@pytest.fixture
def lessons(cast: Cast) -> None:
    finding = FindingFactory(number=1)
    for number, visibility in enumerate(Lesson.Visibility.values):
        for network in (cast.network, cast.other_network):
            lesson = LessonFactory(
                title=f"Las autoridades {9 - number} de {network}",
                network=network,
                author=cast.user("member"),
                visibility=visibility,
                result="worked" if number % 2 else "",
                published=True,
            )
            Lesson.objects.filter(pk=lesson.pk).update(published_at=now() - timedelta(days=number))
            lesson.stances.create(finding=finding)
    LessonFactory(title="Un borrador", network=cast.network, author=cast.user("member"))


@pytest.mark.parametrize("query", QUERIES)
def test_the_table_has_what_each_person_sees_under_the_same_filters(cast: Cast, lessons, query: str):
    for who in EVERYBODY:
        client = cast.client(who)
        assert [row[0] for row in rows(client, query)] == shown(client, query), who


def test_csv_and_xlsx_say_the_same(cast: Cast, lessons):
    client = cast.client("member")
    assert rows(client, form="xlsx") == rows(client)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_list_comes_in_no_other_format(cast: Cast, method: str):
    assert getattr(cast.client("member"), method)("/lecciones.ods").status_code == 404


def test_the_table_names_no_author(cast: Cast, lessons):
    Lesson.objects.filter(visibility="public").update(is_unnamed=True)
    for row in rows(cast.client("admin")):
        assert not {"Member", "member@ejemplo.example"} & set(row), row
        assert cast.user("member").name not in " ".join(row)


def test_a_cell_is_no_formula(cast: Cast):
    LessonFactory(title='=HYPERLINK("http://x")', insight="a;=1+1", author=cast.user("member"), published=True)
    [row] = rows(cast.client("member"), "order=title")
    assert (row[0], row[3]) == ('\'=HYPERLINK("http://x")', "a;'=1+1")


def test_the_table_is_in_the_readers_language_as_the_list_is(cast: Cast):
    lesson = LessonFactory(title="Pedir la cita", network=cast.network, author=cast.user("member"), published=True)
    TranslationFactory(lesson=lesson, language="en", title="Ask for the meeting")
    [row] = rows(cast.client("member"), language="/en")
    assert row[0] == "Ask for the meeting"
    assert "/en/lecciones/" in row[1]


@pytest.mark.parametrize(("language", "told"), [("", "Por verificar"), ("/en", "Verification overdue")])
def test_an_overdue_lesson_says_so_in_the_words_of_the_list(cast: Cast, language: str, told: str):
    LessonFactory(network=cast.network, author=cast.user("member"), published=True)
    Lesson.objects.update(review_on=localdate() - timedelta(days=1))
    client = cast.client("member")
    assert rows(client, language=language)[0][6] == told
    assert told in soup(client.get(f"{language}/lecciones/")).select_one("main .cards").get_text()


def test_a_lesson_hidden_while_the_file_is_written_does_not_come(cast: Cast, lessons, monkeypatch):
    monkeypatch.setattr(queries, "IN_A_PART", 1)
    reader = cast.user("other_member")
    keys = queries.keys_of(queries.filter_of(QueryDict("network=propia"), reader), 10)
    coming = queries.parts_of(keys, reader, "es", str)
    assert next(coming)
    Lesson.objects.filter(network=cast.network).update(visibility="own_network")
    assert [*chain.from_iterable(coming)] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_list_asked_for_again_and_again_says_when_to_come_back(cast: Cast, lessons, method: str):
    for _ in range(LISTS.most):
        LISTS.count(str(cast.user("member").pk))
    answer = getattr(cast.client("member"), method)("/lecciones.csv")
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert rows(cast.client("other_member"))
