"""While one writes: a lesson that says the same is found, another one is not; hints are gentle."""

import errno
from pathlib import Path

import pytest
from django.core.management import call_command

from lessons.models import Attachment, Lesson
from lessons.relations import actions
from lessons.review import actions as review_actions
from lessons.search.similar import lessons_sharing_words
from lessons.workshops import actions as workshops_actions
from lessons.writing.hints import hints
from tests.support.factories import LessonFactory, WorkshopFactory, WorkshopNoteFactory
from tests.support.files import documents
from tests.support.files.documents import sent
from tests.support.lessons import typed

# What is stored, and the same experience in other words.
SAME = [
    (
        "Visitar pronto a quien llega al cargo",
        "Cuando cambió la directora regional de salud, pedimos una cita en su primera semana y llevamos una página.",
        "Cambiaron al director regional y en la primera semana pedimos cita, llevando un resumen de una página.",
    ),
    (
        "Los datos de los colegios convencen a los congresistas",
        "Llevamos a la comisión de educación datos de cada colegio de su provincia, y los congresistas preguntaron.",
        "A los congresistas de la comisión de educación les mostramos datos de los colegios de su provincia.",
    ),
    (
        "Una radio local abre la puerta del alcalde",
        "La radio de la provincia entrevistó a las productoras de quinua y el alcalde llamó esa tarde.",
        "Después de la entrevista en la radio local a productoras de quinua, nos llamó el alcalde.",
    ),
]


@pytest.fixture
def stored(cast):
    return [
        LessonFactory(network=cast.network, title=title, what_happened=told, insight=told, published=True)
        for title, told, _again in SAME
    ]


class TestNearest:
    @pytest.mark.parametrize("number", range(len(SAME)))
    def test_the_same_in_other_words_comes_first(self, stored, number):
        found = lessons_sharing_words(Lesson.objects.published(), SAME[number][2], "es")
        assert found[0] == stored[number]

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "Pedimos cita",
            "De la y el",
            "Sembramos árboles nativos junto a los canales y bajó la erosión del suelo.",
        ],
    )
    def test_what_is_another_story_or_only_a_phrase_finds_none(self, stored, typed):
        assert lessons_sharing_words(Lesson.objects.published(), typed, "es") == []

    def test_at_most_three(self, cast):
        for _ in range(5):
            LessonFactory(network=cast.network, insight=SAME[0][1], published=True)
        assert len(lessons_sharing_words(Lesson.objects.published(), SAME[0][2], "es")) == 3

    @pytest.mark.parametrize("hostile", ["'); DROP TABLE x; --", "a & b | !c <-> d:*", "\0 nulo", "\\ ' \" ||"])
    def test_any_text_is_only_text(self, stored, hostile):
        assert lessons_sharing_words(Lesson.objects.published(), f"{SAME[0][2]} {hostile}", "es")[0] == stored[0]


class TestHints:
    def lesson(self, **said):
        empty = dict.fromkeys(("title", "what_happened", "insight", "recommendation", "context"), "")
        return Lesson(**(empty | said))

    @pytest.fixture(autouse=True)
    def departments(self, db):
        call_command("load_frame", verbosity=0)

    def test_a_platitude_is_asked_where_who_and_what(self):
        vague = "es importante la comunicación y la confianza entre todos para lograr los objetivos comunes siempre"
        assert len(hints(self.lesson(insight=vague, recommendation="Mucha perseverancia"), has_regions=False)) == 3

    def test_what_is_specific_is_asked_nothing(self):
        told = "En Loreto cambió la directora de la Diresa y pedimos una cita en su primera semana de trabajo."
        said = self.lesson(what_happened=told, recommendation="Pide la cita en la primera semana.")
        assert hints(said, has_regions=False) == []

    def test_a_department_that_was_ticked_is_a_place(self):
        told = "Cambió la directora y pedimos una cita en su primera semana de trabajo con un resumen corto."
        assert hints(self.lesson(what_happened=told), has_regions=True) == []

    def test_nothing_is_asked_of_a_few_words(self):
        assert hints(self.lesson(insight="Es importante la confianza"), has_regions=False) == []


