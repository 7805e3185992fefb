"""What many pages show alike is drawn once: other lists, and other readers, were shown most cards of a list before."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

Draw = Callable[[str, dict[str, Any]], str]  # of safe words


@dataclass(frozen=True)
class _Drawing:
    shows: Hashable
    template: str
    context: list[dict[str, Any]] = field(compare=False)  # until it is drawn


class Drawn:
    """Draws templates, and gives the same drawing again whenever it is to show the same. Each process has its own."""

    def __init__(self, *, most: int, draw: Draw = render_to_string) -> None:
        self._drawn = lru_cache(maxsize=most)(lambda drawing: draw(drawing.template, drawing.context.pop()))

    def __call__(self, template: str, shows: Hashable, context: dict[str, Any]) -> SafeString:
        """Take all that the drawing depends on, its language too, and the context from which it is drawn."""
        return cast("SafeString", self._drawn(_Drawing(shows, template, [context])))
