"""`make bench` fails when a figure exceeds what it may be, and only then."""

import pytest

from bench import judge
from bench.http.judge import Verdict
from bench.judge import Counts


def counts(
    statements: int = 10, sql: int = 1_000, buffers: int = 100, page: str = "map", who: str = "visitor"
) -> Counts:
    return {page: {who: {"statements": statements, "sql": sql, "buffers": buffers, "kept": 0}}}


@pytest.fixture
def pinned(tmp_path, monkeypatch):
    monkeypatch.setattr(judge, "PINNED", tmp_path / "pinned.toml")
    judge.pin({1_000: counts()})


class TestPinned:
    def test_what_was_counted_is_not_above_itself(self, pinned):
        assert not list(judge.over_pinned(1_000, counts()))

    def test_one_more_statement_is_told(self, pinned):
        assert list(judge.over_pinned(1_000, counts(statements=11))) == [
            "map, visitor, 1000 lessons: 11 statements, pinned 10"
        ]

    def test_a_few_buffers_more_are_not(self, pinned):
        assert not list(judge.over_pinned(1_000, counts(buffers=115)))

    def test_another_size_is_not_judged(self, pinned):
        assert not list(judge.over_pinned(5_000, counts(statements=99)))

    def test_pinning_one_size_keeps_the_others(self, pinned):
        judge.pin({5_000: counts(statements=12)})
        assert list(judge.over_pinned(1_000, counts(statements=12)))
        assert not list(judge.over_pinned(5_000, counts(statements=12)))


class TestGrowth:
    @pytest.mark.parametrize(("buffers", "told"), [(150, 0), (151, 1)])
    def test_half_as_many_again_may_be(self, buffers: int, told: int):
        assert len(list(judge.over_growth(1_000, counts(), 5_000, counts(buffers=buffers)))) == told

    def test_few_buffers_are_not_compared(self):
        assert not list(judge.over_growth(1_000, counts(buffers=3), 5_000, counts(buffers=70)))


class TestMusts:
    @pytest.mark.parametrize(("who", "most"), [("visitor", 4), ("member", 9), ("admin", None)])
    def test_statements_of_home(self, who: str, most: int | None):
        assert judge.must("home", who, "statements", 1_000) == most

    def test_each_search_may_ask_as_many_statements(self):
        assert judge.must("search, typo", "visitor", "statements", 1_000) == 7

    @pytest.mark.parametrize(("rows", "most"), [(1_000, None), (20_000, 200), (200_000, 300)])
    def test_buffers_of_home_by_size(self, rows: int, most: int | None):
        assert judge.must("home", "visitor", "buffers", rows) == most


@pytest.mark.parametrize(
    ("most", "least", "missed"),
    [(2, None, True), (3, None, False), (None, 4, True), (None, 3, False), (None, None, False)],
)
def test_a_verdict_is_missed_by_what_exceeds_it(most: int | None, least: int | None, missed: bool):
    assert Verdict("pages", 3, most=most, least=least).missed == missed
