"""A list of lessons is shown in pages, each of which says where the next begins: see `orders.py`."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse

from base.pagination import PER_PAGE, page_of
from lessons.experience.strength import Cards, cards_of
from lessons.record.models import Lesson
from lessons.search.filters import LessonFilter
from lessons.search.orders import BadCursorError, Order

MOST_COUNTED = 10_000  # there is no telling how many there are of more than that
BY_NUMBER = 50  # so many of the first pages are also found by their number alone, as before addresses had a cursor


class LessonPage(Page[Lesson]):
    """A page of lessons; `after` and `before` are the cursors of its neighbours, None where their number says all."""

    after: str | None = None
    before: str | None = None
    has_more = has_less = False
    is_numbered = True  # whether it is known which page of how many it is
    most_counted = MOST_COUNTED

    def has_next(self) -> bool:
        return self.has_more

    def has_previous(self) -> bool:
        return self.has_less

    @property
    def next_number(self) -> int | None:
        return self.number + 1 if self.number else None

    @property
    def previous_number(self) -> int | None:
        return max(self.number - 1, 1) if self.number else None


def page_of_lessons(request: HttpRequest, chosen: LessonFilter) -> LessonPage:
    """Return the page that the address asks for, or the nearest where there is no such page."""
    found = chosen.qs if chosen.is_valid() else Lesson.objects.none()
    cards = Cards(found, chosen.shown, chosen.ranked)
    if chosen.keyset is None:
        page = page_of(request, cards)
        shown = LessonPage(page.object_list, page.number, page.paginator)
        shown.has_more, shown.has_less = page.has_next(), page.has_previous()
        return shown
    return _Keyset(cards, chosen.keyset).page(request)


def unless_late(response: HttpResponse, chosen: LessonFilter) -> HttpResponse:
    """Let the answer be kept for visitors, unless the next who asks may be shown more."""
    if chosen.is_late:
        response["Cache-Control"] = "private, no-store"
    return response


class _Keyset:
    def __init__(self, cards: Any, order: Order) -> None:
        self.found, self.order, self.paginator = cards.found, order, Paginator(cards, PER_PAGE)

    def page(self, request: HttpRequest) -> LessonPage:
        number = _number(request)
        for name in ("after", "before"):
            cursor = request.GET.get(name)
            if cursor:
                page = self._beside(cursor, number, backwards=name == "before")
                return page or self._numbered(1)
        return self._numbered(number or 1)

    def _beside(self, cursor: str, number: int, *, backwards: bool) -> LessonPage | None:
        """Return the page after a cursor, or before it. None if that is short though there are more: then the first."""
        try:
            beyond = self.order.beyond(self.found, cursor, backwards=backwards)
        except BadCursorError:
            return None
        keys = [*beyond.values_list("pk", flat=True)[: PER_PAGE + 1]]
        more = len(keys) > PER_PAGE
        if (backwards and not more) or not keys:
            return None
        keys = keys[:PER_PAGE]
        if backwards:
            return self._made(keys[::-1], number, has_less=more, has_more=True)
        return self._made(keys, number, has_less=True, has_more=more)

    def _numbered(self, number: int) -> LessonPage:
        number = max(1, min(number, BY_NUMBER, self.paginator.num_pages))
        start = (number - 1) * PER_PAGE
        found = self.found.values_list("pk", flat=True) if self.paginator.count else ()
        keys = [*found[start : start + PER_PAGE + 1]]
        return self._made(keys[:PER_PAGE], number, has_less=number > 1, has_more=len(keys) > PER_PAGE)

    def _made(self, keys: list[int], number: int, *, has_less: bool, has_more: bool) -> LessonPage:
        lessons = cards_of(keys)
        page = LessonPage(lessons, number, self.paginator)
        page.has_less, page.has_more = has_less, has_more
        # Said before anything is translated: what the order is by is the original.
        page.after = self.order.cursor_of(lessons[-1]) if has_more else None
        page.before = self.order.cursor_of(lessons[0]) if has_less else None
        page.is_numbered = 0 < number <= self.paginator.num_pages and self.paginator.count <= MOST_COUNTED
        return page


def _number(request: HttpRequest) -> int:
    """Return the number in the address, 0 if there is none: beside a cursor it only says to people where they are."""
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
