"""The library is loaded as often as one likes, taken away by one command, and says only what its sources say."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.timezone import now
from pytest_django import DjangoDbBlocker

from lessons.integrity.invariants import broken
from lessons.library.loader import HERE
from lessons.models import Consideration, Lesson, LibraryEntry
from lessons.texts.sources import cited
from networks.frame.loader import read
from networks.models import Network
from tests.support.factories import CollectionFactory, CorroborationFactory, TranslationFactory, UserFactory
from tests.support.written_rows import everything


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_library", *arguments, stdout=out)
    return out.getvalue().strip()


def hide(lesson: Lesson) -> None:
    by = UserFactory(is_admin=True)
    Lesson.objects.filter(pk=lesson.pk).update(taken_down_at=now(), taken_down_by=by, take_down_reason="Está mal.")


WORK: dict[str, Callable[[Lesson], object]] = {
    "confirmed": lambda lesson: CorroborationFactory(lesson=lesson),
    "collected": lambda lesson: CollectionFactory(holding=[lesson]),
    "translated": lambda lesson: TranslationFactory(lesson=lesson),
    "considered": lambda lesson: Consideration.objects.create(lesson=lesson, user=UserFactory(), for_what="Mesa"),
    "rewritten": lambda lesson: Lesson.objects.filter(pk=lesson.pk).update(title="Otro", edited_by=UserFactory()),
    "hidden": hide,
}


@pytest.fixture(scope="module")
def loaded(study: str, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        load()


@pytest.fixture
def library(loaded: None, db: None) -> Any:
    return Lesson.objects.exclude(from_source="")


def assert_clean() -> None:
    UserFactory()
    assert [*broken()] == []


class TestLoading:
    def test_ninety_lessons_from_published_sources_name_twenty_four_departments(self, library: Any):
        assert library.count() == LibraryEntry.objects.count() == 90
        assert len({*library.values_list("regions", flat=True)} - {None}) == 24  # the sources tell nothing of Ica

    def test_loaded_again_it_changes_nothing(self, library: Any):
        before = everything()
        assert load() == "Library: 0 lessons from published sources added."
        assert everything() == before

    def test_what_an_admin_changed_stays(self, library: Any):
        lesson = library.first()
        Lesson.objects.filter(pk=lesson.pk).update(title="Otro título", edited_by=UserFactory(is_admin=True))
        load()
        lesson.refresh_from_db()
        assert (lesson.title, library.count()) == ("Otro título", 90)

    def test_the_memory_is_whole_after_it_is_loaded_removed_and_loaded(self, library: Any):
        assert_clean()
        assert load("--remove") == "Library: 90 lessons removed, 0 kept since somebody worked on them."
        assert (library.count(), LibraryEntry.objects.count()) == (0, 0)
        assert_clean()
        assert load() == "Library: 90 lessons from published sources added."
        assert_clean()

    @pytest.mark.parametrize("what", [*WORK])
    def test_a_lesson_on_which_somebody_worked_stays_when_the_library_is_removed(self, library: Any, what: str):
        lesson = library.first()
        WORK[what](lesson)
        assert load("--remove") == "Library: 89 lessons removed, 1 kept since somebody worked on them."
        assert library.get() == lesson
        assert LibraryEntry.objects.get().lesson == lesson


class TestWhatItSays:
    def test_is_what_the_file_says(self, library: Any):
        rows = {row["title"]: row for row in read(HERE / "lessons.json")}
        for lesson in library.prefetch_related("regions", "stances__finding"):
            row = rows[lesson.title]
            assert (lesson.what_happened, lesson.insight) == (row["what_happened"], row["insight"])
            assert lesson.is_our_reading == (row["insight_from"] == "lectura propia")
            assert (lesson.happened_on.year if lesson.happened_on else None) == row["happened_on"]
            assert {region.slug for region in lesson.regions.all()} == {*row["regions"]}
            told = {(each.finding.code, each.stance) for each in lesson.stances.all()}
            assert told == {(each["code"], each["stance"]) for each in row["findings"]}

    def test_each_source_is_shown_by_its_title_and_linked_only_where_the_address_is_its_own(self, library: Any):
        addresses = {row["key"]: row["sources"][0] for row in read(HERE / "lessons.json")}
        for source in addresses.values():
            assert {*source} == {"title", "url"}, "where a copy was read is no source"
        urls = {source["url"] for source in addresses.values()} - {""}
        for lesson in library:
            (line,) = cited(lesson.sources)
            assert line[0].text.startswith(lesson.speaker)
            assert {piece.url for piece in line if piece.url} <= urls

    def test_a_network_is_named_only_as_what_a_source_tells_of(self, library: Any):
        assert not library.exclude(network=None, author=None, steward=None).exists()
        about = LibraryEntry.objects.exclude(about=None).values_list("about__slug", flat=True)
        assert {*about} == {"cies", "conveagro", "foro-educativo", "forosalud", "peru-2021"}
        assert Network.objects.count() == 7
