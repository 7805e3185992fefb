"""What somebody types is read as what they mean: words that tell, synonyms, phrases, and what they do not want."""

from collections.abc import Iterator
from time import process_time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from lessons.models import Lesson, SynonymGroup
from lessons.search.words.asked import MOST_TERMS, Asked, read
from lessons.search.words.matching import matching
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.lessons import titles
from tests.support.search.synonyms import as_they_come

pytestmark = pytest.mark.django_db

ITS_LONG_FORMS = ("presupuesto participativo", "participatory budgeting")  # of PP


@pytest.fixture(autouse=True)
def synonyms() -> None:
    as_they_come()


def words_of(asked: Asked) -> list[str]:
    return [term.words for term in asked.terms]


class TestWordsThatTell:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("¿Qué hacemos cuando cambia el ministro?", ["cambia", "ministro"]),
            ("¿Cómo podemos conseguir una cita?", ["conseguir", "cita"]),
            ("how can we get a better school", ["better", "school"]),
            ("Qué pasó con los padrones en Quispicanchi", ["padrones", "Quispicanchi"]),
            ("cita", ["cita"]),
        ],
    )
    def test_a_question_is_what_it_asks_for(self, typed: str, kept: list[str]):
        assert words_of(read(typed)) == kept

    @pytest.mark.parametrize("typed", ["¿qué hacemos?", "cómo se hace", "what works", "para qué sirve"])
    def test_if_nothing_else_is_left_all_of_it_counts(self, typed: str):
        assert words_of(read(typed)) == [word.strip("¿?") for word in typed.split()]

    def test_one_that_is_also_an_acronym_counts_in_capitals(self):
        assert words_of(read("el PER de Cusco")) == ["PER", "Cusco"]
        assert words_of(read("cuando la ANA autoriza")) == ["ANA", "autoriza"]

    @pytest.mark.parametrize("typed", ["padrón nominal", "padrón"])
    def test_words_as_typed_are_plain_if_nothing_is_added_or_dropped(self, typed: str):
        SynonymGroup.objects.all().delete()
        asked = read(typed)
        assert (asked.is_plain, asked.websearch, asked.also) == (True, [], [])

    @pytest.mark.parametrize("typed", ["el padrón", "PP", "MINEDU -salud"])
    def test_they_are_not_where_something_is(self, typed: str):
        assert not read(typed).is_plain

    @pytest.mark.parametrize("joined", ["agua,salud", "agua;salud", "agua(salud)", "agua—salud", "agua…salud"])
    def test_no_word_is_lost_where_no_space_is_typed(self, joined: str):
        assert words_of(read(f"el {joined}")) == ["agua", "salud"]

    @pytest.mark.parametrize("whole", ["10,000", "29.785", "016-2024-JUS", "Lima/Callao", "Q'eros", "niñ@s"])
    def test_what_is_one_word_to_the_index_stays_one(self, whole: str):
        assert words_of(read(f"el {whole}")) == [whole]


class TestSynonyms:
    def others(self, typed: str) -> tuple[str, ...]:
        [term] = read(typed).terms
        return term.others

    def held(self, typed: str) -> tuple[str, ...]:
        [term] = read(typed).terms
        return term.held

    def test_an_acronym_finds_its_long_forms(self):
        assert self.others("MINEDU") == self.others("minedu") == ("Ministerio de Educación", "Ministry of Education")

    def test_a_long_form_finds_the_other_long_ones_and_not_the_acronym(self):
        assert self.others("Ministerio de Educación") == ("Ministry of Education",)
        assert self.others("ministry of education") == ("Ministerio de Educación",)

    def test_of_a_group_that_goes_both_ways_each_finds_each(self):
        SynonymGroup.objects.create(kind="near", terms=["quipu", "registro de nudos", "cuerda contable"])
        assert self.others("quipu") == ("registro de nudos", "cuerda contable")
        assert self.others("registro de nudos") == ("quipu", "cuerda contable")

    def test_one_that_is_a_common_word_too_finds_them_in_capitals(self):
        assert (self.others("PP"), self.held("PP")) == (ITS_LONG_FORMS, ())

    def test_and_otherwise_only_if_too_little_is_found(self):
        [term] = read("pp").terms
        assert (term.others, term.held) == ((), ITS_LONG_FORMS)
        assert term.with_held().others == ITS_LONG_FORMS
        assert read("pp").also == []

    def test_its_long_form_is_no_common_word(self):
        assert (self.others("presupuesto participativo"), self.held("presupuesto participativo")) == (
            ("participatory budgeting",),
            (),
        )

    def test_a_careful_group_that_goes_both_ways_holds_back_each(self):
        SynonymGroup.objects.create(kind="near", terms=["nudo", "atado"], careful=True)
        assert [(self.others(word), self.held(word)) for word in ("nudo", "atado")] == [
            ((), ("atado",)),
            ((), ("nudo",)),
        ]

    @pytest.mark.parametrize(
        "typed",
        [
            "presupuesto participativo",
            "presupuestos participativos",
            "Presupuestos Participatívos",
            "PRESUPUESTO PARTICIPATIVO",
            '"presupuesto participativo"',
            "“presupuesto participativo”",
        ],
    )
    def test_number_accents_and_case_do_not_count(self, typed: str):
        assert self.others(typed) == ("participatory budgeting",)

    @pytest.mark.parametrize("typed", ["educacion bilingue", "educación bilingüe", "educaciones bilingües"])
    def test_nor_do_the_accents_of_the_group(self, typed: str):
        assert "educación intercultural bilingüe" in self.others(typed)

    def test_the_longest_that_is_known_counts(self):
        SynonymGroup.objects.create(kind="near", terms=["quipu", "cuerda contable"])
        SynonymGroup.objects.create(kind="near", terms=["quipu de nudos", "registro inca"])
        asked = read("el quipu de nudos y el quipu de Puno")
        assert words_of(asked) == ["quipu de nudos", "quipu", "Puno"]
        assert asked.also == ["registro inca", "cuerda contable"]

    def test_words_that_join_its_own_may_be_left_out(self):
        assert self.others("mesa concertación lucha pobreza") == ("mesa de concertación",)

    def test_what_is_not_known_has_none(self):
        [term] = read("quipucamayoc").terms
        assert (term.others, term.held, term.facets) == ((), (), ())

    def test_all_are_asked_for_in_one_place(self):
        asked = read("el PP de Puno")
        assert asked.websearch == ['PP or "presupuesto participativo" or "participatory budgeting"', "Puno"]

    def test_literally_nothing_else_is_looked_for(self):
        asked = read("el PP de MINEDU -salud", literally=True)
        assert words_of(asked) == ["PP", "MINEDU"]
        assert (asked.also, asked.websearch, asked.without) == ([], [], ("-salud",))
        assert not any(term.others or term.held or term.facets for term in asked.terms)


