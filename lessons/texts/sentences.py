"""A text's first sentence serves as its title."""

import re

from lessons.texts.markdown import beginning

LONGEST_DERIVED_TITLE = 120


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, as a title; a long one is cut after a word."""
    words = " ".join(beginning(text).split()) or " ".join(text.split())  # nothing but marks
    sentence = re.split(r"(?<=[.!?…])\s", words, maxsplit=1)[0]
    if len(sentence) <= LONGEST_DERIVED_TITLE:
        return sentence.rstrip(".") or sentence
    return sentence[: LONGEST_DERIVED_TITLE - 1].rsplit(" ", 1)[0] + "…"
