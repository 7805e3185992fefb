import re

import pytest
from django.contrib.auth.models import AnonymousUser

from lessons.models import TEXT_FIELDS, Lesson
from lessons.search import counts
from lessons.search.words import matching as search_matching
from lessons.search.words import stand_ins
from tests.support import search as support
from tests.support.factories import LessonFactory

EVERY_SIX_MONTHS = "Las autoridades cambian cada seis meses y hay que volver a empezar"


def found(words, lessons=None):
    """Whatever is read by whom: matching asks that of the caller."""
    return support.found(words, lessons=Lesson.objects.all() if lessons is None else lessons)


class TestMatching:
    @pytest.fixture(autouse=True)
    def others(self, db):
        LessonFactory(title="Una mesa de agricultoras")
        LessonFactory(title=EVERY_SIX_MONTHS)

    @pytest.mark.parametrize(
        "words",
        [
            "autoridad cambio",
            "autoridades",
            "AUTORIDADES",
            "seis meses",
            "volver empezar",
            '"seis meses"',
            "autoridad -agricultoras",
            "autoridad or inexistente",
        ],
    )
    def test_finds_by_any_of_its_words(self, words):
        assert found(words) == [EVERY_SIX_MONTHS]

    @pytest.mark.parametrize("words", ["autoridad agricultoras", '"meses seis" autoridad', "autoridad -cambian"])
    def test_all_words_must_be_there(self, words):
        hits = Lesson.objects.filter(search=search_matching.Terms([words], "es"))
        assert not hits.exists()

    @pytest.mark.parametrize("field", TEXT_FIELDS)
    def test_looks_in_every_text(self, field):
        lesson = LessonFactory(**{field: "Quipucamayoc"})
        assert [lesson.title] == found("quipucamayoc")

    def test_the_title_weighs_most(self):
        LessonFactory(title="En el contexto", context="Hubo un paro agrario.")
        LessonFactory(title="El paro agrario")
        LessonFactory(title="En lo aprendido", insight="El paro agrario enseñó.")
        assert found("paro agrario") == ["El paro agrario", "En lo aprendido", "En el contexto"]

    def test_follows_a_change(self):
        Lesson.objects.filter(title=EVERY_SIX_MONTHS).update(title="Los ministros rotan")
        assert found("ministro") == ["Los ministros rotan"]

    def test_of_too_many_the_newest_are_ranked_and_those_that_say_it_in_their_title(self, monkeypatch):
        monkeypatch.setattr(counts, "CANDIDATES", 1)
        LessonFactory(title="Vigilancia", published=True)
        for title in ("En medio", "Última"):
            LessonFactory(title=title, context="Hubo vigilancia.", published=True)
        assert found("vigilancia") == ["Vigilancia", "Última"]

    @pytest.mark.parametrize(
        "words",
        ["'", '"', "''", "-", "!", "|", "&", "(", ":*", "\\", "%", "_", "<->", "📣", "x" * 200],
    )
    def test_whatever_is_typed_breaks_nothing(self, words):
        assert found(words) == []


class TestSimilar:
    @pytest.fixture(autouse=True)
    def lesson(self, db):
        LessonFactory(title=EVERY_SIX_MONTHS)
        LessonFactory(title="Una mesa de agricultoras")

    @pytest.mark.parametrize("words", ["autoridaes", "autoriadades", "utoridades", "Autoridadez"])
    def test_a_slip_of_the_finger_is_forgiven(self, words):
        assert found(words) == [EVERY_SIX_MONTHS]

    @pytest.mark.parametrize("words", ["presupuesto", "zzzz", "x"])
    def test_a_title_that_is_not_alike_is_not_found(self, words):
        assert found(words) == []

    def test_similar_titles_are_not_looked_for_where_the_words_match(self):
        LessonFactory(title="La agricultura")  # alike, and of another family than `agricultoras`
        assert found("agricultura") == ["La agricultura"]

    def test_only_so_many_similar_titles_are_found(self, monkeypatch):
        monkeypatch.setattr(stand_ins, "SIMILAR", 2)
        LessonFactory.create_batch(3, title=EVERY_SIX_MONTHS)
        assert len(found("autoridaes")) == 2


class TestLanguages:
    @pytest.mark.parametrize(
        ("words", "title"),
        [
            ("practice", "Good practices"),
            ("practices", "A good practice"),
            ("decisions", "A hard decision"),
            ("decision", "Hard decisions"),
            ("voice", "Their voices"),
            ("offices", "Visit the office"),
            ("visited", "Visiting the adviser"),
        ],
    )
    def test_english_lessons_by_english_stems(self, db, words, title):
        LessonFactory(title="Otra cosa", language="es")
        LessonFactory(title=title, language="en")
        hits = Lesson.objects.filter(search=search_matching.Terms([words], "en"))
        assert [lesson.title for lesson in hits] == found(words) == [title]

    def test_one_query_finds_both_languages(self, db):
        LessonFactory(title="Municipal budgets", language="en")
        LessonFactory(title="Control municipal", language="es")
        assert set(found("municipal")) == {"Municipal budgets", "Control municipal"}

    def test_a_lesson_is_read_in_its_own_language_only(self, db):
        """“Red” is a colour in English: its plural is not `redes`."""
        LessonFactory(title="Red tape", language="en")
        LessonFactory(title="Redes de agua", language="es")
        assert found("redes") == ["Redes de agua"]


class TestUnreadable:
    @pytest.mark.parametrize("words", ["autoridades", "autoridaes"])
    def test_is_never_found(self, cast, words):
        own = {"network": cast.network, "author": cast.user("secretariat"), "visibility": "own_network"}
        LessonFactory(title=EVERY_SIX_MONTHS, **own)
        LessonFactory(title=EVERY_SIX_MONTHS, published=True, **own)
        readers = (AnonymousUser(), cast.user("no_network"), cast.user("other_member"), cast.user("member"))
        counts = [len(found(words, Lesson.objects.readable_by(reader))) for reader in readers]
        assert counts == [0, 0, 0, 1]

    @pytest.mark.parametrize(("who", "count"), [("anonymous", 0), ("other_member", 0), ("observer", 1)])
    @pytest.mark.parametrize("words", ["autoridades", "autoridaes"])
    def test_an_unreadable_lesson_is_not_on_the_page(self, cast, words, who, count):
        LessonFactory(title=EVERY_SIX_MONTHS, network=cast.network, visibility="own_network", published=True)
        page = cast.client(who).get("/lecciones/", {"q": words}).content.decode()
        assert re.sub("</?mark>", "", page).count(EVERY_SIX_MONTHS) == count
