"""Counts are kept by the database, whatever way a lesson is written: see also experience/test_strength_at_once.py."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connections
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate

from lessons.counts.reading import counts_told, counts_within, tallies
from lessons.counts.tasks import fold_counts
from lessons.integrity import recount_counts
from lessons.models import Application, KeptCount, Lesson, Verification
from tests.support.factories import (
    ApplicationFactory,
    CorroborationFactory,
    FindingFactory,
    LessonFactory,
    NaturalRegionFactory,
    OrganisationFactory,
    RegionFactory,
)


def found(facet: str = "") -> dict[str, int]:
    return {value: numbers.lessons for value, numbers in counts_within(None, [facet])[facet].items()}


def place_of(lesson: Lesson) -> str:
    """Where its row stands, which is another once it is written."""
    return str(Lesson.objects.annotate(place=RawSQL("lessons_lesson.ctid::text", [])).get(pk=lesson.pk).place)


@pytest.fixture
def lesson(db: None) -> Lesson:
    return LessonFactory(published=True, result="worked", visibility="public")


class TestCounts:
    def test_of_a_draft_are_none_until_it_is_published(self, db: None) -> None:
        draft = LessonFactory(published=False)
        draft.regions.add(RegionFactory())
        assert not KeptCount.objects.exists()
        assert Lesson.objects.get().facets == []

    def test_follow_what_a_lesson_says(self, lesson: Lesson) -> None:
        region, finding = RegionFactory(), FindingFactory()
        lesson.regions.add(region)
        lesson.stances.create(finding=finding, stance="contradicts")
        of_network = f"network:{lesson.network_id}"
        year, natural = f"year:{localdate().year}", f"natural:{region.natural_region_id}"
        said = dict.fromkeys(["evidence:own_experience", "language:es", "source:no", year], 1)
        assert found() == said | {
            "": 1,
            of_network: 1,
            "result:worked": 1,
            f"region:{region.pk}": 1,
            natural: 1,
            f"finding:{finding.pk}": 1,
        }
        there = {of_network: 1, "result:worked": 1, natural: 1, f"finding:{finding.pk}": 1}
        assert found(f"region:{region.pk}") == said | there
        assert tallies(None)[f"contradicts:{finding.pk}"].numbers["worked"] == 1
        Lesson.objects.update(result="failed")
        lesson.regions.clear()
        assert found(f"region:{region.pk}") == {}
        assert found(f"finding:{finding.pk}") == said | {of_network: 1, "result:failed": 1}
        assert found(natural) == {}

    def test_within_evidence_year_language_and_source_are_not_kept(self, lesson: Lesson) -> None:
        kinds = {within.split(":")[0] for within in KeptCount.objects.values_list("within", flat=True)}
        assert kinds == {"", "network", "result", "told", "told in year"}

    def test_follow_what_others_say_of_a_lesson(self, lesson: Lesson) -> None:
        voice = CorroborationFactory(lesson=lesson, organisation=OrganisationFactory())
        use = ApplicationFactory(lesson=lesson)
        assert (found()["confirmed:yes"], found()["used:yes"], found("confirmed:yes")["used:yes"]) == (1, 1, 1)
        voice.delete()
        use.delete()
        assert not {"confirmed:yes", "used:yes"} & found().keys()
        assert recount_counts.kept_counts() == recount_counts.recounted(Lesson.objects.all())

    def test_are_of_another_natural_region_once_its_department_is(self, lesson: Lesson) -> None:
        region = RegionFactory()
        lesson.regions.add(region)
        was = region.natural_region_id
        region.natural_region = NaturalRegionFactory(code="otra")
        region.save()
        assert (found().get(f"natural:{was}"), found()["natural:otra"]) == (None, 1)

    def test_a_department_that_is_written_unchanged_writes_none_of_its_lessons(self, lesson: Lesson) -> None:
        """Each start of a site writes all departments."""
        region = RegionFactory()
        lesson.regions.add(region)
        before = place_of(lesson)
        region.save()
        assert place_of(lesson) == before

    def test_of_the_year_are_when_it_happened_or_else_when_it_was_published(self, lesson: Lesson) -> None:
        Lesson.objects.update(published_at="2019-12-31T23:00:00-05:00")
        assert found()["year:2019"] == 1
        Lesson.objects.update(happened_on="2003-05-01")
        assert [each for each in found() if each.startswith("year:")] == ["year:2003"]
        assert recount_counts.kept_counts() == recount_counts.recounted(Lesson.objects.all())

    def test_of_uses_are_by_result_and_network(self, lesson: Lesson) -> None:
        finding, network = FindingFactory(), LessonFactory().network
        lesson.stances.create(finding=finding)
        for result in ("worked", "worked", "failed"):
            Application.objects.create(lesson=lesson, network=network, by=lesson.author, result=result)
        uses = {value: many for value, many in found(f"finding:{finding.pk}").items() if value.startswith("use:")}
        assert uses == {f"use:worked/{network.pk}": 2, f"use:failed/{network.pk}": 1}

    def test_of_a_verified_lesson_are_of_the_year_in_which_it_was_verified(self, lesson: Lesson) -> None:
        Lesson.objects.update(published_at="2019-12-31T23:00:00-05:00")
        region = RegionFactory()
        lesson.regions.add(region)
        assert found("fresh:2019") == {f"region:{region.pk}": 1}
        Verification.objects.create(lesson=lesson, by=lesson.author, outcome="still_true", revision=1)
        Verification.objects.update(at="2024-01-01T00:00:00-05:00")
        assert (found("fresh:2019"), found("fresh:2024")) == ({}, {f"region:{region.pk}": 1})

    def test_of_what_was_told_are_by_month_and_of_many_years_by_year(self, lesson: Lesson) -> None:
        Lesson.objects.update(published_at="2024-01-31T23:00:00-05:00")
        other = LessonFactory(network=lesson.network, published=True, result="worked")
        Lesson.objects.filter(pk=other.pk).update(published_at="2024-03-01T00:00:00-05:00")
        spans = [(str(each.since), str(each.until)) for each in counts_told(None, months_of_years=5)[0]]
        assert sorted(spans) == [("2024-01-01", "2024-01-31"), ("2024-03-01", "2024-03-31")]
        [year], undated = counts_told(None, months_of_years=-1)
        assert (str(year.since), str(year.until), year.numbers.lessons) == ("2024-01-01", "2024-12-31", 2)
        assert undated == 0


class TestFolding:
    def test_leaves_one_row_of_each_and_what_they_count(self, lesson: Lesson) -> None:
        for result in ("failed", "worked", "failed"):
            Lesson.objects.update(result=result)
        before = recount_counts.kept_counts()
        assert KeptCount.objects.count() > len(before)
        fold_counts()
        assert (KeptCount.objects.count(), recount_counts.kept_counts()) == (len(before), before)
        assert before == recount_counts.recounted(Lesson.objects.all())

    def test_leaves_rows_that_another_folds(self, transactional_db: None, other: Any) -> None:
        LessonFactory(published=True)
        Lesson.objects.update(result="failed")
        before = recount_counts.kept_counts()
        other.execute("BEGIN")
        other.execute("SELECT id FROM lessons_keptcount FOR UPDATE")
        fold_counts()
        other.execute("COMMIT")
        assert recount_counts.kept_counts() == before


class TestRecount:
    def test_makes_good_what_was_written_past_the_triggers(self, lesson: Lesson) -> None:
        right = recount_counts.kept_counts()
        with pgtrigger.ignore():
            Lesson.objects.update(differing=9, facets=[])
        KeptCount.objects.update(lessons=7)
        assert len(list(recount_counts.faults())) == len(right)
        told = StringIO()
        call_command("recount", stdout=told)
        assert told.getvalue() == f"Lessons counted anew: 1. Counts kept of them: {len(right)}.\n"
        assert list(recount_counts.faults()) == []
        assert Lesson.objects.get().differing == 0


@pytest.fixture
def other() -> Iterator[Any]:
    """A second connection to the same database."""
    copied = connections["default"].copy()
    with copied.cursor() as cursor:
        yield cursor
    copied.close()
