"""What is counted of a network, or of all of them, to see whether its memory is alive. Nothing here names anybody.

Time goes back from today in steps of three months, so that no step is unfinished. What happens often is counted in each
step; shares, medians and people are of the twelve months until its end: three months of a small network say little.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

FEW = 5  # of fewer cases no share is told: one more or less would turn it, and one could guess whose they are
SHOWN = 12  # steps: three years
IN_A_YEAR = 4


@dataclass(frozen=True)
class Share:
    """A share is how many of some cases are so."""

    part: int = 0
    of: int = 0

    @property
    def percent(self) -> int | None:
        """Return None if there are too few cases to say."""
        return None if self.of < FEW else round(100 * self.part / self.of)

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.of + other.of)


@dataclass(frozen=True)
class Median:
    """A median is of days, in some cases."""

    days: float = 0
    of: int = 0

    @property
    def whole(self) -> int | None:
        """Return None if there are too few cases to say."""
        return None if self.of < FEW else round(self.days)


@dataclass(frozen=True)
class Step:
    """A step is the three months until a day. From `on_time` on, all is of the twelve months until then."""

    until: date
    written: int = 0
    confirmed: int = 0
    used: int = 0
    verified: int = 0
    on_time: Share = field(default_factory=Share)  # of lessons that were to be verified, those that were, in time
    overdue: Median = field(default_factory=Median)  # days from overdue to decision
    used_by_others: Share = field(default_factory=Share)  # of lessons that became a year old, by another network
    by_three: Share = field(default_factory=Share)  # of lessons written, those by the three most active
    authors: int = 0
    departments: int = 0
    handed_over: Share = field(default_factory=Share)  # of who left and had answered for lessons, who left none behind

    @property
    def signs(self) -> int:
        """Return how often somebody did something for the memory: one thing is as good a sign of life as another."""
        return self.written + self.confirmed + self.used + self.verified


@dataclass(frozen=True)
class Now:
    """Says how it stands today."""

    in_force: int = 0
    waiting: int = 0  # to be verified
    waiting_long: int = 0
    departments: int = 0
    from_sources: int = 0  # lessons from published sources: nobody's writing here
    of_study: int = 0
    first: date | None = None  # when the first lesson was published


@dataclass(frozen=True)
class Figures:
    """Holds `SHOWN` steps, the oldest first, and how it stands today."""

    steps: tuple[Step, ...]
    now: Now
    counted_at: datetime

    def year(self, ago: int = 0) -> tuple[Step, ...]:
        """Return the four steps of the last twelve months, or of those that ended some years `ago`."""
        end = len(self.steps) - IN_A_YEAR * ago
        return self.steps[max(end - IN_A_YEAR, 0) : end]

    @property
    def last(self) -> Step:
        return self.steps[-1]
