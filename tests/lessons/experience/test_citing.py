"""The year, the title and the order of citations."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import now
from django.utils.translation import override

from lessons.experience.citing import as_text, citation_of, citations_of, considered_by
from lessons.models import Consideration, Lesson, Translation
from tests.support.factories import LessonFactory, TranslationFactory

pytestmark = pytest.mark.django_db
IN_LIMA, IN_UTC = 2025, 2026
NEW_YEARS_EVE = datetime(2026, 1, 1, 2, 30, tzinfo=UTC)  # 21:30 in Lima


@pytest.fixture
def late(cast):
    return LessonFactory(network=cast.network, published=True, published_at=NEW_YEARS_EVE, visibility="public")


def of_the_study(happened_on):
    said = {"network": None, "author": None, "speaker": "Esperanza Castro García", "visibility": "public"}
    return LessonFactory(published_at=datetime(2026, 11, 20, tzinfo=UTC), happened_on=happened_on, **said)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_year_is_that_of_lima_as_on_the_lessons_page(cast, late, language):
    assert f", {IN_LIMA}. Memoria Viva" in citation_of(late, language)
    assert str(IN_UTC) not in citation_of(late, language).split("(")[0]
    assert "31 de diciembre de 2025" in cast.client("anonymous").get(late.get_absolute_url()).content.decode()


def test_the_year_is_that_of_lima_in_the_list_of_what_one_considered(cast, late):
    member = cast.user("member")
    Consideration.objects.create(user=member, lesson=late, for_what="Plan 2027")
    assert f", {IN_LIMA}. Memoria Viva" in as_text(considered_by(member))


def test_what_it_was_considered_for_stands_in_the_order_of_names(cast, late):
    member, things = cast.user("member"), ["", "acta", "Ágora", "Agua", "Ñandú", "Zona"]
    for thing in reversed(things):
        Consideration.objects.create(user=member, lesson=late, for_what=thing)
    assert [group.for_what for group in considered_by(member)] == things


def test_the_year_of_a_lesson_of_the_study_is_that_of_its_event():
    assert "García, 2001. Memoria Viva" in citation_of(of_the_study(date(2001, 5, 3)), "es")


@pytest.mark.parametrize(("language", "undated"), [("es", "s. f."), ("en", "n.d.")])
def test_without_the_day_of_its_event_a_lesson_has_no_year(language, undated):
    line = citation_of(of_the_study(None), language)
    assert f"García, {undated} Memoria Viva" in line
    assert "2026" not in line.split("(")[0]


class TestOfATranslatedLesson:
    """Each language cites the title that is read in it, and the original's beside it."""

    @pytest.fixture
    def translated(self, late):
        TranslationFactory(lesson=late, title="Visit soon whoever takes office.")
        return late

    def lines(self, lesson, reader):
        shown = Lesson.objects.select_related("network").get(pk=lesson.pk)
        return {code: line for code, _name, line in citations_of(shown, reader)}

    def test_both_titles_where_the_translation_is_read(self, cast, translated):
        lines = self.lines(translated, AnonymousUser())
        assert lines["en"].startswith(f"“Visit soon whoever takes office” [{translated.title}]. ")
        assert lines["es"].startswith(f"«{translated.title}». ")

    def test_the_original_title_alone_is_cited_where_the_translation_was_put_aside(self, cast, translated):
        Translation.objects.update(set_aside_at=now(), set_aside_by=cast.user("admin"))
        assert self.lines(translated, AnonymousUser())["en"].startswith(f"“{translated.title}”. ")

    def test_the_original_title_alone_is_cited_where_the_translation_was_said_to_others(self, cast):
        inside = LessonFactory(network=cast.network, published=True, visibility="own_network")
        TranslationFactory(lesson=inside)
        Lesson.objects.filter(pk=inside.pk).update(visibility="public")
        assert self.lines(inside, AnonymousUser())["en"].startswith(f"“{inside.title}”. ")
        assert "[" in self.lines(inside, cast.user("member"))["en"]

    def test_both_titles_are_in_the_list_of_what_one_considered(self, cast, translated):
        Consideration.objects.create(user=cast.user("member"), lesson=translated)
        for language, begins in (("en", "“Visit soon whoever takes office” ["), ("es", f"«{translated.title}». ")):
            with override(language):
                [group] = considered_by(cast.user("member"))
            assert group.lines[0].cited.startswith(begins)

    def test_the_page_is_headed_by_the_title_that_is_read(self, cast, translated):
        page = cast.client("anonymous").get(f"/en/lecciones/{translated.pk}/citar/").content.decode()
        assert "<title>" in page
        assert "Visit soon whoever takes office." in page.split("</title>")[0]
