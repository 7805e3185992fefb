"""Each kind of file has the lessons of the list, as its reader may read them, and nothing in it is markup."""

import io
import json
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from markdown_it import MarkdownIt

from lessons.exports import views
from lessons.exports.formats import FORMATS
from lessons.models import Lesson
from lessons.texts.escaping import in_paragraphs
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import LessonFactory, TranslationFactory
from tests.support.files.exports import words_of
from tests.support.htmx import soup

FORMS = ("json", "md", "docx", "pdf")
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = (
    "# Uno\n- <script>alert(1)</script> ![x](http://ajeno.example/p.png) [y](javascript:z)\n1. dos\n===\n\n"
    "    codigo &lt;b&gt; | ~~no~~ \x0b *no* `no` C:\\temp"
)


@pytest.fixture
def lessons(cast: Cast) -> None:
    for level in Lesson.Visibility.values:
        LessonFactory(
            title=f"Nivel {level}", network=cast.network, author=cast.user("member"), visibility=level, published=True
        )
    LessonFactory(title="Nivel borrador", network=cast.network, author=cast.user("member"))


def taken(client: Client, form: str, query: str = "", language: str = "") -> str:
    answer = client.get(f"{language}/lecciones.{form}?{query}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    assert answer["Cache-Control"] in {"no-store", "private, no-store"}
    return words_of(form, answer.content)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("who", ["anonymous", "other_member", "member"])
def test_it_has_what_the_list_shows_to_who_asks(cast: Cast, lessons, form: str, who: str):
    client = cast.client(who)
    page = soup(client.get("/lecciones/"))
    shown = {link.get_text().strip() for link in page.select("main .cards h3 a")}
    text = taken(client, form)
    plain = text.replace("\\_", "_")
    every = {f"Nivel {level}" for level in (*Lesson.Visibility.values, "borrador")}
    assert {title for title in every if title in plain} == shown != set()


@pytest.mark.parametrize("form", FORMS)
def test_it_says_all_that_a_reader_needs(cast: Cast, form: str):
    lesson = LessonFactory(
        network=cast.network,
        author=cast.user("member"),
        published=True,
        visibility="public",
        result="worked",
        sources="Acta de marzo\nhttps://ejemplo.example/acta",
    )
    text = taken(cast.client("anonymous"), form)
    for told in (lesson.insight, lesson.recommendation, "Acta de marzo", f"/lecciones/{lesson.pk}/", "ejemplo.example"):
        assert told in text.replace("\n", " "), told
    assert ("worked" if form == "json" else "Funcionó") in text
    assert "Propia" in text
    assert cast.user("member").name not in text.replace("Memoria", "")


@pytest.mark.parametrize("form", ["json", "md"])
def test_it_says_what_list_it_is(cast: Cast, lessons, form: str):
    text = taken(cast.client("member"), form, "network=propia&q=nivel")
    assert "Lecciones de Memoria Viva · «nivel» · Propia" in text
    assert "http://testserver/lecciones/?q=nivel&network=propia" in text


@pytest.mark.parametrize("form", FORMS)
def test_it_is_in_the_readers_language(cast: Cast, form: str):
    lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True, visibility="public")
    TranslationFactory(lesson=lesson, language="en", title="Ask for the meeting")
    assert "Ask for the meeting" in taken(Client(), form, language="/en")
    assert "Ask for the meeting" not in taken(Client(), form)


class TestHostileWords:
    @pytest.fixture(autouse=True)
    def lesson(self, cast: Cast) -> Lesson:
        lesson: Lesson = LessonFactory(
            network=cast.network, author=cast.user("member"), published=True, visibility="public"
        )
        Lesson.objects.update(title="# <script>a</script> [x](http://y)", insight=HOSTILE, sources=HOSTILE)
        return lesson

    def test_stay_words_in_markdown(self):
        html = BeautifulSoup(MARKDOWN.render(taken(Client(), "md")), "html.parser")
        assert not html.select("script, img, code, table, s, ol, em, h4")
        assert {link["href"].partition("//")[2].partition("/")[0] for link in html.select("a")} == {"testserver"}
        assert [len(html.select(tag)) for tag in ("h1", "h2", "h3")] == [1, 1, 3]
        assert "<script>alert(1)</script>" in html.get_text()
        assert "&lt;b&gt;" in html.get_text()
        assert "C:\\temp" in html.get_text()

    def test_stay_words_in_json(self):
        [lesson] = json.loads(taken(Client(), "json"))["lessons"]
        assert lesson["insight"] == HOSTILE

    def test_stay_words_in_documents(self):
        for form in ("docx", "pdf"):
            assert "<script>alert(1)</script>" in taken(Client(), form)

    def test_make_no_link_that_is_none_in_word(self):
        content = Client().get("/lecciones.docx").content
        links = ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels").decode()
        assert "javascript:" not in links

    def test_lines_stay_lines_and_begin_no_list(self):
        html = MarkdownIt().render(in_paragraphs("1. uno\n- dos\n\n+ tres\n2) cuatro"))
        assert html == "<p>1. uno<br />\n- dos</p>\n<p>+ tres<br />\n2) cuatro</p>\n"


@pytest.mark.parametrize("form", FORMATS)
def test_a_filter_that_is_not_on_its_list_gives_nothing(cast: Cast, lessons, form: str):
    assert "Nivel" in taken(cast.client("member"), form)
    for query in ("region=zz", "q=" + "a" * 10_000, "q=%00", "order=zz"):
        assert "Nivel" not in taken(cast.client("member"), form, query), query


@pytest.mark.parametrize("query", ["q=%F0%9F%AB%A0", "q=((a%20%26%20|%20!%20%3C-%3E%20:*", "zz=" + "a" * 10_000])
def test_hostile_queries_are_answered(lessons, query: str):
    taken(Client(), "json", query)


def test_one_document_is_made_at_a_time(cast: Cast, lessons):
    cache.add(views.ONE_DOCUMENT, True)
    answer = Client().get("/lecciones.pdf")
    assert (answer.status_code, answer["Retry-After"]) == (429, "10")
    assert taken(Client(), "md")
    cache.delete(views.ONE_DOCUMENT)
    assert taken(Client(), "pdf")


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_list_offers_each_kind_under_the_same_filters(cast: Cast, lessons, language: str):
    page = soup(Client().get(f"{language}/lecciones/?network=propia&page=1"))
    links = [link["href"] for link in page.select("main details.take-along a")]
    assert links == [f"{language}/lecciones.{form}?network=propia" for form in FORMATS]


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_is_named_as_the_author_of_a_lesson(cast: Cast, lessons, who: str):
    Lesson.objects.update(is_unnamed=True)
    assert "Member" not in taken(cast.client(who), "json")
