"""Days as people and spreadsheets write them. What is told of one may be read in one way only."""

import re
from datetime import date, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from base.words import folded

MONTHS = (
    *(("enero", "january"), ("febrero", "february"), ("marzo", "march"), ("abril", "april"), ("mayo", "may")),
    *(("junio", "june"), ("julio", "july"), ("agosto", "august"), ("septiembre", "setiembre", "september")),
    *(("octubre", "october"), ("noviembre", "november"), ("diciembre", "december")),
)
WEEKDAYS = (
    r"(?:lun(?:es)?|martes|mie(?:rcoles)?|jue(?:ves)?|vie(?:rnes)?|sab(?:ado)?|dom(?:ingo)?"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
# “Viernes 15 …”, “Lima, 15 …”, “el 15 …”
BEFORE = re.compile(rf"^(?:{WEEKDAYS}\.?,?|el|[a-z ]{{2,40}},)\s+(?=\d{{1,2}}\D)")
FIRST = re.compile(r"\bprimero(?= de )")
SPACED = re.compile(r"(?<=\d)\s*([-/.])\s*(?=\d)")
YEAR_AS_NUMBER = re.compile(r"(\d{4})\.0+")
# 00:00:00, T10:30Z, 10:30 a. m.
TIME = re.compile(r"[t\s,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?)?\s*(?:z|[+-]\d{2}:?\d{2})?$")
# Of what is not told the first, as our form advises: 2025-03-01, 2025-03, 2025, 20250301; 1/3/2025, 1.3.25, 3/2025;
# 15 de marzo de 2025, 15-mar-25, marzo del 2025, mar-25; 2025-mar-15; March 15, 2025.
FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?)?",
        r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)",
        r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})",
        r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})",
        r"(?P<d>\d{1,2})(?:ro|ero|er|\.?[º°ª])?[\s\-/.]+(?:de\s+)?(?P<m>[a-z]{3,10})\.?[\s\-/.,]+(?:del?\s+)?(?:ano\s+)?"
        r"(?P<y>\d{4}|\d{2})",
        r"(?P<m>[a-z]{3,10})\.?[\s\-/.,]+(?:del?\s+)?(?:ano\s+)?(?P<y>\d{4})",
        r"(?P<m>[a-z]{3,10})\.?-(?P<y>\d{2})",  # as Excel shows a month; “marzo 25” may be a day of no year
        r"(?P<y>\d{4})[\s\-/]+(?P<m>[a-z]{3,10})(?:[\s\-/]+(?P<d>\d{1,2}))?",
        r"(?P<m>[a-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})",
    )
)
# A day that a spreadsheet gave as the number it keeps: those since 1990, that no year and no code is taken for one.
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
EXCEL_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
FIRST_BY_SERIAL = date(1990, 1, 1)


def a_day(text: str, *, is_1904: bool = False) -> date:
    """Raises ValueError, which says what is wrong. `is_1904`: from when the numbers of its spreadsheet count."""
    try:
        told = _day_in(_bare(text), EXCEL_EPOCHS[is_1904])
    except (ValueError, OverflowError):
        raise ValueError(_("This is not a date. Write it like 2025-03-01 or 01/03/2025.")) from None
    if told > localdate():
        raise ValueError(_("This day is in the future. Write the day on which it happened."))
    return told


def is_month_first(text: str) -> bool:
    """As in the United States: 03/15/2025, which can be read in one way only, unlike others of its column."""
    found = FORMS[2].fullmatch(_bare(text))
    return found is not None and int(found["m"]) > 12 >= int(found["d"])


def _bare(text: str) -> str:
    """Without the hour, the day of the week, the place."""
    day = TIME.sub("", FIRST.sub("1", folded(text).strip(" .,")))
    day = SPACED.sub(r"\1", BEFORE.sub("", day))
    return YEAR_AS_NUMBER.sub(r"\1", day) if YEAR_AS_NUMBER.fullmatch(day) else day


def _day_in(text: str, epoch: date) -> date:
    serial = SERIAL.fullmatch(text)
    counted = epoch + timedelta(days=int(serial[1])) if serial else None
    if counted and counted >= FIRST_BY_SERIAL:
        return counted
    found = next(filter(None, (form.fullmatch(text) for form in FORMS)), None)
    if found is None:
        raise ValueError
    told = found.groupdict()
    day, month = int(told.get("d") or 1), _month(told.get("m") or "1")
    if found.re is FORMS[2] and month > 12:
        day, month = month, day
    return date(_year(told["y"] or ""), month, day)


def _month(told: str) -> int:
    if told.isdigit():
        return int(told)
    for number, names in enumerate(MONTHS, start=1):
        if any(name.startswith(told) for name in names):
            return number
    raise ValueError


def _year(told: str) -> int:
    """Of two digits the last that has begun."""
    if len(told) == 4:
        return int(told)
    year = localdate().year // 100 * 100 + int(told)
    return year if year <= localdate().year else year - 100
