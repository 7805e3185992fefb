"""Who may open each page: test_permission_matrix.py."""

import re

import pytest

from lessons.models import LessonFinding
from tests.factories import FindingFactory, LessonFactory
from tests.htmx import soup
from tests.lessons.conftest import said, titles


class TestFindings:
    def test_all_in_their_order_with_what_one_can_read_of_each(self, cast):
        second, first = FindingFactory(number=2), FindingFactory(number=1)
        for visibility in ("public", "own_network"):
            lesson = LessonFactory(network=cast.network, published=True, visibility=visibility)
            LessonFinding.objects.create(lesson=lesson, finding=first)
        LessonFinding.objects.create(lesson=LessonFactory(network=cast.network), finding=second)
        for who, counts in (("anonymous", [1, 0]), ("member", [2, 0])):
            rows = soup(cast.client(who).get("/hallazgos/")).select("ol.findings li")
            assert [int(re.search(r"(\d+) lecci", row.get_text())[1]) for row in rows] == counts
            assert [row.a["href"] for row in rows] == ["/hallazgos/C1/", "/hallazgos/C2/"]

    def test_one_with_its_lessons(self, cast, study_lesson):
        finding = FindingFactory(number=1, pole_one_es="Uno", pole_two_es="Otro")
        secret = LessonFactory(network=cast.network, published=True, visibility="own_network")
        for lesson in (study_lesson, secret):
            LessonFinding.objects.create(lesson=lesson, finding=finding, stance="contradicts")
        response = cast.client("anonymous").get("/hallazgos/C1/")
        assert titles(response) == [study_lesson.title]
        assert all(text in said(response) for text in ("Uno", "Otro", finding.source, "Lo contradice"))

    @pytest.mark.parametrize("code", ["C9", "c1", "zz", "C1%00"])
    def test_of_one_that_is_not_there(self, cast, code):
        FindingFactory(number=1)
        assert cast.client("admin").get(f"/hallazgos/{code}/").status_code == 404
