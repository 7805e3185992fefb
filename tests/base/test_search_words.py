import pytest
from django.http import QueryDict

from base.search_words import LONGEST, search_words


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("q=agua+limpia", "agua limpia"),
        ("q=++agua%0A", "agua"),
        ("q=ag%00ua", "agua"),
        ("q=%00+%00", ""),  # spaces between what is taken out go too
        ("q=uno&q=dos", "dos"),
        ("q=", ""),
        ("page=2", ""),
    ],
)
def test_search_words_are_what_a_database_can_look_for(asked, words):
    assert search_words(QueryDict(asked)) == words


def test_more_words_than_one_search_takes_are_cut():
    assert search_words(QueryDict(f"q={'ñ' * (LONGEST + 1)}")) == "ñ" * LONGEST
