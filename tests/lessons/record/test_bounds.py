"""One person cannot fill the disk: each bound lets in what is just below it, and refuses the next in words."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from lessons.collections import actions
from lessons.experience import actions as experience_actions
from lessons.importing import actions as importing_actions
from lessons.models import Application, Collection, Lesson, LessonImport, ReviewNote, State
from lessons.record import bounds
from lessons.review import actions as review_actions
from lessons.workshops import actions as workshops_actions
from networks.importing import bounds as importing_bounds
from networks.record import bounds as network_bounds
from tests.support.cast import Cast
from tests.support.factories import CollectionFactory, LessonFactory, WorkshopFactory, WorkshopNoteFactory
from tests.support.htmx import soup
from tests.support.lessons import said, typed

NEW = "/lecciones/nueva/"


@pytest.fixture
def at_most(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The same bound with a small number: a test need not make hundreds of rows."""

    def set_to(name: str, most: int, module: Any = bounds) -> None:
        monkeypatch.setattr(module, name, replace(getattr(module, name), most=most))

    return set_to


def test_each_bound_says_its_number_and_what_to_do():
    every = [
        each
        for module in (bounds, network_bounds, importing_bounds)
        for each in vars(module).values()
        if type(each) is bounds.Bound
    ]
    assert len(every) > 9
    for each in every:
        with pytest.raises(ValidationError) as refusal:
            replace(each, most=-1).refuse_more(Lesson.objects.none())
        assert "-1" in refusal.value.messages[0]
        assert len(refusal.value.messages[0]) > 40


class TestDrafts:
    @pytest.fixture(autouse=True)
    def two(self, cast, at_most):
        at_most("DRAFTS", 3)
        return LessonFactory.create_batch(2, network=cast.network, author=cast.user("member"))

    @pytest.mark.parametrize(("prefix", "says"), [("", "Tienes 3 borradores"), ("/en", "You have 3 drafts")])
    def test_form_takes_the_last_one_and_keeps_the_words_of_the_next(self, cast, prefix, says):
        client = cast.client("member")
        assert client.post(f"{prefix}{NEW}", typed(cast)).status_code == 302
        refused = client.post(f"{prefix}{NEW}", typed(cast, insight="Lo que aprendimos"))
        assert refused.status_code == 422
        assert says in said(refused)
        assert soup(refused).select_one("[name=insight]").get_text(strip=True) == "Lo que aprendimos"
        assert Lesson.objects.count() == 3

    def test_autosave_says_it_too_and_goes_on_with_those_there_are(self, cast):
        client, key = cast.client("member"), str(uuid.uuid4())
        kept = [client.post("/lecciones/borrador/", typed(cast, key=key, title=f"T {n}")) for n in (1, 2)]
        assert [each.status_code for each in kept] == [200, 200]
        refused = client.post("/lecciones/borrador/", typed(cast, key=str(uuid.uuid4())))
        assert refused.status_code == 422
        assert "Tienes 3 borradores" in refused.content.decode()
        assert Lesson.objects.count() == 3
        assert client.post("/lecciones/borrador/", typed(cast, key=key, title="T 3")).status_code == 200

    def test_notes_of_a_workshop_make_no_draft_beyond_the_bound(self, cast, two):
        LessonFactory(network=cast.network, author=cast.user("member"))
        note = WorkshopNoteFactory(workshop=WorkshopFactory(network=cast.network))
        with pytest.raises(ValidationError, match="3 borradores"):
            workshops_actions.merge(note.workshop, [note.pk], by=cast.user("member"))
        note.refresh_from_db()
        assert note.lesson is None

    def test_discarding_one_makes_room(self, cast, two):
        client = cast.client("member")
        client.post(NEW, typed(cast))
        client.post(f"/lecciones/{two[0].pk}/descartar/")
        assert client.post(NEW, typed(cast)).status_code == 302

    def test_published_imported_and_other_peoples_lessons_do_not_count(self, cast, two):
        member = cast.user("member")
        LessonFactory(network=cast.network, author=member, published=True)
        LessonFactory(network=cast.network, author=cast.user("secretariat"))
        batch = LessonImport.objects.create(by=member, network=cast.network, file_name="a.csv")
        batch.lessons.set(two)
        assert cast.client("member").post(NEW, typed(cast)).status_code == 302


