"""Words that are gone and words that are new: both texts can be read from it, whatever they are."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.texts.diff import Piece, by_words, share_changed

TEXTS = st.text(alphabet="ab ñ.,\n", max_size=80)


def read(pieces, kind):
    return "".join(piece.text for piece in pieces if piece.kind in {"same", kind})


class TestByWords:
    def test_a_word_for_another(self):
        pieces = by_words("Pide la cita pronto.", "Pide la reunión pronto.")
        assert pieces == [
            Piece("same", "Pide la "),
            Piece("gone", "cita"),
            Piece("new", "reunión"),
            Piece("same", " pronto."),
        ]

    def test_two_words_side_by_side_are_one_change(self):
        kinds = [piece.kind for piece in by_words("Ir muy tarde allí", "Ir bien pronto allí")]
        assert kinds == ["same", "gone", "new", "same"]

    def test_the_same_words_are_no_change(self):
        assert by_words("Uno\r\ndos ", "Uno\ndos") == [Piece("same", "Uno\ndos")]
        assert by_words("", "") == []

    @settings(max_examples=300, deadline=None)
    @given(TEXTS, TEXTS)
    def test_both_texts_are_in_it(self, before, after):
        pieces = by_words(before, after)
        assert (read(pieces, "gone"), read(pieces, "new")) == (before.strip(), after.strip())
        assert all(piece.text for piece in pieces)

    @pytest.mark.parametrize("words", [1, 3, 50, 100, 300, 1_000])
    def test_texts_made_to_take_long_take_no_longer(self, words):
        texts = [" ".join(str((n * n * step) % words) for n in range(3_000))[:6_000] for step in (7, 11)]
        start = time.process_time()
        by_words(*texts)
        assert time.process_time() - start < 2


class TestShare:
    @pytest.mark.parametrize(
        ("before", "after", "share"),
        [
            ("", "", 0),
            ("Ir pronto", "Ir pronto.", 0),
            ("Ir pronto", "", 1),
            ("", "Ir", 1),
            ("uno dos", "uno tres", 0.5),
        ],
    )
    def test_the_share_is_that_of_changed_words(self, before, after, share):
        assert share_changed(before, after) == share