class TestPhrases:
    @pytest.mark.parametrize("typed", ['"seis meses" ministro', "“seis meses” ministro", "«seis meses» ministro"])
    def test_words_in_quotation_marks_stay_together(self, typed: str):
        phrase, word = read(typed).terms
        assert (phrase.words, phrase.is_phrase, phrase.websearch) == ("seis meses", True, '"seis meses"')
        assert (word.words, word.is_phrase) == ("ministro", False)

    def test_one_that_says_little_is_kept_whole(self):
        assert words_of(read('"qué hacemos" ministro')) == ["qué hacemos", "ministro"]

    def test_none_makes_a_term_with_the_words_beside_it(self):
        assert words_of(read('presupuesto "participativo"')) == ["presupuesto", "participativo"]

    def test_one_that_nobody_closes_is_words(self):
        asked = read('"seis meses')
        assert [(term.words, term.is_phrase) for term in asked.terms] == [("seis", False), ("meses", False)]

    @pytest.mark.parametrize("typed", ['""', '"  "', "“”", '"" ""'])
    def test_one_of_nothing_asks_for_nothing(self, typed: str):
        assert read(typed).terms == ()


class TestMinus:
    def test_a_word_after_it_is_not_wanted(self):
        asked = read("ministro -salud -educación")
        assert (words_of(asked), asked.without) == (["ministro"], ("-salud", "-educación"))

    @pytest.mark.parametrize("typed", ['ministro -"Ministerio de Salud"', "ministro -“Ministerio de Salud”"])
    def test_nor_is_a_phrase(self, typed: str):
        asked = read(typed)
        assert (words_of(asked), asked.without) == (["ministro"], ('-"Ministerio de Salud"',))

    def test_what_is_not_wanted_has_no_synonyms(self):
        assert read("padrón -MINEDU").also == []

    def test_within_a_word_it_is_a_hyphen(self):
        asked = read("ex-ministra - post-pandemia")
        assert (words_of(asked), asked.without) == (["ex-ministra", "post-pandemia"], ())

    def test_it_is_asked_for_with_the_synonyms(self):
        assert read("PP -salud").websearch[-1] == "-salud"

    def test_it_counts_behind_a_whole_paragraph_too(self):
        asked = read(" ".join(f"palabra{number}" for number in range(2 * MOST_TERMS)) + " -salud")
        assert asked.without == ("-salud",)


TOO_MUCH = [
    "x" * 10_000,
    "palabra " * 1_250,
    "a-" * 5_000,
    "-" * 10_000,
    '"' * 10_001,
    '-"' * 5_000,
    "“" * 5_000 + "”" * 5_000,
    "PP " * 3_333,
    "presupuesto participativo " * 400,
    "e\u0301" * 5_000,
    " " * 10_000,
    "📣" * 5_000,
    "",
]
SIGNS = ["!", "&", "|", "()", ":*", "<->", "\\", "%", "_", "-", "- -", '-""', "…", "👩🏽‍🌾", "°"]


class TestTooMuch:
    def test_of_a_pasted_paragraph_the_first_words_count(self):
        words = [f"palabra{number}" for number in range(2 * MOST_TERMS)]
        assert words_of(read(" ".join(words))) == words[:MOST_TERMS]

    @pytest.mark.parametrize("typed", TOO_MUCH)
    def test_whatever_is_typed_is_read_at_once(self, typed: str, at_once: None):
        assert len(read(typed).terms) <= MOST_TERMS
        assert len(read(typed, literally=True).terms) <= MOST_TERMS

    @pytest.mark.parametrize("typed", SIGNS)
    def test_signs_alone_ask_for_nothing(self, typed: str, at_once: None):
        assert (read(typed).terms, read(typed).websearch) == ((), [])

    def test_and_answered(self, cast: Cast, subtests: pytest.Subtests):
        LessonFactory(title="Quinua", visibility="public", published=True)
        client = cast.client("anonymous")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '10s'")
        for typed in (*TOO_MUCH, *SIGNS, "\0", "quinua\0"):
            with subtests.test(typed[:20]):
                page = client.get("/lecciones/", {"q": typed})
                assert page.status_code == 200
                # What is blank asks for nothing: all are shown.
                assert titles(page) == ([] if typed.strip() else ["Quinua"])
                assert "\0" in typed or list(matching(Lesson.objects.all(), typed, AnonymousUser())) == []


@pytest.fixture
def at_once() -> Iterator[None]:
    """Ends a test that takes longer than five seconds of this processor, however busy it is with others."""
    before = process_time()
    yield
    assert process_time() - before < 5
