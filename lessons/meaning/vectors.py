"""A vector is 384 whole numbers of a byte each, about the mean of its kind; its bits are their signs.

Without that mean all texts look alike: their vectors lie in a narrow cone, and most signs are the same in all of them.
"""

from array import array
from collections.abc import Iterable
from operator import mul
from typing import NamedTuple

from lessons.meaning.program import SCALE

DIMENSIONS = 384


def bits_of(vector: bytes) -> str:
    """Return the signs as PostgreSQL writes a bit string."""
    return "".join("1" if number < 128 else "0" for number in vector)


class Least(NamedTuple):
    """Says how large a cosine must be: of the first, or nothing is near; and of each that is shown after it."""

    first: float
    others: float


def nearest(vector: bytes, others: Iterable[tuple[int, bytes]], least: Least) -> list[int]:
    """Return the keys of the vectors that are near this one, nearest first."""
    numbers = array("b", vector)
    found = [(sum(map(mul, numbers, array("b", other))) / SCALE**2, key) for key, other in others]
    found.sort(key=lambda each: (-each[0], each[1]))
    if not found or found[0][0] < least.first:
        return []
    return [key for nearness, key in found if nearness >= least.others]
