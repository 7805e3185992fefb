"""These forms give the three answers to: is it still true? They are the same on its page and from the mail."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lessons.record.forms import NamesReaders
from lessons.record.models import Lesson, Verification
from lessons.texts.addresses import number_alone
from lessons.verification.queries import possible_successors
from networks.models import User

Outcome = Verification.Outcome
LONGEST = 500


class VerdictForm(NamesReaders, forms.Form):
    what = "review"
    answer: Outcome
    heading: Any
    button: Any

    note = forms.CharField(
        max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2}), label=_("A note, if you like")
    )

    def __init__(self, typed: Any = None, *, lesson: Lesson, by: User) -> None:
        sent_here = typed is not None and typed.get("answer") == self.answer
        super().__init__(typed if sent_here else None, auto_id=f"id_{self.answer}_%s")
        self.lesson, self.by = lesson, by
        attributes = self.fields["note"].widget.attrs  # a browser cuts what is pasted at `maxlength`, and says nothing
        attributes["data-limit"] = attributes.pop("maxlength")

    @property
    def said(self) -> dict[str, Any]:
        return {"answer": str(self.answer), **self.cleaned_data}


class StillTrueForm(VerdictForm):
    answer = Outcome.STILL_TRUE
    heading = _("It is still true")
    button = _("Yes, it is still true")


class NeedsChangeForm(VerdictForm):
    answer = Outcome.NEEDS_CHANGE
    heading = _("It needs a change")
    button = _("It needs this change")

    note = forms.CharField(
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("What has to change?"),
        error_messages={"required": _("Say what has to change: a few words will do.")},
    )


class LessonByNumber(forms.ModelChoiceField[Lesson]):
    """This field takes a lesson's number, or its address, copied from the browser."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Lesson | None:
        number = number_alone(str(value or ""))
        if value and not number:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(number or None)


class NoLongerForm(VerdictForm):
    what = ""
    answer = Outcome.NO_LONGER
    heading = _("It is no longer true")
    button = _("It is no longer true")

    successor = LessonByNumber(
        queryset=Lesson.objects.none(),
        required=False,
        label=_("Does another lesson replace it? Its number or its address"),
        help_text=_("The number is in the address of each lesson. Leave it empty if none replaces it."),
        error_messages={"invalid_choice": _("No other lesson in force that you may read has this number.")},
    )
    note = forms.CharField(
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Why is it no longer true?"),
        help_text=_("Whoever finds the lesson reads this. The lesson itself stays where it is, and is marked."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast("forms.ModelChoiceField[Lesson]", self.fields["successor"])
        field.queryset = possible_successors(self.lesson, self.by)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not (self.errors or cleaned["successor"] or cleaned["note"]):
            self.add_error("note", _("Say why: whoever finds the lesson wants to know."))
        return cleaned


FORMS: dict[str, type[VerdictForm]] = {
    str(form.answer): form for form in (StillTrueForm, NeedsChangeForm, NoLongerForm)
}
