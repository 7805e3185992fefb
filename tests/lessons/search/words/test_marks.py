"""A result shows why it is there: the words asked for are marked in its own text, and nothing else of it changes."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse

from lessons.models import SynonymGroup
from lessons.search.words import vocabulary
from lessons.search.words.asked import read
from lessons.search.words.marks import LONGEST, Marks
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.htmx import soup

pytestmark = pytest.mark.django_db


def marked(words: str, html: str) -> str:
    """As on a page, but with [ ] for what is marked."""
    return Marks(read(words)).in_html(html).replace("<mark>", "[").replace("</mark>", "]")


class TestFamilies:
    @pytest.mark.parametrize(
        ("words", "text", "shown"),
        [
            ("participacion", "La participación", "La [participación]"),
            ("PARTICIPACIÓN", "La participación", "La [participación]"),
            ("ministros", "Una ministra y su ministro", "Una [ministra] y su [ministro]"),
            ("ministra", "Los ministros", "Los [ministros]"),
            ("autoridad", "Las autoridades", "Las [autoridades]"),
            ("reunion", "Dos reuniones, una reunión", "Dos [reuniones], una [reunión]"),
            ("niñas", "El niño y la niña", "El [niño] y la [niña]"),
            ("vigilar", "Vigilando se vigila", "[Vigilando] se [vigila]"),
            ("budgets", "A budget", "A [budget]"),
            ("ministerio", "Un ministro", "Un ministro"),
            ("casa", "El caso de la casa", "El [caso] de la [casa]"),  # more roughly than the index does
        ],
    )
    def test_a_word_of_the_family_is_marked_as_it_is_written(self, words: str, text: str, shown: str):
        assert marked(words, text) == shown

    @pytest.mark.parametrize(
        ("words", "text", "shown"),
        [
            ("2021", "En 2021, no 20211 ni 1202", "En [2021], no 20211 ni 1202"),
            ("Ley 30364", "La Ley 30364 y la 30365", "La [Ley] [30364] y la 30365"),
            ("5", "5 de 50", "[5] de 50"),
        ],
    )
    def test_a_number_is_itself_alone(self, words: str, text: str, shown: str):
        assert marked(words, text) == shown

    def test_words_that_carry_nothing_are_not_marked(self):
        assert marked("¿qué hacemos con la quinua?", "Qué hacer con la quinua") == "Qué hacer con la [quinua]"

    def test_a_word_after_a_minus_is_not_marked(self):
        assert marked("quinua -alpaca", "Quinua y alpaca") == "[Quinua] y alpaca"

    def test_synonyms_that_were_looked_for_are_marked(self):
        SynonymGroup.objects.create(kind="near", terms=["kiwicha", "grano de los andes"])
        assert marked("kiwicha", "El grano de los andes") == "El [grano] de los [andes]"
        assert Marks(read("kiwicha", literally=True)).many_in("El grano de los andes") == 0


class TestSafe:
    @pytest.mark.parametrize("words", ["amp lt gt quot x27", "class p href meta excerpt", "mark"])
    def test_tags_attributes_and_entities_are_no_words(self, words: str):
        html = '<p class="excerpt" title="mark">A &amp; b &lt;c&gt; &quot;d&quot; &#x27;e</p>'
        assert Marks(read(words)).in_html(html) == html

    def test_a_card_is_marked_in_its_words_and_not_in_what_is_told_of_it(self):
        card = '<h3><a href="/quinua">Quinua</a></h3><p class="meta"><span>Red Quinua</span></p>'
        assert Marks(read("quinua")).in_card(card) == card.replace(">Quinua<", "><mark>Quinua</mark><")

    @pytest.mark.parametrize("words", ["ministro", "script", "amp", "alert 1", "b", "img src"])
    def test_what_somebody_wrote_stays_text(self, cast: Cast, words: str):
        title = 'Ministro <script>alert(1)</script> & <img src="x" onerror="b"> "amp"'
        LessonFactory(title=title, insight="<b>Ministro</b> &amp; &lt;", visibility="public", published=True)
        plain = card_of(cast.client("anonymous").get("/lecciones/"))
        card = card_of(cast.client("anonymous").get("/lecciones/", {"q": words}))
        assert not card.select("script, img, b")
        assert card.select("mark")
        assert card.select_one("h3 a").get_text() == title
        assert card.get_text() == plain.get_text()


def card_of(page: HttpResponse) -> Tag:
    card = BeautifulSoup(page.content.decode(), "html.parser").select_one("article.card")
    assert card is not None
    return card


def why(cast: Cast, words: str, **query: str) -> str:
    """The sentence below the only card, with [ ] for what is marked; "" if there is none."""
    [item] = soup(cast.client("anonymous").get("/lecciones/", {"q": words} | query)).select("ul.cards > li")
    sentence = item.select_one(".why")
    if sentence is None:
        return ""
    for word in sentence.select("mark"):
        word.replace_with(f"[{word.get_text()}]")
    return sentence.get_text().partition(":")[2].strip()


class TestSentence:
    def lesson(self, **fields: str) -> None:
        LessonFactory(visibility="public", published=True, **{"title": "La chacra"} | fields)

    def test_is_shown_where_the_card_has_none_of_the_words(self, cast: Cast):
        self.lesson(context="Era abril. La quinua se heló toda. Nadie avisó.")
        assert why(cast, "quinua") == "La [quinua] se heló toda."

    @pytest.mark.parametrize("field", ["title", "insight"])
    def test_a_card_that_shows_the_word_needs_no_sentence(self, cast: Cast, field: str):
        self.lesson(**{"context": "La quinua se heló.", field: "La quinua es nuestra"})
        assert why(cast, "quinua") == ""
        assert card_of(cast.client("anonymous").get("/lecciones/", {"q": "quinua"})).mark.get_text() == "quinua"

    def test_a_word_that_the_card_cuts_off_is_none_of_its_words(self, cast: Cast):
        self.lesson(insight="Uno dos tres. " * 15 + "La quinua se heló toda.")
        assert why(cast, "quinua") == "La [quinua] se heló toda."

    def test_it_is_the_one_that_says_most(self, cast: Cast):
        self.lesson(context="La quinua. La alpaca. La alpaca comió quinua. Nada.")
        assert why(cast, "quinua alpaca") == "La [alpaca] comió [quinua]."

    def test_of_a_text_with_html_it_is_text(self, cast: Cast):
        self.lesson(context="La <b>quinua</b> & la <script>alpaca</script>.")
        assert why(cast, "quinua") == "La <b>[quinua]</b> & la <script>alpaca</script>."

    def test_a_source_can_be_it(self, cast: Cast):
        self.lesson(sources="Informe de la quinua, 2019")
        assert why(cast, "quinua") == "Informe de la [quinua], 2019"

    def test_a_slip_shows_the_word_that_was_meant(self, cast: Cast):
        self.lesson(context="El presupuesto se ganó.")
        vocabulary.recount_words()
        assert why(cast, "presupuseto") == "El [presupuesto] se ganó."

    @pytest.mark.parametrize("place", [0, 1, 27, 28, 90, 200, 399, 400])
    def test_a_long_one_is_cut_around_the_word(self, cast: Cast, place: int):
        words = ["bla"] * 400
        words.insert(place, "quinua")
        self.lesson(context=" ".join(words))
        shown = why(cast, "quinua")
        assert "[quinua]" in shown
        assert len(shown) <= LONGEST + 4
        assert {*shown.strip("…").split()} == {"bla", "[quinua]"}  # whole words
        assert shown.startswith("…") == (place > 27)
        assert shown.endswith("…") == (place < 350)

    def test_the_word_is_kept_where_no_space_stands_before_it(self, cast: Cast):
        self.lesson(context="a/" * 200 + "quinua otra cosa " + "bla " * 100)
        assert "[quinua]" in why(cast, "quinua")


def test_without_words_nothing_is_marked(cast: Cast) -> None:
    LessonFactory(title="Quinua", visibility="public", published=True)
    page = soup(cast.client("anonymous").get("/lecciones/"))
    assert not page.select("mark, .why")


def test_a_card_that_was_drawn_marked_is_not_kept_so(cast: Cast) -> None:
    """Others who ask for other words are shown the same card."""
    LessonFactory(title="Quinua y alpaca", visibility="public", published=True)
    client = cast.client("anonymous")
    for words in ("quinua", "alpaca", "quinua"):
        assert [
            mark.get_text().lower() for mark in card_of(client.get("/lecciones/", {"q": words})).select("mark")
        ] == [words]
