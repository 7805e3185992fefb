"""The table of a lesson's texts, and those that read it."""

import pytest
from django.utils.translation import override

from lessons.importing.columns import LESSONS
from lessons.models import Lesson, Translation
from lessons.printouts.learning_pack import learning_pack
from lessons.record.fields import ADVICE, STORY, TEXT_FIELDS, TEXTS, headed
from lessons.writing.forms.lesson import LessonForm
from tests.support.factories import CollectionFactory, LessonFactory
from tests.support.htmx import soup
from tests.support.lessons import typed

READ = ADVICE + STORY
SAID = {name: f"Texto de {name}." for name in READ}


def shown(page) -> list[tuple[str, str]]:
    """Each part of a lesson's text, below its heading."""
    parts = page.select(".text > section, .text .two > section")
    for sign in page.select("h2 [aria-hidden]"):
        sign.decompose()
    return [(part.h2.get_text(strip=True), part.div.get_text(strip=True)) for part in parts]


def test_each_but_the_title_is_read_once_and_below_a_heading():
    assert sorted(READ) == sorted({*TEXT_FIELDS} - {"title"})
    assert all(each.heading for each in TEXTS if each.name != "title")


def test_a_lesson_and_its_translation_have_each_under_its_name():
    for model in (Lesson, Translation):
        assert [model._meta.get_field(each.name).verbose_name for each in TEXTS] == [each.label for each in TEXTS]


@pytest.mark.parametrize("language", ["es", "en"])
class TestLanguage:
    def test_page_preview_and_print_say_the_same_in_the_same_order(self, cast, language):
        lesson = LessonFactory(network=cast.network, published=True, visibility="public", language=language, **SAID)
        collection = CollectionFactory(by=cast.user("member"), visibility="public", holding=[lesson])
        client, prefix = cast.client("member"), "/en" if language == "en" else ""
        with override(language):
            expected = list(headed(lesson))
            [packed] = learning_pack(collection, reader=cast.user("member")).lessons
        page = soup(client.get(f"{prefix}/lecciones/{lesson.pk}/"))
        sent = typed(cast, language=language, **SAID)
        preview = soup(client.post(f"{prefix}/lecciones/vista-previa/", sent)).select_one("#preview")
        assert [text for _heading, text in expected] == [SAID[name] for name in READ]
        assert shown(page) == expected
        assert shown(preview) == expected
        assert [part.heading for part in packed.parts] == [heading for heading, _text in expected]

    def test_the_form_asks_for_each_by_its_question(self, cast, language):
        with override(language):
            form = LessonForm(user=cast.user("member"))
            assert [form[each.name].label for each in TEXTS] == [each.question for each in TEXTS]

    def test_a_file_may_call_each_by_its_label_its_question_or_as_others_do(self, language):
        known = LESSONS.called()
        for each in TEXTS:
            with override(language):
                names = [each.name, str(each.label), str(each.question), *each.in_files]
            assert [known.guess([name]) for name in names] == [[each.name]] * len(names)