class TestCollections:
    @pytest.fixture(autouse=True)
    def one(self, cast, at_most):
        at_most("COLLECTIONS", 2)
        return CollectionFactory(by=cast.user("member"))

    def test_form_takes_the_last_one_and_says_why_not_the_next(self, cast):
        client, sent = cast.client("member"), {"title": "Para empezar", "visibility": "private"}
        assert client.post("/colecciones/nueva/", sent).status_code == 302
        refused = client.post("/colecciones/nueva/", sent | {"title": "Para seguir"})
        assert refused.status_code == 422
        assert "Tienes 2 colecciones" in said(refused)
        assert soup(refused).select_one("[name=title]")["value"] == "Para seguir"
        assert Collection.objects.count() == 2

    def test_the_page_of_a_lesson_makes_no_collection_beyond_the_bound(self, cast):
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        CollectionFactory(by=cast.user("member"), holding=[lesson])
        refused = cast.client("member").post(f"/lecciones/{lesson.pk}/coleccionar/", {"title": "Otra"})
        assert refused.status_code == 422
        assert "Tienes 2 colecciones" in said(refused)
        assert Collection.objects.count() == 2

    def test_a_collection_that_is_there_takes_lessons_at_the_bound(self, cast, one):
        CollectionFactory(by=cast.user("member"))
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        actions.collect(lesson, by=cast.user("member"), title="", to=one, note="")
        assert one.items.count() == 1


class TestFiles:
    def send(self, cast: Cast, name: str = "lecciones.csv") -> HttpResponse:
        file = SimpleUploadedFile(name, b"titulo\nUna\n")
        return cast.client("secretariat").post("/redes/propia/importar/", {"file": file})

    @pytest.fixture
    def waiting(self, cast):
        for _ in range(importing_bounds.WAITING_FILES.most - 1):
            LessonImport.objects.create(by=cast.user("secretariat"), network=cast.network, file_name="a", state="read")

    def test_so_many_wait_for_a_yes_and_no_more(self, cast, waiting):
        assert self.send(cast).status_code == 302
        refused = self.send(cast)
        assert refused.status_code == 422
        assert "10 de tus archivos esperan" in soup(refused).select_one("#id_file_error").get_text()
        assert LessonImport.objects.count() == importing_bounds.WAITING_FILES.most
        LessonImport.objects.first().delete()
        assert self.send(cast).status_code == 302

    def test_so_many_in_a_day_and_no_more(self, cast, at_most):
        at_most("FILES_OF_A_DAY", 1, importing_bounds)
        assert self.send(cast).status_code == 302
        LessonImport.objects.update(state="broken", trouble="No es una tabla.")
        refused = self.send(cast)
        assert "en un día" in soup(refused).select_one("#id_file_error").get_text()
        assert LessonImport.objects.count() == 1

    def test_of_a_network_so_many_imported_drafts_and_no_more(self, cast, at_most):
        at_most("IMPORTED_DRAFTS", 2)
        user, network = cast.user("secretariat"), cast.network
        rows = "titulo,aprendimos\n" + "".join(f"Lección {n},Aprendimos {n}\n" for n in (1, 2))
        for content, state in ((rows, "written"), (rows.replace("Lecc", "Otra lecc"), "read")):
            batch = LessonImport.objects.create(
                by=user, network=network, file_name="a.csv", content=content.encode(), state="reading"
            )
            importing_actions.read(batch.pk)
            LessonImport.objects.filter(pk=batch.pk).update(state="writing")
            importing_actions.write(batch.pk)
            batch.refresh_from_db()
            assert batch.state == state, batch.trouble
        assert "más de 2 lecciones importadas" in batch.trouble
        assert Lesson.objects.filter(state=State.DRAFT).count() == 2


class TestWhatIsSaid:
    def test_of_uses_so_many_in_a_day_and_no_more(self, cast, at_most):
        at_most("USES_OF_A_DAY", 1)
        lesson = LessonFactory(network=cast.other_network, author=cast.user("other_member"), published=True)
        said_of_it = {"by": cast.user("member"), "network": cast.network, "result": "worked", "text": "Sirvió."}
        key = uuid.uuid4()
        for _ in range(2):
            experience_actions.record_use(lesson, key=key, **said_of_it)  # the same form again is no second use
        with pytest.raises(ValidationError, match="usos en un día"):
            experience_actions.record_use(lesson, key=uuid.uuid4(), **said_of_it)
        assert Application.objects.count() == 1

    def test_of_remarks_so_many_in_a_day_and_the_words_of_the_next_stay(self, cast, at_most):
        at_most("REMARKS_OF_A_DAY", 1)
        lesson = LessonFactory(network=cast.network, author=cast.user("member"))
        review_actions.hand_in(lesson, by=cast.user("member"))
        client = cast.client("secretariat")
        assert client.post(f"/lecciones/{lesson.pk}/revision/", {"text": "Falta la fecha."}).status_code == 302
        refused = client.post(f"/lecciones/{lesson.pk}/revision/", {"text": "Y el lugar."})
        assert refused.status_code == 422
        assert "observaciones en un día" in said(refused)
        assert soup(refused).main.select_one("[name=text]")["value"] == "Y el lugar."
        assert ReviewNote.objects.count() == 1
