"""These rules say whether a memory is alive, from its figures alone. Whoever doubts a verdict finds its reason here."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from lessons.vitality.figures import FEW, IN_A_YEAR, Figures, Step

# Younger than this, nothing can be compared: a network logs what it knew already, and then has to learn something.
YOUNG = timedelta(days=183)
# Two steps: in half a year a memory that somebody keeps sees at least one lesson, confirmation, use or verification.
SILENT_STEPS = 2
# Of the year before. A network has quiet years; one in which a quarter is left is on its way out,
FALLING_TO = 1 / 4
# and one that lost a third does not change by chance, if there was something to lose.
SLOWING_TO = 2 / 3
# Half of those who wrote do not write any more: what is left depends on few, whatever they still do.
FEWER_AUTHORS_TO = 1 / 2
# A third of all that is in force has waited for months to be verified: readers cannot trust it any more.
NEGLECTED = 1 / 3
WAITING_LONG_DAYS = 90
# The digest asks weekly, reminds after four weeks, and a link in it is good for two: a month is a fair time to answer.
IN_TIME_DAYS = 30


class Verdict(Enum):
    NOTHING = "nothing"
    BEGINNING = "beginning"
    ALIVE = "alive"
    SLOWING = "slowing"
    SILENT = "silent"


class Says(Enum):
    """Lists what the sentence can say, of which `told` has the numbers."""

    NOTHING_WRITTEN = "nothing written"
    NOTHING_HAPPENED = "nothing happened in a year"
    ONLY_CONFIRMED = "confirmed, and nothing written"
    ONLY_WRITTEN = "written, and nothing confirmed"
    MORE_CONFIRMED = "more is confirmed than written"
    MORE_WRITTEN = "more is written than confirmed"
    AS_MUCH = "as much is confirmed as written"
    ONLY_KEPT = "used or verified, and nothing else"
    LESS_DONE = "less is done than a year ago"
    FEWER_AUTHORS = "fewer write than a year ago"
    WAIT_LONG = "lessons have waited for long"
    WAIT = "lessons wait"


@dataclass(frozen=True)
class Fact:
    says: Says
    number: int = 0
    before: int = 0


@dataclass(frozen=True)
class Reading:
    """A reading is a verdict, and the facts of its sentence in their order."""

    verdict: Verdict
    facts: tuple[Fact, ...]


def read(figures: Figures) -> Reading:
    return Reading(verdict_on(figures), tuple(_facts(figures)))


def verdict_on(figures: Figures) -> Verdict:
    """Return the first that holds, in this order."""
    now, until = figures.now, figures.last.until
    if now.first is None and not _signs(figures.steps):
        return Verdict.NOTHING
    if not _signs(figures.steps[-SILENT_STEPS:]):
        return Verdict.SILENT
    if now.first is None or now.first > until - YOUNG:
        return Verdict.BEGINNING
    if _fell_to(FALLING_TO, figures):
        return Verdict.SILENT
    if _fell_to(SLOWING_TO, figures) or has_fewer_authors(figures) or is_neglected(figures):
        return Verdict.SLOWING
    return Verdict.ALIVE


def has_fewer_authors(figures: Figures) -> bool:
    before = figures.steps[-1 - IN_A_YEAR].authors
    return before >= FEW and figures.last.authors <= before * FEWER_AUTHORS_TO


def is_neglected(figures: Figures) -> bool:
    now = figures.now
    return now.waiting_long >= FEW and now.waiting_long >= now.in_force * NEGLECTED


def _fell_to(share: float, figures: Figures) -> bool:
    """Return whether at most that share is left of what was done in the year before; of little, nothing is said."""
    before = _signs(figures.year(ago=1))
    return before >= FEW and _signs(figures.year()) <= before * share


def _signs(steps: tuple[Step, ...]) -> int:
    return sum(step.signs for step in steps)


def _facts(figures: Figures) -> list[Fact]:
    if figures.now.first is None and not _signs(figures.steps):
        return [Fact(Says.NOTHING_WRITTEN)]
    facts = [_balance(figures)]
    if _fell_to(SLOWING_TO, figures) and _signs(figures.year()):
        facts.append(Fact(Says.LESS_DONE, _signs(figures.year()), _signs(figures.year(ago=1))))
    if has_fewer_authors(figures) and figures.last.authors:
        facts.append(Fact(Says.FEWER_AUTHORS, figures.last.authors, figures.steps[-1 - IN_A_YEAR].authors))
    if figures.now.waiting_long:
        facts.append(Fact(Says.WAIT_LONG, figures.now.waiting_long))
    elif figures.now.waiting:
        facts.append(Fact(Says.WAIT, figures.now.waiting))
    return facts


def _balance(figures: Figures) -> Fact:
    """Compare what was written with what was confirmed in the last twelve months."""
    year = figures.year()
    written, confirmed = sum(step.written for step in year), sum(step.confirmed for step in year)
    if not written and not confirmed:
        return Fact(Says.ONLY_KEPT if _signs(year) else Says.NOTHING_HAPPENED)
    if not written:
        return Fact(Says.ONLY_CONFIRMED, confirmed)
    if not confirmed:
        return Fact(Says.ONLY_WRITTEN, written)
    says = Says.AS_MUCH if written == confirmed else Says.MORE_CONFIRMED if confirmed > written else Says.MORE_WRITTEN
    return Fact(says, confirmed, written)
