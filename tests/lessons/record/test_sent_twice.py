"""A form that has no key, and is sent twice: a double click, a line that dropped before the answer."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lessons.models import Collection, Lesson, Notice, ReviewNote, Workshop
from tests.support.cast import Cast
from tests.support.factories import LessonFactory


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    return LessonFactory(network=cast.network, author=cast.user("member"))


def test_a_remark_is_kept_and_told_once(cast: Cast, lesson: Lesson):
    client, sent = cast.client("secretariat"), {"text": "¿De qué año es el acta?", "field": "title"}
    for _ in range(2):
        assert client.post(f"/lecciones/{lesson.pk}/revision/", sent).status_code == 302
    assert ReviewNote.objects.count() == Notice.objects.count() == 1


@pytest.mark.parametrize("change", [{"text": "¿Y de qué mes?"}, {"field": "insight"}])
def test_another_remark_is_another_one(cast: Cast, lesson: Lesson, change: dict[str, str]):
    sent = {"text": "¿De qué año es el acta?", "field": "title"}
    for body in (sent, sent | change):
        cast.client("secretariat").post(f"/lecciones/{lesson.pk}/revision/", body)
    assert ReviewNote.objects.count() == 2


def test_the_same_remark_a_day_later_is_another_one(cast: Cast, lesson: Lesson):
    for _ in range(2):
        cast.client("secretariat").post(f"/lecciones/{lesson.pk}/revision/", {"text": "Falta la fecha."})
        ReviewNote.objects.update(at=now() - timedelta(days=1))
    assert ReviewNote.objects.count() == 2


def test_a_workshop_is_opened_once(cast: Cast):
    answers = [cast.client("member").post("/redes/propia/talleres/", {"title": "Marzo"}) for _ in range(2)]
    assert {answer.url for answer in answers} == {Workshop.objects.get().get_absolute_url()}


def test_a_workshop_that_was_closed_is_opened_anew(cast: Cast):
    for _ in range(2):
        assert cast.client("member").post("/redes/propia/talleres/", {"title": "Marzo"}).status_code == 302
        Workshop.objects.update(closes_at=now())
    assert Workshop.objects.count() == 2


def test_a_collection_is_made_once(cast: Cast):
    sent = {"title": "Marzo", "visibility": "private"}
    answers = [cast.client("member").post("/colecciones/nueva/", sent) for _ in range(2)]
    assert {answer.url for answer in answers} == {Collection.objects.get().get_absolute_url()}


def test_a_collection_with_another_introduction_is_another_one(cast: Cast):
    for introduction in ("", "Para quien llega."):
        sent = {"title": "Marzo", "visibility": "private", "introduction": introduction}
        assert cast.client("member").post("/colecciones/nueva/", sent).status_code == 302
    assert Collection.objects.count() == 2
