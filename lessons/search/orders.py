"""A list of lessons has an order, and an address says after which lesson, or before which, a page of it begins.

A cursor holds what the database orders by: "1764500000000000~81" is a moment and a key. Neither a lesson that comes
meanwhile nor one that goes moves what is after it; and the last page is found in an index as quickly as the first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, DateTimeField, F, Func, TextField, Value
from django.utils.translation import gettext_lazy as _

from base.alphabet import Alphabetical
from lessons.record.models import Lesson, LessonQuerySet

BETWEEN = "~"
LONGEST = 300  # of a cursor; a title has 160 characters
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = 253_402_300_799_000_000  # of the year 9999, in microseconds


class BadCursorError(ValueError):
    pass


@dataclass(frozen=True)
class Column:
    """Says one thing that lessons are ordered by: to the database, in a cursor, and as it is read from one."""

    by: Any
    told: Callable[[Lesson], object]
    read: Callable[[str], Any]
    is_of_drafts: bool = True  # whether drafts have it: what is NULL is neither before nor after anything


def _number(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
            raise BadCursorError
        return int(text)

    return read


def _moment_of(at: datetime | None) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1) if at else 0


def _read_moment(text: str) -> Any:
    return Value(_EPOCH + timedelta(microseconds=_number(_LAST)(text)), DateTimeField())


def _read_title(text: str) -> Any:
    if "\0" in text:
        raise BadCursorError
    return Alphabetical(Value(text, TextField()))


def _moment(name: str) -> Column:
    return Column(F(name), lambda lesson: _moment_of(getattr(lesson, name)), _read_moment, is_of_drafts=False)


def _count(name: str) -> Column:
    return Column(F(name), lambda lesson: getattr(lesson, name), _number(2**31 - 1))


KEY = Column(F("pk"), lambda lesson: lesson.pk, _number(2**63 - 1))
TITLE = Column(Alphabetical("title"), lambda lesson: lesson.title, _read_title)
PUBLISHED, UNVERIFIED = _moment("published_at"), _moment("unverified_since")
CONFIRMING, USED = _count("confirming"), _count("used")
VOICES = Column(
    Func(F("confirming_voices"), function="cardinality"),
    lambda lesson: len(lesson.confirming_voices),
    _number(2**31 - 1),
)


def _compared(columns: list[Any], sign: str, values: list[Any]) -> Func:
    """Compare rows as PostgreSQL does, by the first column that differs: so it finds their place in an index."""
    rows = [Func(*each, function="ROW", output_field=BooleanField()) for each in (columns, values)]
    return Func(*rows, template="%(expressions)s", arg_joiner=f" {sign} ", output_field=BooleanField())


@dataclass(frozen=True)
class Order:
    """Orders lessons by all of its columns up, or by all of them down; the key comes last, so that no two are equal."""

    label: Any
    columns: tuple[Column, ...]
    is_up: bool = False

    def of_drafts(self) -> "Order":
        return Order(self.label, tuple(column for column in self.columns if column.is_of_drafts), self.is_up)

    def sorted(self, lessons: LessonQuerySet) -> LessonQuerySet:
        return lessons.order_by(*(column.by.asc() if self.is_up else column.by.desc() for column in self.columns))

    def beyond(self, lessons: LessonQuerySet, cursor: str, *, backwards: bool = False) -> LessonQuerySet:
        """Return those that come after the cursor; or those that come before it, the nearest first."""
        values = [value if hasattr(value, "resolve_expression") else Value(value) for value in self._read(cursor)]
        sign = ">" if self.is_up != backwards else "<"
        found = self.sorted(lessons).filter(_compared([column.by for column in self.columns], sign, values))
        return found.reverse() if backwards else found

    def cursor_of(self, lesson: Lesson) -> str:
        return BETWEEN.join(str(column.told(lesson)) for column in self.columns)

    def _read(self, cursor: str) -> list[Any]:
        # A title may have any sign, and comes first.
        parts = cursor.rsplit(BETWEEN, len(self.columns) - 1)
        if len(parts) != len(self.columns) or len(cursor) > LONGEST:
            raise BadCursorError
        return [column.read(text) for column, text in zip(self.columns, parts, strict=True)]


# Without a choice of order, the best match for the typed words comes first; without words, the newest.
ORDERS = {
    "newest": Order(_("Newest first"), (PUBLISHED, KEY)),
    "oldest": Order(_("Oldest first"), (PUBLISHED, KEY), is_up=True),
    "title": Order(_("By title"), (TITLE, KEY), is_up=True),
    # Organisations count first, then people who take part for none.
    "confirmed": Order(_("Most confirmed first"), (CONFIRMING, VOICES, USED, PUBLISHED, KEY)),
    "used": Order(_("Most used first"), (USED, PUBLISHED, KEY)),
    "unverified": Order(_("Longest unverified first"), (UNVERIFIED, KEY), is_up=True),
}
