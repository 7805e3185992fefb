"""What is drawn of a figure, and what its table and its sentence say."""

from django.utils.translation import override

from lessons.vitality.charts import HEIGHT, charts_of
from lessons.vitality.figures import SHOWN, Figures, Median, Now, Share, Step
from tests.lessons.vitality.test_rules import LIVING, TODAY

FOOT, HEAD = HEIGHT - 6, 6


def chart(name: str, *steps: Step):
    """The chart of the last steps, after as many as needed in which nothing was."""
    before = [Step(TODAY)] * (SHOWN - len(steps))
    figures = Figures((*before, *steps), Now(), LIVING.counted_at)
    with override("en"):
        return next(each for each in charts_of(figures) if each.name == name)


def test_the_highest_bar_fills_the_picture_and_nothing_has_none():
    bars = chart("written", Step(TODAY, 2), Step(TODAY, 0), Step(TODAY, 4)).bars
    assert [(down, height) for _across, down, height in bars] == [(32, 26), (6, 52)]


def test_all_bars_lie_side_by_side():
    bars = chart("written", *[Step(TODAY, 1)] * SHOWN).bars
    assert [across for across, *_ in bars] == sorted({across for across, *_ in bars})
    assert all(0 <= across <= 240 - 14 for across, *_ in bars)


def test_a_share_is_drawn_between_none_and_all():
    dots = chart("used", *(Step(TODAY, used_by_others=Share(part, 10)) for part in (0, 5, 10))).dots
    assert [down for _across, down in dots] == [FOOT, 32, HEAD]


def test_a_line_breaks_where_there_are_too_few_cases():
    shares = [Share(5, 10), Share(5, 10), Share(3, 4), Share(5, 10), Share(5, 10)]
    drawn = chart("in_time", *(Step(TODAY, on_time=share) for share in shares))
    assert [len(points.split()) for points in drawn.lines] == [2, 2]
    assert len(drawn.dots) == 4


def test_of_too_few_cases_neither_percentage_nor_numbers_are_told():
    drawn = chart("in_time", Step(TODAY, on_time=Share(3, 4)))
    assert drawn.newest == drawn.cells[-1][1] == "too few to say"
    assert drawn.sentence == "In twelve months too few lessons were to be verified to say."
    assert not drawn.is_told


def test_the_sentence_has_the_numbers_of_the_share():
    drawn = chart("in_time", Step(TODAY, on_time=Share(15, 20)))
    assert (drawn.newest, drawn.cells[-1][1]) == ("75 %", "75 % (15 of 20)")
    assert drawn.sentence == "In time: 15 of 20 lessons that were to be verified, with 30 days of grace."


def test_a_long_wait_fills_the_picture_and_a_short_one_does_not():
    assert chart("overdue", Step(TODAY, overdue=Median(200, 9))).dots[-1][1] == HEAD
    assert chart("overdue", Step(TODAY, overdue=Median(3, 9))).dots[-1][1] > 50


def test_three_authors_who_are_all_are_told_as_all():
    drawn = chart("three", Step(TODAY, by_three=Share(9, 9), authors=2))
    assert drawn.sentence == "2 people wrote all 9 lessons."
