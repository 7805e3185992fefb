"""The study's lessons in the language of their source: all of them, once, and never over what somebody wrote."""

import pytest
from django.core.management import call_command

from lessons.models import TEXT_FIELDS, Lesson, Notice, Translation
from lessons.translations.actions import put_aside, translate
from tests.support.htmx import soup, text
from tests.support.written_rows import everything

NEVER_IN_ENGLISH = ("ñ", "¿", "ción ", " que ", " los ", " una ")


@pytest.fixture
def lesson(study, db):
    return Lesson.objects.order_by("pk").first()


def test_each_lesson_says_in_english_what_it_says_in_spanish(study, db):
    english = {each.lesson_id: each for each in Translation.objects.shown().filter(language="en", by=None)}
    for lesson in Lesson.objects.all():
        said = english[lesson.pk]
        assert [name for name in TEXT_FIELDS if getattr(said, name)] == [
            name for name in TEXT_FIELDS if getattr(lesson, name)
        ]
        whole = " ".join(getattr(said, name) for name in (*TEXT_FIELDS, "speaker", "sources"))
        assert not [sign for sign in NEVER_IN_ENGLISH if sign in whole], whole
        assert said.speaker.partition(",")[0] == lesson.speaker.partition(",")[0]


def test_nobody_is_told_of_the_translations_of_the_study(study, cast):
    assert not Notice.objects.exists()


def test_a_reader_in_english_finds_reads_and_is_told_who_said_it(lesson, client):
    found = text(soup(client.get("/en/lecciones/?q=ambitious")))
    assert "Some programmes were too ambitious" in found
    assert "Translated by a person" not in found
    page = client.get(f"/en/lecciones/{lesson.pk}/").content.decode()
    for said in ("Head, Latin America and the Caribbean, DFID", "report of the event", "the language of its source"):
        assert said in page
    assert "translated by a person" not in page


def test_a_reader_in_spanish_reads_the_study_in_spanish(lesson, client):
    page = client.get(lesson.get_absolute_url()).content.decode()
    assert "Jefe para América Latina y el Caribe, DFID" in page
    assert "informe del evento" in page


def test_a_memory_that_has_the_lessons_gets_the_english_once(study, db):
    Translation.objects.all().delete()
    call_command("load_frame", verbosity=0)
    assert Translation.objects.count() == Lesson.objects.count()
    before = everything()
    call_command("load_frame", verbosity=0)
    assert everything() == before


def test_what_somebody_wrote_or_set_aside_stays(study, cast):
    mended, aside = Translation.objects.order_by("pk")[:2]
    texts = {name: getattr(mended, name) for name in TEXT_FIELDS} | {"title": "Mended"}
    translate(mended.lesson, "en", texts=texts, of_revision=1, version=1, by=cast.user("member"))
    put_aside(aside, by=cast.user("admin"))
    call_command("load_frame", verbosity=0)
    mended.refresh_from_db()
    assert (mended.title, mended.by, mended.sources != "") == ("Mended", cast.user("member"), True)
    assert Translation.objects.exclude(set_aside_at=None).get() == aside


def test_a_translation_says_that_its_original_has_changed_since(lesson, cast, client):
    changed = {"insight": "Otra cosa muy distinta.", "edited_by": cast.user("admin"), "edit_changes_meaning": True}
    Lesson.objects.filter(pk=lesson.pk).update(**changed)
    assert "The original has changed since" in client.get("/en/lecciones/?q=ambitious").content.decode()
