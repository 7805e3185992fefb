"""Figures of a network, or of all of them, are counted in five statements, and kept for an hour."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta
from django.core.cache import cache
from django.db import connection
from django.utils.timezone import localdate, localtime, now

from base.outages import valkey_away
from base.reading.prepared_statements import prepared_cursor, typed
from lessons.vitality.figures import IN_A_YEAR, Figures, Median, Now, Share, Step
from lessons.vitality.statements import ABOUT, BEFORE, NOBODYS, STATEMENTS, STEPS
from networks.models import Network

MONTHS = 12 // IN_A_YEAR
KEPT_FOR = 60 * 60  # seconds
SHAPE = 1  # of what is kept: another number when the statements return something else


@dataclass(frozen=True)
class _Counted:
    """Holds what the statements returned, and when: plain, so that another version of this program can read it."""

    rows: tuple[list[tuple[Any, ...]], ...]
    at: datetime


def figures_of(network: Network | None) -> Figures:
    """Return the figures of a network, or of all networks together, as they were at most an hour ago.

    They are the same for whoever may see them. Without Valkey they are counted for each page.
    """
    today = localdate()
    key = f"vitality:{SHAPE}:{network.pk if network else 'all'}:{today}"
    found = cache.get(key)
    counted = _Counted(*found) if found else _count(network, today)
    # While Valkey is away the memory of this process stands in for it: another process would show other figures.
    if not found and not valkey_away:
        cache.set(key, (counted.rows, counted.at), KEPT_FOR)
    return _figures(counted, today)


def ends(today: date) -> list[date]:
    """Return the last day of each step."""
    return [today - relativedelta(months=MONTHS * ago) for ago in reversed(range(STEPS))]


def _count(network: Network | None, today: date) -> _Counted:
    starts = [today - relativedelta(months=MONTHS * ago) + relativedelta(days=1) for ago in range(STEPS, 0, -1)]
    given: dict[str, Any] = {"starts": starts, "first": starts[0], "today": today}
    of, apart = "IS NOT NULL", f"{NOBODYS.format(which='<>')}, {NOBODYS.format(which='=')}"
    if network:
        of, apart, given["network"] = "= %(network)s", f"{ABOUT}, 0", typed(network.pk)
    rows = []
    for statement in STATEMENTS:
        with prepared_cursor(connection) as cursor:
            sql = statement.format(of=of, apart=apart)
            # One that begins with another word is taken for one that writes, and sent with who does it.
            cursor.execute(f"SELECT * FROM ({sql}) AS counted", given)  # noqa: S608
            rows.append(cursor.fetchall())
    return _Counted(tuple(rows), localtime(now()))


class _Written(NamedTuple):
    """Counts lessons of a step; from `in_year` to `departments`, of the year until then."""

    step: int
    lessons: int = 0
    in_year: int = 0
    by_three: int = 0
    authors: int = 0
    departments: int = 0
    old: int = 0  # that became a year old
    used: int = 0  # of these


def _figures(counted: _Counted, today: date) -> Figures:
    written, voices, due, left, (stands,) = counted.rows
    steps = [_Written(*(int(number or 0) for number in row)) for row in written]
    many = {(what, step): number for what, step, number in voices}
    dues = {step: numbers for step, *numbers in due}
    gone = {step: Share(kept, went) for step, went, kept in left}

    def figures_at(step: int, until: date) -> Step:
        here, year = steps[step - 1], range(step - BEFORE, step + 1)
        judged, in_time, late, days = dues.get(step, (0, 0, 0, 0))
        return Step(
            until=until,
            written=here.lessons,
            confirmed=many.get(("confirmed", step), 0),
            used=many.get(("used", step), 0),
            verified=many.get(("verified", step), 0),
            on_time=Share(in_time, judged),
            overdue=Median(float(days or 0), late),
            used_by_others=sum((Share(steps[each - 1].used, steps[each - 1].old) for each in year), Share()),
            by_three=Share(here.by_three, here.in_year),
            authors=here.authors,
            departments=here.departments,
            handed_over=sum((gone.get(each, Share()) for each in year), Share()),
        )

    shown = [figures_at(step, until) for step, until in enumerate(ends(today), 1) if step > BEFORE]
    return Figures(tuple(shown), Now(*stands), counted.at)
