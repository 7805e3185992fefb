"""The texts of a lesson, in one table: what each is called, what asks for it, where it stands, and how files call it.

Whatever goes through a lesson's texts reads it here: columns, form, translation, versions, page, print, import. Their
order here is that of the form and of a version.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

TEXT_LIMIT = 6_000


@dataclass(frozen=True)
class Text:
    """One of them. What is not said of it is what a new one begins with: asked of those who have a minute more."""

    name: str
    label: Any  # its column's, in versions and in the history
    question: Any
    heading: Any = ""  # above it, on the page and in print
    help: Any = ""
    is_asked_first: bool = False
    is_needed: bool = False  # before others read the lesson
    is_on_cards: bool = False  # else lists do not fetch it
    in_files: tuple[str, ...] = ()  # what others call it, beside its label and its question


TEXTS = (
    Text(
        "title",
        _("title"),
        _("In one sentence, what did you learn?"),
        help=_("It is what others will find. For example: “Visit the new adviser in the first week”."),
        is_needed=True,
        is_on_cards=True,
        in_files=("nombre", "name"),
    ),
    Text(
        "what_happened",
        _("what happened"),
        _("What happened?"),
        heading=_("What happened"),
        help=_("Two or three sentences: who did what, and how it ended."),
        is_asked_first=True,
        is_needed=True,
        in_files=("hechos", "experiencia", "experience"),
    ),
    Text(
        "insight",
        _("what we learned"),
        _("What did you learn from it?"),
        heading=_("What we learned"),
        is_asked_first=True,
        is_needed=True,
        is_on_cards=True,
        in_files=(
            *("lesson", "lección", "lección aprendida", "lesson learned", "aprendizaje", "qué aprendimos", "learning"),
            *("lecciones", "lecciones aprendidas", "lessons", "lessons learned", "aprendizajes", "learnings"),
        ),
    ),
    Text(
        "recommendation",
        _("what you would tell another network"),
        _("What would you tell another network to do?"),
        heading=_("What we would tell another network"),
        help=_("Something that can be done, not only wished."),
        is_asked_first=True,
        is_needed=True,
        is_on_cards=True,
        in_files=("recomendación", "recomendaciones", "recommendations"),
    ),
    Text("context", _("context"), _("In what context?"), heading=_("Context")),
    Text(
        "applies_when",
        _("applies when"),
        _("When does it apply?"),
        heading=_("It applies when"),
        help=_("For example: when the team changes, not in the middle of a campaign."),
        is_asked_first=True,
        in_files=("cuándo aplica",),
    ),
    Text(
        "does_not_apply_when",
        _("does not apply when"),
        _("When does it not apply?"),
        heading=_("It does not apply when"),
        in_files=("cuándo no aplica",),
    ),
)
TEXT = {each.name: each for each in TEXTS}
TEXT_FIELDS = tuple(TEXT)
QUESTIONS = tuple(each.name for each in TEXTS if each.is_asked_first)
ASKED_LATER = tuple(each.name for each in TEXTS if not each.is_asked_first and each.name != "title")
NEEDED_TO_PUBLISH = tuple(each.name for each in TEXTS if each.is_needed)
LONG_TEXTS = (*(each.name for each in TEXTS if not each.is_on_cards), "sources", "search")
# As a reader meets them: first what to do, then the story behind it.
ADVICE = ("recommendation", "applies_when", "does_not_apply_when")  # of which each looks its own way
STORY = ("insight", "what_happened", "context")


def long_text(name: str) -> "models.TextField[str, str]":
    """Return the column of one that has no limit of a line, for a lesson or its translation."""
    return models.TextField(TEXT[name].label, blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])


def headed(lesson: Any, names: tuple[str, ...] = ADVICE + STORY) -> Iterator[tuple[str, str]]:
    """Yield the texts of a lesson, or of what stands for one, each below its heading."""
    for name in names:
        yield str(TEXT[name].heading), getattr(lesson, name)
