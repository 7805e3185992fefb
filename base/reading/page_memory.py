"""While a page is read, what several of its parts ask is read once."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

Answer = TypeVar("Answer")
_KEPT: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept for this page", default=None)


class PageMemoryMiddleware:
    """Keeps answers while a page is read. One that writes keeps none: what it writes may change them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with _keeping({} if request.method in {"GET", "HEAD"} else None):
            return self.get_response(request)


def as_if_read(key: Hashable, answer: object) -> AbstractContextManager[None]:
    """Return a context in which this alone is known: for what is prepared before it is asked."""
    return _keeping({key: answer})


@contextmanager
def _keeping(kept: dict[Hashable, Any] | None) -> Iterator[None]:
    token = _KEPT.set(kept)
    try:
        yield
    finally:
        _KEPT.reset(token)


def reads_a_page() -> bool:
    return _KEPT.get() is not None


def once(key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """Return what was answered under that key for this page, or ask; outside of a page, always ask."""
    kept = _KEPT.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    answer: Answer = kept[key]
    return answer
