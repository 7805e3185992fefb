from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lessons.models import Lesson
from lessons.record.results import LABELS, Tally

RESULTS = st.sampled_from(["", *Lesson.Result.values])
ROWS = st.lists(st.tuples(RESULTS, st.integers(1, 5000)), min_size=1, max_size=8)


@given(ROWS)
def test_bands_fill_the_length_between_them_and_none_is_lost(rows):
    tally = Tally.of(rows)
    bands = tally.bands(44)
    assert tally.total == sum(number for _, number in rows)
    assert [band.result for band in bands] == [name for name in LABELS if tally.numbers[name]]
    assert sum(band.size for band in bands) == 44
    assert min(band.size for band in bands) >= 3
    assert [band.start for band in bands] == [sum(each.size for each in bands[:place]) for place in range(len(bands))]


@given(ROWS)
def test_a_more_frequent_result_is_never_the_narrower_band(rows):
    tally = Tally.of(rows)
    sizes = sorted((tally.numbers[band.result], band.size) for band in tally.bands(100))
    # A unit is lost or won where bands meet.
    assert all(narrow <= wide + 1 for (_, narrow), (_, wide) in pairwise(sizes))


def test_a_tally_of_nothing_has_no_bands_and_no_words():
    assert Tally.of([]).total == 0
    assert Tally.of([]).bands(44) == []
    assert Tally.of([]).words == ""
