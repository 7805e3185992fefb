"""What the memory lacks: by kind, by state, for each reader."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import now

from lessons.findings.gaps import gaps_of
from lessons.models import Lesson, Verification
from networks.models import Region, Sector
from tests.support.factories import FindingFactory, LessonFactory, RegionFactory

LONG_AGO = now() - timedelta(days=3 * 365)


@pytest.fixture
def rows(db):
    """One of each kind."""
    FindingFactory(number=1, text_es="Reto")
    FindingFactory(code="P1", kind="best_practice", number=1, position=9)
    RegionFactory(code="08", slug="cusco", name="Cusco")
    Sector.objects.get_or_create(slug="salud", defaults={"name_es": "Salud", "name_en": "Health"})


@pytest.fixture
def lesson(cast, rows):
    """On each of them."""
    lesson = LessonFactory(network=cast.network, published=True, sector=Sector.objects.get(slug="salud"))
    lesson.regions.set(Region.objects.all())
    for finding in (FindingFactory(code="C1"), FindingFactory(code="P1")):
        lesson.stances.create(finding=finding)
    return lesson


def found(reader=None):
    gaps = gaps_of(reader)
    told = [(gap.kind, gap.key, gap.state, gap.lessons) for gap in gaps]
    return [row for row in told if not row[1].startswith("sector-")]  # each network of the factory brings its own


def each(state, lessons):
    rows = (("challenge", "C1"), ("best_practice", "P1"), ("department", "cusco"), ("sector", "salud"))
    return [(*row, state, lessons) for row in rows]


class TestGaps:
    def test_of_what_there_is_no_lesson(self, rows):
        assert found() == each("none", 0)

    def test_none_where_there_is_one(self, lesson):
        assert found() == []

    def test_one_taken_down_is_no_lesson(self, lesson):
        by = {"taken_down_at": LONG_AGO, "taken_down_by": lesson.author, "take_down_reason": "Nombraba a alguien."}
        Lesson.objects.update(**by)
        assert found() == each("none", 0)

    def test_where_all_are_old(self, lesson):
        Lesson.objects.update(published_at=LONG_AGO)
        assert found() == each("old", 1)

    @pytest.mark.parametrize(("outcome", "gaps"), [("still_true", 0), ("needs_change", 4), ("no_longer", 4)])
    def test_still_true_is_as_good_as_new(self, lesson, outcome, gaps):
        Lesson.objects.update(published_at=LONG_AGO)
        Verification.objects.create(lesson=lesson, by=lesson.author, outcome=outcome, revision=1)
        assert len(found()) == gaps
        Verification.objects.update(at=LONG_AGO)
        assert len(found()) == 4

    def test_the_poorest_department_first_and_those_without_a_figure_last(self, rows):
        for code, poverty in (("16", 43), ("21", 40), ("08", 20)):
            RegionFactory(code=code)
            Region.objects.filter(code=code).update(poverty_2024=poverty)
        RegionFactory(code="02")
        departments = [gap.poverty for gap in gaps_of(None) if gap.kind == "department"]
        assert departments == [43, 40, 20, None]

    def test_without_a_figure_by_name_whatever_its_accents(self, db):
        for code, slug, name in (("25", "ucayali", "Ucayali"), ("02", "ancash", "Áncash"), ("16", "loreto", "Loreto")):
            RegionFactory(code=code, slug=slug, name=name)
        departments = [gap.name for gap in gaps_of(None) if gap.kind == "department"]
        assert departments == ["Áncash", "Loreto", "Ucayali"]

    def test_counts_what_the_reader_may_read(self, cast, lesson):
        Lesson.objects.update(visibility="own_network")
        for reader, gaps in ((AnonymousUser(), 4), (cast.user("other_member"), 4), (cast.user("observer"), 0)):
            assert len(found(reader)) == gaps
