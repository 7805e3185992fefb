"""The rules on simulated years, given as figures: one that lives, one that dies, one that shrinks."""

from dataclasses import replace
from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from django.utils.timezone import now
from django.utils.translation import override

from lessons.vitality.figures import SHOWN, Figures, Median, Now, Share, Step
from lessons.vitality.rules import Says, Verdict, has_fewer_authors, is_neglected, read
from lessons.vitality.words import sentence

TODAY = date(2026, 11, 30)


def years(
    written: list[int],
    confirmed: list[int] | None = None,
    authors: list[int] | None = None,
    verified: int = 0,
    **stands: object,
) -> Figures:
    """Three years in steps, the oldest first; the first lesson is older unless told otherwise."""
    confirmed, authors = confirmed or [0] * SHOWN, authors or [6] * SHOWN
    steps = tuple(
        Step(TODAY - relativedelta(months=3 * (SHOWN - 1 - place)), many, said, 0, verified, authors=people)
        for place, (many, said, people) in enumerate(zip(written, confirmed, authors, strict=True))
    )
    return Figures(steps, Now(**{"in_force": 40, "first": date(2020, 1, 1)} | stands), now())  # type: ignore[arg-type]


LIVING = years([4] * 12, [6] * 12, verified=2)
DYING = years([9, 9, 8, 8, 6, 4, 4, 2, 2, 1, 0, 0], [3, 3, 2, 1] + [0] * 8, waiting=20, waiting_long=12)
SHRINKING = years([5] * 12, [5] * 12, authors=[14, 14, 13, 13, 12, 12, 12, 12, 9, 7, 5, 4])


class TestVerdict:
    def test_a_network_in_which_all_goes_on_is_alive(self):
        assert read(LIVING).verdict is Verdict.ALIVE

    def test_a_network_without_a_sign_for_half_a_year_falls_silent(self):
        assert read(DYING).verdict is Verdict.SILENT

    def test_a_network_carried_by_half_as_many_slows_down(self):
        assert read(SHRINKING).verdict is Verdict.SLOWING

    def test_one_sign_in_half_a_year_is_not_yet_silence(self):
        assert read(years([3] * 4 + [1] * 7 + [1])).verdict is Verdict.ALIVE
        assert read(years([1] * 10 + [0, 0])).verdict is Verdict.SILENT

    def test_a_quarter_of_the_year_before_is_silence_a_third_less_is_slowing(self):
        assert read(years([9] * 8 + [2, 2, 2, 3])).verdict is Verdict.SILENT
        assert read(years([9] * 8 + [3, 3, 3, 3])).verdict is Verdict.SLOWING
        assert read(years([9] * 8 + [6, 6, 6, 6])).verdict is Verdict.SLOWING
        assert read(years([9] * 8 + [7, 6, 6, 6])).verdict is Verdict.ALIVE

    def test_of_a_year_with_four_signs_no_fall_is_told(self):
        assert read(years([0] * 7 + [4, 0, 0, 0, 1])).verdict is Verdict.ALIVE
        assert read(years([0] * 7 + [5, 0, 0, 0, 1])).verdict is Verdict.SILENT

    def test_what_is_verified_confirmed_or_used_is_a_sign_as_what_is_written(self):
        silent = years([5] * 8 + [0] * 4)
        for sign in ("written", "confirmed", "used", "verified"):
            steps = tuple(replace(step, **{sign: 5}) for step in silent.steps)
            assert read(replace(silent, steps=steps)).verdict is not Verdict.SILENT, sign

    def test_without_a_lesson_there_is_nothing_yet(self):
        nothing = years([0] * 12, first=None, in_force=0)
        assert read(nothing).verdict is Verdict.NOTHING
        assert [fact.says for fact in read(nothing).facts] == [Says.NOTHING_WRITTEN]

    def test_who_confirms_others_and_has_written_nothing_just_begins(self):
        confirms = years([0] * 12, [2] * 12, first=None, in_force=0)
        assert read(confirms).verdict is Verdict.BEGINNING
        assert [fact.says for fact in read(confirms).facts] == [Says.ONLY_CONFIRMED]

    @pytest.mark.parametrize(("days", "verdict"), [(182, Verdict.BEGINNING), (183, Verdict.ALIVE)])
    def test_for_half_a_year_after_the_first_lesson_it_just_begins(self, days, verdict):
        assert read(years([0] * 10 + [2, 1], first=TODAY - relativedelta(days=days))).verdict is verdict

    def test_a_beginning_that_went_silent_at_once_is_silent(self):
        young = years([0] * 10 + [0, 0], first=TODAY - relativedelta(days=100))
        assert read(young).verdict is Verdict.SILENT


class TestThresholds:
    @pytest.mark.parametrize(("waiting_long", "neglected"), [(4, False), (13, False), (14, True)])
    def test_a_third_of_all_that_waits_for_long_is_neglect(self, waiting_long, neglected):
        figures = replace(LIVING, now=replace(LIVING.now, waiting_long=waiting_long))
        assert is_neglected(figures) is neglected
        assert read(figures).verdict is (Verdict.SLOWING if neglected else Verdict.ALIVE)

    def test_few_that_wait_are_no_neglect_even_if_they_are_all(self):
        assert not is_neglected(years([1] * 12, in_force=4, waiting_long=4))

    @pytest.mark.parametrize(("before", "here", "fewer"), [(5, 2, True), (5, 3, False), (4, 1, False), (10, 5, True)])
    def test_half_of_those_who_wrote_are_fewer(self, before, here, fewer):
        assert has_fewer_authors(years([4] * 12, authors=[before] * 11 + [here])) is fewer

    def test_of_fewer_than_five_cases_neither_share_nor_median_is_told(self):
        assert (Share(3, 4).percent, Share(3, 5).percent) == (None, 60)
        assert (Median(8, 4).whole, Median(8.4, 5).whole) == (None, 8)


SENTENCES = {
    "Se confirma más de lo que se escribe; 12 lecciones esperan verificación desde hace 90 días o más.": years(
        [2] * 12, [3] * 12, waiting=15, waiting_long=12
    ),
    "Se escribe más de lo que se confirma.": years([3] * 12, [2] * 12),
    "Se confirma tanto como se escribe; 1 lección espera verificación.": years([2] * 12, [2] * 12, waiting=1),
    "En un año se escribieron 8 lecciones y no se confirmó ninguna.": years([2] * 12),
    "En un año no se escribió nada y se confirmó 1 lección.": years([0] * 12, [0] * 11 + [1]),
    "Desde hace un año no se escribe ni se confirma nada.": years([1] * 8 + [0] * 4),
    "Hay lecciones que se usan o se verifican, pero en un año no se escribió ni se confirmó ninguna.": years(
        [0] * 12, verified=1
    ),
    "Nadie ha escrito todavía una lección.": years([0] * 12, first=None),
}


@pytest.mark.parametrize(("says", "figures"), SENTENCES.items())
def test_the_sentence_says_what_the_figures_are(says, figures):
    with override("es"):
        assert sentence(read(figures)) == says


def test_the_sentence_of_a_shrinking_network_tells_how_many_are_left():
    with override("en"):
        assert (
            sentence(read(SHRINKING)) == "As much is confirmed as is written; 4 people write, of 12 in the year before."
        )


def test_the_sentence_of_a_dying_network_tells_what_was_and_what_waits():
    with override("en"):
        assert sentence(read(DYING)) == (
            "3 lessons were written in a year, and none confirmed; less was written, confirmed, used and verified than "
            "in the year before: 3 times instead of 16; 12 lessons have waited to be verified for 90 days or longer."
        )
