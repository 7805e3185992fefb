"""These forms say something of a lesson's words."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lessons.record.forms import NamesReaders
from lessons.record.models import VERSIONED_FIELDS
from lessons.review.models import NOTE_LIMIT


class NoteForm(NamesReaders, forms.Form):
    """This form says something of a field or, without one, of the whole lesson. Each has the same box on the page."""

    what = "review"
    field = forms.ChoiceField(
        choices=[("", ""), *((name, name) for name in VERSIONED_FIELDS)], required=False, widget=forms.HiddenInput
    )
    text = forms.CharField(
        label=_("What would you change, and why?"),
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write it here: a few words will do.")},
    )

    def __init__(self, typed: QueryDict | None = None, *, of: str = "") -> None:
        super().__init__(typed, auto_id=f"{of or 'whole'}_%s", initial={"field": of})
        self.fields["text"].widget.attrs.pop("maxlength", None)  # a browser cuts what is pasted and says nothing


class ReasonForm(NoteForm):
    """This form tells why a lesson goes back to its author, or why its author objects."""

    def __init__(self, typed: QueryDict | None = None, *, label: str) -> None:
        super().__init__(typed, of="reason")
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = _("Say why: whoever reads it wants to know what to do.")
        del self.fields["field"]