class TestBesideTheForm:
    URL = "/lecciones/parecidas/"

    def test_shows_them_with_a_way_to_confirm(self, cast, stored):
        sent = typed(cast, insight=SAME[0][2], what_happened="", recommendation="")
        answer = cast.client("other_member").post(self.URL, {**sent, "network": cast.other_network.pk})
        page = answer.content.decode()
        assert stored[0].title in page
        assert f"/lecciones/{stored[0].pk}/confirmar/?stance=confirms" in page
        assert Lesson.objects.count() == len(SAME)

    def test_no_similar_lesson_is_shown_that_the_writer_may_not_read(self, cast, stored):
        Lesson.objects.update(visibility="own_network")
        sent = typed(cast, insight=SAME[0][2], network=cast.other_network.pk)
        assert stored[0].title not in cast.client("other_member").post(self.URL, sent).content.decode()

    def test_a_hint_never_blocks(self, cast):
        vague = "es importante la comunicación y la confianza entre todos para lograr los objetivos comunes"
        sent = typed(cast, insight=vague, what_happened=vague, recommendation="Mucha confianza")
        assert "¿Dónde fue?" in cast.client("secretariat").post(self.URL, sent).content.decode()
        assert cast.client("secretariat").post("/lecciones/nueva/", {**sent, "then": "publish"}).status_code == 302
        assert Lesson.objects.get().is_published


class TestDiscard:
    def test_ones_own_first_draft_is_gone(self, cast, draft):
        client = cast.client("member")
        assert client.get(f"/lecciones/{draft.pk}/descartar/").status_code == 200
        assert client.post(f"/lecciones/{draft.pk}/descartar/").status_code == 302
        assert not Lesson.objects.exists()

    @pytest.mark.parametrize("why", ["handed in", "written in by another", "published"])
    def test_what_others_had_to_do_with_stays(self, cast, draft, why):
        columns = {
            "handed in": {"submitted_at": draft.created_at},
            "written in by another": {"edited_by": cast.user("secretariat")},
            "published": {"state": "in_review", "submitted_at": draft.created_at},
        }[why]
        Lesson.objects.filter(pk=draft.pk).update(**columns)
        assert cast.client("member").post(f"/lecciones/{draft.pk}/descartar/").status_code == 403
        assert Lesson.objects.filter(pk=draft.pk).exists()

    def test_what_is_linked_or_was_commented_on_stays(self, cast, draft, published):
        client = cast.client("member")
        review_actions.remark(draft, by=cast.user("secretariat"), text="¿Dónde fue?")
        assert "El borrador se queda" in client.post(f"/lecciones/{draft.pk}/descartar/", follow=True).content.decode()
        draft.review_notes.all().delete()
        actions.link(draft, published, "related", by=cast.user("member"))
        assert "El borrador se queda" in client.post(f"/lecciones/{draft.pk}/descartar/", follow=True).content.decode()
        assert Lesson.objects.filter(pk=draft.pk).exists()

    def test_notes_of_a_workshop_that_it_was_made_of_wait_again(self, cast):
        workshop = WorkshopFactory(network=cast.network, facilitator=cast.user("member"))
        note = WorkshopNoteFactory(workshop=workshop, text="La radio llegó antes.")
        draft = workshops_actions.merge(workshop, [note.pk], by=cast.user("member"))
        assert cast.client("member").post(f"/lecciones/{draft.pk}/descartar/").status_code == 302
        assert [*workshop.notes.waiting()] == [note]
        assert not Lesson.objects.exists()

    def test_the_contents_of_its_files_go_too(self, cast, draft, django_capture_on_commit_callbacks):
        client = cast.client("member")
        client.post(f"/lecciones/{draft.pk}/archivos/", {"file": sent(documents.word(), "acta.docx")})
        path = Path(Attachment.objects.get().content.path)
        assert path.exists()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/lecciones/{draft.pk}/descartar/")
        assert not path.exists()

    def test_a_disk_that_refuses_hinders_nobody(
        self, cast, draft, django_capture_on_commit_callbacks, monkeypatch: pytest.MonkeyPatch
    ):
        client = cast.client("member")
        client.post(f"/lecciones/{draft.pk}/archivos/", {"file": sent(documents.word(), "acta.docx")})
        monkeypatch.setattr(Path, "unlink", _refuse)
        monkeypatch.setattr("os.remove", _refuse)
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(f"/lecciones/{draft.pk}/descartar/").status_code == 302
        assert not Lesson.objects.exists()


def _refuse(*_, **__):
    raise OSError(errno.EROFS, "read-only")
