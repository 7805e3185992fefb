"""The quipu says in words what a knot, a cord and a time are."""

from datetime import date
from textwrap import wrap

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.pictures.quipu import Cord
from lessons.pictures.quipu_knots import Knot
from lessons.record.results import LABELS, UNTOLD

TITLE = 70
DOWN = 16  # letters of a name that is written downwards
LINE, LINES = 14, 2  # of a name: characters, and lines where there is room for it across


def of_cord(cord: Cord) -> str:
    """Return the short name that stands under the cord."""
    if cord.kind == "study":
        return _("The study")
    if cord.kind == "library":
        return _("Published sources")
    if cord.kind == "others":
        return ngettext("%(number)s more network", "%(number)s more networks", cord.networks) % {
            "number": cord.networks
        }
    return cord.name


def lessons_of(cord: Cord) -> str:
    """Return the cord's name, and how many lessons it has."""
    if not cord.knots:
        return _("%(network)s: no lessons yet") % {"network": of_cord(cord)}
    return f"{of_cord(cord)}: {_lessons(cord.total)}"


def down_of(cord: Cord) -> str:
    return _cut(of_cord(cord), DOWN)


def _cut(text: str, letters: int) -> str:
    """Cut it, but not what stands in brackets at its end, which may say that all before it is invented."""
    name, bracket, rest = text.rpartition(" (")
    room = letters - len(bracket + rest)
    if len(text) <= letters or not text.endswith(")") or room < len("Red…"):
        return Truncator(text).chars(letters)
    return Truncator(name).chars(room) + bracket + rest


def lines_of(cord: Cord) -> list[str]:
    return wrap(of_cord(cord), LINE, max_lines=LINES, placeholder="…")


def of_knot(knot: Knot) -> str:
    """Return title or number, when, with what result, and what came back."""
    if knot.count == 1 and knot.title:
        what = _("Lesson: %(title)s") % {"title": _cut(knot.title, TITLE)}
    else:
        what = f"{_lessons(knot.count)}, {of_time(knot.since, knot.until)}"
    parts = [what, str(LABELS[knot.result or UNTOLD])]
    if knot.confirmations:
        parts.append(
            ngettext("%(number)s confirmation", "%(number)s confirmations", knot.confirmations)
            % {"number": knot.confirmations}
        )
    if knot.uses:
        parts.append(ngettext("%(number)s use", "%(number)s uses", knot.uses) % {"number": knot.uses})
    return " · ".join(parts)


def of_time(since: date, until: date) -> str:
    """Return the time in months, from the first to the last."""
    first, last = (date_format(day, "YEAR_MONTH_FORMAT") for day in (since, until))
    return first if first == last else f"{first} – {last}"


def _lessons(number: int) -> str:
    return ngettext("%(number)s lesson", "%(number)s lessons", number) % {"number": number}
