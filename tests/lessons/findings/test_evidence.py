"""What lessons answer on a challenge: each number against a plain recount, and whose words are quoted."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.experience import actions
from lessons.findings.evidence import counts_of_finding, evidence_of
from lessons.integrity.recount_findings import faults, recounts
from lessons.models import Finding, Lesson
from lessons.pictures.matrix import Matrix
from tests.support.factories import (
    ApplicationFactory,
    CorroborationFactory,
    FindingFactory,
    LessonFactory,
    NetworkFactory,
    RegionFactory,
)

RESULTS = ("worked", "partly", "failed", "")


@pytest.fixture
def frame(db):
    """Two challenges and three best practices."""
    challenges = [FindingFactory(number=number) for number in (1, 2)]
    kind = Finding.Kind.BEST_PRACTICE
    practices = [FindingFactory(code=f"P{n}", kind=kind, number=n, position=10 + n) for n in (1, 2, 3)]
    return {finding.code: finding for finding in (*challenges, *practices)}


@pytest.fixture
def tell(cast, frame):
    def make(*codes, stance="supports", regions=(), **fields):
        said = {"network": cast.network, "author": cast.user("member"), "published": True} | fields
        lesson = LessonFactory(**said)
        for code in codes:
            lesson.stances.create(finding=frame[code], stance=stance)
        lesson.regions.set([RegionFactory(code=code) for code in regions])
        return lesson

    return make


def answers(frame, code="C1"):
    return evidence_of(frame[code], counts_of_finding(frame[code], None), None)


class TestNumbers:
    def test_of_a_practice_beside_a_challenge(self, frame, tell):
        for result in RESULTS:
            tell("C1", "P1", result=result, regions=["08", "16"])
        tell("C1", "P1", result="worked", regions=["08"], network=NetworkFactory())
        tell("C2", "P1", result="worked", regions=["21"])
        [one] = answers(frame).beside
        assert (one.finding.code, one.departments, one.networks) == ("P1", 2, 2)
        assert [counted.url.partition("&result=")[2] for counted in one.results] == [
            "worked",
            "partly",
            "failed",
            "untold",
        ]
        assert one.crossing.tally.numbers == {"worked": 2, "partly": 1, "failed": 1, "untold": 1}

    def test_are_those_of_the_matrix(self, frame, tell):
        for codes in (("C1", "P1"), ("C1", "P1", "P2"), ("C2", "P2")):
            tell(*codes, result="worked")
        cells = {cell.practice.code: cell.tally for cell in Matrix.of(None).cells if cell.challenge == frame["C1"]}
        told = {one.finding.code: one.crossing.tally for one in answers(frame).beside}
        assert told == {code: tally for code, tally in cells.items() if tally.total}

    def test_of_drafts_and_of_those_that_ended_are_none(self, frame, tell):
        tell("C1", "P1", published=False)
        assert answers(frame).beside == []

    @given(
        st.lists(
            st.tuples(
                st.sets(st.sampled_from(["C1", "C2", "P1", "P2", "P3"])),
                st.sampled_from(RESULTS),
                st.sets(st.sampled_from(["08", "16", "21"])),
                st.integers(0, 2),
                st.sampled_from(["supports", "contradicts"]),
            ),
            max_size=6,
        )
    )
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_are_what_a_plain_recount_finds(self, cast, frame, tell, told):
        for codes, result, regions, uses, stance in told:
            lesson = tell(*codes, result=result, regions=regions, stance=stance)
            ApplicationFactory.create_batch(
                uses, lesson=lesson, network=cast.other_network, by=cast.user("other_member")
            )
        assert list(faults()) == []

    def test_a_wrong_one_would_be_found(self, frame, tell, monkeypatch):
        tell("C1", "P1", regions=["08"])
        monkeypatch.setattr("lessons.findings.evidence._spread", lambda _its: (9, 1))
        assert next(faults()).startswith("C1: departments beside: the page says {'P1': 9}, the records say {'P1': 1}")

    def test_recount_is_of_each_challenge_and_practice(self, frame, tell):
        tell("C1", "P1")
        assert [finding.code for finding, _ in recounts(Lesson.objects.all())] == [*frame]


class TestQuotes:
    def test_the_strongest_lesson_that_did_not_fail_is_quoted(self, cast, frame, tell):
        tell("C1", "P1", result="worked", recommendation="Nadie me confirma.")
        strong = tell("C1", "P1", result="partly", recommendation="Pide la cita pronto. Y lleva una página.")
        failed = tell("C1", "P1", result="failed", recommendation="No lo hagas.")
        CorroborationFactory(lesson=strong)
        CorroborationFactory.create_batch(2, lesson=failed)
        [one] = answers(frame).beside
        assert (one.quote.lesson, one.quote.text, one.quote.source) == (
            strong,
            "Pide la cita pronto",
            cast.network.name,
        )

    def test_a_lesson_that_contradicts_the_practice_is_not_quoted(self, frame, tell):
        lesson = tell("C1", "P2")
        lesson.stances.create(finding=frame["P1"], stance="contradicts")
        quoted = {one.finding.code: one.quote and one.quote.lesson for one in answers(frame).beside}
        assert quoted == {"P1": None, "P2": lesson}

    def test_what_did_not_work_is_quoted_with_why(self, frame, tell):
        for number in range(5):
            tell("C1", result="failed", insight=f"Faltó tiempo {number}. Y dinero.")
        tell("C1", result="failed", stance="contradicts", insight="Esta lo contradice.")
        told = answers(frame)
        assert [quote.text for quote in told.failures] == ["Faltó tiempo 4", "Faltó tiempo 3", "Faltó tiempo 2"]
        assert told.failed == 5


class TestUses:
    def test_by_what_came_of_them(self, cast, frame, tell):
        lesson, other = tell("C1"), tell("C2")
        for result in ("worked", "worked", "too_early"):
            ApplicationFactory(lesson=lesson, result=result, network=cast.other_network)
        ApplicationFactory(lesson=other, result="failed")
        uses = answers(frame).uses
        assert (uses.total, uses.networks) == (3, 1)
        assert [(result, number) for result, _, number in uses.told] == [("worked", 2), ("too_early", 1)]

    def test_without_those_that_were_taken_back(self, frame, tell):
        lesson = tell("C1")
        for text in ("Nos sirvió.", "Fue un error."):
            use = ApplicationFactory(lesson=lesson, text=text)
        actions.withdraw_use(use)
        assert answers(frame).uses.total == 1
        assert not list(faults())
