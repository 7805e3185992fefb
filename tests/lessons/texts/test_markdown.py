"""What long texts may have, and what they never get."""

import re

import pytest
from django.template.defaultfilters import linebreaks
from hypothesis import given
from hypothesis import strategies as st

from lessons.texts.markdown import beginning, in_html, plain
from tests.support.htmx import soup
from tests.support.lessons import typed

PLAIN = [
    "Una línea",
    "Una\ny otra\n\nY un párrafo",
    "Una\r\ny otra\r\n\r\n\r\nY un párrafo",
    "Un 50 % de descuento; costo: S/ 20 & más",
    "«Citas» y “comillas” — rayas",
    "   con espacios\n    cuatro al comienzo",
    "snake_case y 3 * 4 * 5",
    "Título\n------\nTexto",
    "Título\n======\nTexto",
    "```\nasí\n```",
    "| a | b |\n|---|---|",
    "[1]: una nota",
    "[ ] pendiente",
    "R&amp;D y &copy;",
    "#sinespacio y C# y a#1",
    "1 < 2 y 3 > 2",
    "\\o/",
]


def shape(html: str) -> str:
    """How it looks: space beside a tag is none on the page."""
    return re.sub(r"\s*(<[^>]+>)\s*", r"\1", html).replace("&quot;", '"').replace("&#x27;", "'").replace("&#39;", "'")


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_text_looks_as_it_was_typed(text):
    lines = ["\n".join(line.strip() for line in part.splitlines()) for part in text.split("\n\n")]
    expected = linebreaks("\n\n".join(lines), autoescape=True)
    assert shape(in_html(text)) == shape(expected)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**mucho** y *algo*", "<p><strong>mucho</strong> y <em>algo</em></p>"),
        ("- uno\n- dos", "<ul><li>uno</li><li>dos</li></ul>"),
        ("2. dos\n3. tres", '<ol start="2"><li>dos</li><li>tres</li></ol>'),
        ("> dicho", "<blockquote><p>dicho</p></blockquote>"),
        ("# Uno\n\n### Tres\n\n###### Seis", "<h4>Uno</h4><h6>Tres</h6><h6>Seis</h6>"),
        ("[acta](https://a.pe/b)", '<p><a href="https://a.pe/b" rel="nofollow noreferrer">acta</a></p>'),
        ("ver https://a.pe/b.", '<p>ver <a href="https://a.pe/b" rel="nofollow noreferrer">a.pe/b</a>.</p>'),
        ("<https://a.pe/b>", '<p><a href="https://a.pe/b" rel="nofollow noreferrer">https://a.pe/b</a></p>'),
    ],
)
def test_a_little_markdown_is_shown(text, html):
    assert in_html(text).replace("\n", "") == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![foto](https://a.pe/x.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:a)",
        "<javascript:alert(1)>",
        '[x](https://a.pe/"onmouseover="alert(1))',
        "[x](https://a.pe 'title\" onclick=alert(1)')",
        '<a href="https://a.pe" style="position:fixed">x</a>',
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "# <b>x</b>",
    ],
)
def test_no_other_markup_is_shown(text):
    safe_only(in_html(text))
    safe_only(in_html(f"> - **{text}**"))


def safe_only(html: str) -> None:
    from bs4 import BeautifulSoup

    allowed = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "h4", "h5", "h6"}
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in allowed, html
        assert set(tag.attrs) <= {"a": {"href", "rel"}, "ol": {"start"}}.get(tag.name, set()), html
        assert not tag.get("href", "http://").lower().startswith(("javascript", "data", "vbscript")), html


@given(st.text(alphabet=st.sampled_from("ab *_#>-+[]()<>!\"'&:/\\\n1.`~|=htps#0"), max_size=120))
def test_whatever_is_typed_is_safe(text):
    safe_only(in_html(text))
    beginning(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Pide** la [cita](https://a.pe)", "Pide la cita"),
        ("Sin marcas, 3 < 4", "Sin marcas, 3 < 4"),
        ("- uno\n- dos", "uno\n\ndos"),
        ("# Título\n> dicho", "Título\n\ndicho"),
    ],
)
def test_cards_and_mails_get_the_words(text, words):
    assert plain(text) == words


class TestPages:
    def test_the_lessons_page_and_its_preview_show_it_alike(self, cast, published):
        published.recommendation = "Pide **pronto**:\n\n- la cita\n- el acta"
        published.save()
        client = cast.client("secretariat")
        page = soup(client.get(published.get_absolute_url())).select_one(".recommendation div")
        form = typed(cast, recommendation=published.recommendation)
        preview = soup(client.post("/lecciones/vista-previa/", form)).select_one("#preview .recommendation div")
        assert page == preview
        assert [item.get_text() for item in page.select("li")] == ["la cita", "el acta"]

    def test_a_card_and_a_shared_link_have_no_marks(self, cast, published):
        type(published).objects.update(insight="**Pronto** es [mejor](https://a.pe)", recommendation="*Ya*")
        type(published).objects.update(visibility="public")
        client = cast.client("anonymous")
        assert soup(client.get("/lecciones/")).select_one(".excerpt").get_text() == "Pronto es mejor"
        page = soup(client.get(published.get_absolute_url()))
        assert page.select_one("meta[name=description]")["content"] == "Ya"

    def test_a_title_taken_from_the_text_has_no_marks(self, cast):
        client = cast.client("member")
        client.post("/lecciones/nueva/", typed(cast, title="", insight="**Pide** la cita pronto."))
        from lessons.models import Lesson

        assert Lesson.objects.get().title == "Pide la cita pronto"
