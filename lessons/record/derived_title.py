"""A draft to which nobody gave a title gets a sentence of its own words, until somebody says that it is right.

No column says whether a title was derived: it is what the words make of it. Whoever typed that very sentence is asked
once without need.
"""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from lessons.record.models import Lesson, State
from lessons.texts.sentences import first_sentence

# What was learned says best what a lesson is about; the story, only while there is nothing else.
TAKEN_FROM = ("insight", "what_happened", "recommendation", "applies_when")
ASKED = _("We took this from what you wrote. Is it the sentence by which others will find it?")


def title_of(texts: Mapping[str, Any]) -> str:
    """Return the derived title; empty if nothing is written yet."""
    return first_sentence(next(filter(None, (texts.get(name) for name in TAKEN_FROM)), ""))


def is_derived(title: str, texts: Mapping[str, Any]) -> bool:
    return title in {first_sentence(text) for name in TAKEN_FROM if (text := texts.get(name))}


def has_derived_title(lesson: Lesson) -> bool:
    """Return whether its author should be asked about the title: a lesson handed in was asked about already."""
    return lesson.state == State.DRAFT and is_derived(lesson.title, vars(lesson))


class TitlingForm(forms.ModelForm[Lesson]):
    """This form asks once about each derived title; `asked_title` is the one that it showed and asked about."""

    asked_title = forms.CharField(widget=forms.HiddenInput, required=False)

    @cached_property
    def title_is_derived(self) -> bool:
        """Return whether the stored title is derived: ask before anything that was typed is put into the instance."""
        return bool(self.instance.pk) and has_derived_title(self.instance)

    def _show_derived_title(self) -> None:
        if self.title_is_derived:
            self.initial["title"] = self.initial["asked_title"] = title_of(vars(self.instance))
            self.fields["title"].help_text = ASKED

    def _ask_about_the_title(self, cleaned: dict[str, Any]) -> None:
        """Bring the form back with a proposal: nobody's story becomes, without a word, what others find.

        It waits until what was learned is told, which the form asks for first: it would be proposed from the story.
        """
        title, derived = cleaned.get("title", ""), title_of(cleaned) if cleaned.get("insight") else ""
        was_asked = title and derived == self.data.get("asked_title", "").strip()
        if "title" in self.errors or was_asked or not (derived and self._is_left_to_us(title, cleaned)):
            return
        data = cast("QueryDict", self.data).copy()
        data["title"] = data["asked_title"] = derived
        self.data = data
        self.add_error("title", ASKED)

    def _is_left_to_us(self, title: str, cleaned: dict[str, Any]) -> bool:
        is_draft = self.instance.state == State.DRAFT
        return not title or (is_draft and (is_derived(title, cleaned) or is_derived(title, self.initial)))

    def _name_the_draft(self, cleaned: dict[str, Any]) -> None:
        cleaned["title"] = title_of(cleaned)
        if not (cleaned["title"] or self.errors):
            self.add_error("what_happened", _("Write a few words first."))
