"""A form says who will read what is sent with it: only they do, or it comes back."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

from lessons.record.audience import MoreReaders, NamedReaders, readers_named, refuse_more_readers
from lessons.record.models import Lesson

Kept = TypeVar("Kept")


class NamesReaders:
    """This form has `{% who_will_read lesson form %}` beside its button.

    `what` is said by it: see `readers_named`. `reached` is whom it would reach now, once it came back because of them.
    """

    what = ""
    reached: NamedReaders | None = None
    data: Any
    errors: Any
    error_class: Any

    @property
    def told(self) -> str:
        """Return whom the sent form named; empty once it names others.

        It stays when the form comes back for something else, so that nobody is named in silence.
        """
        return "" if self.reached else str(self.data.get("readers", ""))

    def readers(self, lesson: Lesson) -> NamedReaders:
        return self.reached or readers_named(lesson, self.what)

    def keep_to_them(self, lesson: Lesson, store: Callable[[], Kept]) -> Kept | None:
        """Return what `store` returns; None, with an error and nothing stored, if it would reach others."""
        try:
            with transaction.atomic():
                kept = store()
                refuse_more_readers(lesson, self.told, self.what)
        except MoreReaders as refusal:
            self.reached = refusal.named
            self.errors["readers"] = self.error_class([str(refusal)])
            return None
        return kept
