"""Each figure is drawn over three years, with one sentence that says what to see in it, and a table behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.vitality.figures import Figures, Median, Share, Step
from lessons.vitality.rules import IN_TIME_DAYS

WIDTH, HEIGHT, EDGE = 240, 64, 6
BAR = 14
ALL_DEPARTMENTS = 25
LEAST_DAYS = 2 * IN_TIME_DAYS  # of the scale: a median of three days is not drawn as high as one of three months


@dataclass(frozen=True)
class Chart:
    """A chart has a value for each step, None where there are too few cases to say."""

    name: str
    title: str
    newest: str
    sentence: str
    values: tuple[int | None, ...]
    cells: tuple[tuple[date, str], ...]  # the same in words
    most: int  # of the scale
    scale: str  # the same in words
    is_of_bars: bool = False

    @property
    def is_told(self) -> bool:
        """Return whether there is anything to draw."""
        return any(value is not None for value in self.values)

    @property
    def says_now(self) -> bool:
        return self.values[-1] is not None

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """Return where each bar begins, across and down, and its height."""
        return [(x - BAR // 2, y, HEIGHT - EDGE - y) for x, y in self._points() if y is not None and y < HEIGHT - EDGE]

    @property
    def dots(self) -> list[tuple[int, int]]:
        return [(x, y) for x, y in self._points() if y is not None]

    @property
    def lines(self) -> list[str]:
        """Return the points of each line: it breaks where there are too few cases."""
        parts: list[list[str]] = [[]]
        for x, y in self._points():
            if y is None:
                parts.append([])
            else:
                parts[-1].append(f"{x},{y}")
        return [" ".join(part) for part in parts if len(part) > 1]

    def _points(self) -> list[tuple[int, int | None]]:
        slot, room = (WIDTH - 2 * EDGE) / len(self.values), HEIGHT - 2 * EDGE
        return [
            (
                round(EDGE + slot * (place + 0.5)),
                None if value is None else HEIGHT - EDGE - round(room * min(value / self.most, 1)),
            )
            for place, value in enumerate(self.values)
        ]


def charts_of(figures: Figures) -> list[Chart]:
    last = figures.last
    return [
        _of_counts("written", _("Lessons written"), figures, lambda step: step.written),
        _of_counts("confirmed", _("Confirmations given"), figures, lambda step: step.confirmed),
        _of_shares("in_time", _("Verified in time"), _in_time(last), figures, lambda step: step.on_time),
        _of_medians(figures),
        _of_shares("used", _("Used by another network"), _used(last), figures, lambda step: step.used_by_others),
        _of_shares("three", _("Written by three people"), _by_three(last), figures, lambda step: step.by_three),
        _of_departments(figures),
        _of_shares("left", _("Handed over on leaving"), _handed_over(last), figures, lambda step: step.handed_over),
    ]


def _of_counts(name: str, title: str, figures: Figures, count: Callable[[Step], int]) -> Chart:
    values = [count(step) for step in figures.steps]
    this, before = (sum(count(step) for step in figures.year(ago)) for ago in (0, 1))
    sentence = _("%(number)s in the last twelve months, %(before)s in the twelve before.")
    words = sentence % {"number": this, "before": before}
    cells, most = _dated(figures, map(str, values)), max(1, *values)
    return Chart(name, title, str(this), words, tuple(values), cells, most, str(most), is_of_bars=True)


def _of_shares(name: str, title: str, sentence: str, figures: Figures, share: Callable[[Step], Share]) -> Chart:
    shares = [share(step) for step in figures.steps]
    newest = shares[-1].percent
    return Chart(
        *(name, title, _too_few() if newest is None else f"{newest} %", sentence),
        values=tuple(each.percent for each in shares),
        cells=_dated(figures, map(_cell, shares)),
        most=100,
        scale="100 %",
    )


def _of_medians(figures: Figures) -> Chart:
    values = [step.overdue.whole for step in figures.steps]
    words = [_too_few() if each is None else _days(each) for each in values]
    most = max(LEAST_DAYS, *(each or 0 for each in values))
    return Chart(
        *("overdue", _("From overdue to decision"), words[-1], _overdue(figures.last.overdue)),
        values=tuple(values),
        cells=_dated(figures, words),
        most=most,
        scale=_days(most),
    )


def _of_departments(figures: Figures) -> Chart:
    values = [step.departments for step in figures.steps]
    text = _(
        "The lessons of the last twelve months tell of %(here)s of %(all)s departments; those in force, of %(ever)s."
    )
    return Chart(
        *("departments", _("Departments with a lesson"), str(values[-1])),
        text % {"here": values[-1], "all": ALL_DEPARTMENTS, "ever": figures.now.departments},
        values=tuple(values),
        cells=_dated(figures, map(str, values)),
        most=ALL_DEPARTMENTS,
        scale=str(ALL_DEPARTMENTS),
    )


def _dated(figures: Figures, words: Iterable[str]) -> tuple[tuple[date, str], ...]:
    return tuple(zip((step.until for step in figures.steps), words, strict=True))


def _cell(share: Share) -> str:
    if share.percent is None:
        return _too_few()
    return _("%(percent)s %% (%(part)s of %(of)s)") % {"percent": share.percent, "part": share.part, "of": share.of}


def _too_few() -> str:
    return _("too few to say")


def _days(number: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


# --- what to see in each ---------------------------------------------------------------------------------------------


def _in_time(step: Step) -> str:
    if step.on_time.percent is None:
        return _("In twelve months too few lessons were to be verified to say.")
    text = _("In time: %(part)s of %(of)s lessons that were to be verified, with %(days)s days of grace.")
    return text % {"of": step.on_time.of, "part": step.on_time.part, "days": IN_TIME_DAYS}


def _overdue(median: Median) -> str:
    if median.whole is None:
        return _("In twelve months too few lessons were decided on after their day to say.")
    text = ngettext(
        "Half of the lessons that were overdue waited %(number)s day or less for a decision.",
        "Half of the lessons that were overdue waited %(number)s days or less for a decision.",
        median.whole,
    )
    return text % {"number": median.whole}


def _used(step: Step) -> str:
    if step.used_by_others.percent is None:
        return _("In twelve months too few lessons became a year old to say.")
    text = _("Another network used %(part)s of %(of)s lessons in their first year.")
    return text % {"of": step.used_by_others.of, "part": step.used_by_others.part}


def _by_three(step: Step) -> str:
    if step.by_three.percent is None:
        return _("In twelve months too few lessons were written to say.")
    text = _("Three people wrote %(part)s of %(of)s lessons; in all, %(authors)s people wrote.")
    if step.authors <= 3:
        text = ngettext(
            "One person wrote all %(of)s lessons.", "%(authors)s people wrote all %(of)s lessons.", step.authors
        )
    return text % {"of": step.by_three.of, "part": step.by_three.part, "authors": step.authors}


def _handed_over(step: Step) -> str:
    if step.handed_over.percent is None:
        return _("In twelve months too few people who answered for lessons have left to say.")
    text = _("%(of)s people who answered for lessons left; with all handed over: %(part)s.")
    return text % {"of": step.handed_over.of, "part": step.handed_over.part}
