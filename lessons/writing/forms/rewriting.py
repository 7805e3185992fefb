"""The form of a stored lesson asks more than its words, and meets what others wrote meanwhile."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from lessons.frame.models import Finding
from lessons.record.audience import MoreReaders, readers_named, refuse_more_readers
from lessons.record.derived_title import TitlingForm
from lessons.record.models import TEXT_FIELDS, Lesson, LessonFinding
from lessons.texts.diff import share_changed
from lessons.writing.merging import (
    UNITS,
    BaseRevision,
    MergeResult,
    Stored,
    acknowledged,
    locked,
    merge,
    stored_of,
    unit_label,
)
from networks.models import User

TOLD_TO_OTHERS = ("insight", "recommendation", "applies_when", "does_not_apply_when")
MUCH = 1 / 3
Stance = LessonFinding.Stance
OF_MANY = {"regions", "shared_with", "supports", "contradicts"}


class RewritingForm(TitlingForm):
    """This form rewrites a lesson. `seen` is what the lesson said when it was opened, and `readers` whom it named.

    `keep_…=theirs` and `untouched` leave a field to the others.
    """

    user: User
    typed: QueryDict | None = None
    joined: MergeResult | None = None
    stored: Stored | None = None  # locked, while the form is stored

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    readers = forms.CharField(widget=forms.HiddenInput, required=False)
    with_mine = forms.BooleanField(required=False)
    edit_note = forms.CharField(
        label=_("Why do you change it?"),
        help_text=_("It stands beside the new version, for everybody who reads the lesson."),
        max_length=300,
        required=False,
    )
    changes_meaning = forms.ChoiceField(
        label=_("Does it say something else now?"),
        help_text=_(
            "If so, those who confirmed it are asked to look again. If you choose nothing, it counts as a change "
            "of meaning when more than a third of the words in what was learned, or in when it applies, are "
            "different."
        ),
        choices=[("small", _("No, a small edit")), ("meaning", _("Yes, its meaning changes"))],
        widget=forms.RadioSelect,
        required=False,
    )

    @cached_property
    def opened(self) -> Stored:
        """Return what was stored when the form was made: nothing was put into the instance yet."""
        return stored_of(self.instance, self.user)

    @property
    def left(self) -> set[str]:
        """Return the fields that stay as stored, whatever this form shows. A derived title follows the words."""
        sent = self.data if isinstance(self.data, QueryDict) else self.typed or QueryDict()
        theirs = {name for unit, names in UNITS.items() if sent.get(f"keep_{unit}") == "theirs" for name in names}
        untouched = {*sent.getlist("untouched")} & {*TEXT_FIELDS} - ({"title"} if self.title_is_derived else set())
        return untouched | theirs

    def _meet_others(self) -> None:
        """Note what the lesson says, and fill in what is left to others; call it once `initial` is complete."""
        if not self.instance.is_published:
            del self.fields["edit_note"], self.fields["changes_meaning"]
        if not self.instance.pk:
            del self.fields["readers"]
            return
        if isinstance(self.data, QueryDict):
            again = self.data.copy()
            for name in self.left:
                again.setlist(name, _as_sent(self.initial.get(name)))
            self.data = again
        if not self.is_bound:
            self.initial["seen"] = str(self.opened.seen)
            self.initial["readers"] = readers_named(self.instance, "").circles

    def _join(self, lesson: Lesson) -> None:
        """Take over what others changed meanwhile. Raise EditConflict, and store nothing, where both did."""
        self.stored = locked(lesson, self.user)
        wrong = {*self.errors}
        wrong |= {name for names in UNITS.values() if wrong & {*names} for name in names}
        asked = {name for names in UNITS.values() for name in names} & {*self.fields} - wrong
        mine = {name: self.cleaned_data.get(name) for name in asked}
        mine |= {"title": lesson.title} if "title" in mine else {}
        derived = set() if self.data.get("title", "").strip() else {"title"}
        seen = self.data.get("seen", "")
        self.joined = merge(mine, self.stored, seen=seen, left=self.left, derived=derived, by=self.user)
        for name, value in self.joined.taken.items():
            self.cleaned_data[name] = value
            if name not in OF_MANY:
                setattr(lesson, name, value)

    def _keep_to_whom_it_named(self, lesson: Lesson) -> None:
        """Raise MoreReaders if others let it reach people of whom the form did not speak; call it after `_join`.

        Readers whom the writer chose here themselves are named by the form.
        """
        joined, stored = self.joined, self.stored
        if joined and stored and stored.row.is_published and "visibility" in joined.taken:
            refuse_more_readers(lesson, self.data.get("readers", ""))

    def _show_whom_it_reaches(self, refusal: MoreReaders) -> None:
        """Let the form that comes back say who reads it now: sent once more, it is meant for them."""
        stored = stored_of(Lesson.objects.get(pk=self.instance.pk), self.user)
        again = cast("QueryDict", self.data).copy()
        for name in UNITS["visibility"]:
            again.setlist(name, _as_sent(stored.values[name]))
        again["seen"] = str(acknowledged(again.get("seen", ""), "visibility", stored))
        again["readers"] = refusal.named.circles
        self.data = again
        self.add_error(None, str(refusal))

    @property
    def stances(self) -> dict[Finding, str]:
        chosen = dict.fromkeys(self.cleaned_data.get("supports", ()), Stance.SUPPORTS.value)
        return chosen | dict.fromkeys(self.cleaned_data.get("contradicts", ()), Stance.CONTRADICTS.value)

    @property
    def _beside_the_words(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "regions": cleaned.get("regions", ()),
            "stances": self.stances,
            "shared_with": cleaned.get("shared_with", ()),
        }

    @property
    def news(self) -> list[str]:
        """Return what others changed meanwhile, which is stored beside what this form says."""
        return [unit_label(unit) for unit in self.joined.news] if self.joined else []

    @property
    def seen_next(self) -> str:
        """Return what the same form, once it was stored, has seen."""
        joined, was = self.joined, self.stored
        if joined and joined.is_behind:
            return str(joined.seen)
        if joined and was and was.row.edited_by_id == self.user.pk:
            return str(BaseRevision(was.pen, joined.seen.prints))
        now = stored_of(self.instance, self.user)  # it passed to another writer, which left a version; or it is new
        return str(BaseRevision(now.pen, joined.seen.prints) if joined else now.seen)

    def _about_the_edit(self, lesson: Lesson) -> dict[str, Any]:
        """Return why it was changed, and whether it says something else now; empty if it is not published."""
        if self.stored is None or not self.stored.row.is_published:
            return {}
        chosen = self.cleaned_data.get("changes_meaning")
        pairs = ((getattr(self.stored.row, name), getattr(lesson, name)) for name in TOLD_TO_OTHERS)
        meaning = chosen == "meaning" or (not chosen and any(share_changed(*pair) > MUCH for pair in pairs))
        return {"note": self.cleaned_data.get("edit_note", ""), "changes_meaning": meaning}


def _as_sent(value: Any) -> list[str]:
    """Return the value as a browser sends what is stored."""
    if isinstance(value, list):
        return [text for item in value for text in _as_sent(item)]
    if isinstance(value, models.Model):
        return [str(value.pk)]
    if isinstance(value, bool):
        return ["on"] if value else []
    return [value.isoformat() if isinstance(value, date) else str(value or "")]
