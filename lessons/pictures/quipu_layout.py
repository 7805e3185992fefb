"""The quipu is laid out in pixels: down from the main cord, and aside from a cord's own place."""

from datetime import date

LEAD = 40  # of bare cord above the first knot
FOOT = 30  # and below the last one
BARE = (138, 120, 164, 182, 148, 172, 130)  # cords without a knot
NAME = 140  # for the end of a cord and the name of its network, written downwards
LEAST, MOST = 190, 440  # between the first knot and the last one
LONGEST = 680  # if those of every cord are to hang in their own time; rather than more, they are joined
ONE = 26  # for a knot of one lesson: a finger's target of 24 px, and a thread of air
MANY = 50  # from here on, five round knots and the number in figures
TURN, TEN = 5, 9  # a turn of a long knot stands for one lesson, a round knot above it for ten
TALLER = (1, 1.06, 1.12, 1.2)  # by its size; a knot grows more in width
NEAR = 30  # no two named bindings of time are nearer

Bend = tuple[int, int, int]
BENDS: tuple[Bend, ...] = ((5, -6, 3), (-6, 4, -2), (3, 7, -4), (-4, -6, 5), (7, -3, -3), (-3, 6, 1), (6, 5, -5))
APART, ALIKE = 8, (2, -2, 1)  # fewer cords have room for bends of their own


def tied(count: int) -> tuple[int, int]:
    """Return of how many round knots and turns the knot of so many lessons is made."""
    return divmod(min(count, MANY), 10)


def height(count: int, size: int) -> int:
    """Return how many pixels of its cord the knot of so many lessons takes."""
    tens, turns = tied(count)
    return max(ONE, round((tens * TEN + turns * TURN) * TALLER[size]) + 8 if count > 1 else ONE)


def bend(number: int, of_all: int) -> Bend:
    """Return the curve of a cord. Many cords hang alike, or they would touch."""
    return ALIKE if of_all >= APART else BENDS[number % len(BENDS)]


def path(bent: Bend, length: int) -> str:
    first, second, end = bent
    return f"M0 0C{first} {length // 3} {second} {length * 2 // 3} {end} {length}"


def aside(bent: Bend, length: int, y: float) -> int:
    """Return how far from its own place the cord is at `y`: its curve is drawn so that y grows evenly."""
    t = y / length
    first, second, end = bent
    return round(3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * end)


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1
