"""A lesson of the library shows what a good one looks like, with a note of ours beside each of its parts.

Its words are read of the file: it is shown where the library was never loaded, and as it was before anybody changed it.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from lessons.library.loader import HERE, TEXTS, origin_of
from lessons.record.fields import TEXT
from lessons.record.models import Lesson
from networks.frame.loader import read

EXAMPLE = "idi-una-meta-con-numero-y-plazo"
# Why each is good, in the order in which our form asks.
NOTES = {
    "title": _("It says what was learned, not only what it is about: who reads nothing else takes something along."),
    "what_happened": _(
        "Who did what, when, and how it ended: three sentences, with figures that can be checked. "
        "No opinion stands in it."
    ),
    "insight": _("It holds beyond this case: one understands it without having been there."),
    "recommendation": _(
        "It can be done tomorrow: what to ask for, and whom to ask. “Strengthen dialogue” would only be a wish."
    ),
    "context": _("A few words are enough for another network to see whether its own moment is alike."),
    "applies_when": _("It names one thing that must be there. Whoever lacks it knows that they need another way."),
    "does_not_apply_when": _("The part that is most often left out, and the one that spares others a mistake."),
}


@dataclass(frozen=True)
class Part:
    """Holds one text of the example, below what our form asks for it, and why it is good."""

    question: Any
    text: str
    note: Any


@dataclass(frozen=True)
class Example:
    """Holds the example; `lesson` is in no memory: it knows where it is from, and its language."""

    lesson: Lesson
    parts: list[Part]


@cache
def example_row() -> dict[str, Any]:
    """Return the example as the file has it."""
    row: dict[str, Any] = next(row for row in read(HERE / "lessons.json") if row["key"] == EXAMPLE)
    return row


def example() -> Example:
    row = example_row()
    (source,) = row["sources"]
    lesson = Lesson(
        **{name: row[name] for name in TEXTS},
        language=row["language"],
        speaker=source["title"],
        from_source=origin_of(row),
    )
    return Example(lesson, [Part(TEXT[name].question, row[name], note) for name, note in NOTES.items()])
