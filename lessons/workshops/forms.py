"""These forms open a workshop, take its code, and write a note."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.lines import LineFormField
from lessons.workshops import actions
from lessons.workshops.models import NOTE_LIMIT, Workshop, WorkshopNote, as_code
from networks.models import Network, User


class OpenForm(forms.ModelForm[Workshop]):
    class Meta:
        model = Workshop
        fields = ["title"]
        labels = {"title": _("What is it about?")}
        help_texts = {"title": _("People see it on their phones. For example: “How the March campaign went”.")}

    def save_as(self, user: User, network: Network) -> Workshop | None:
        """Return the workshop; None, with the reason in `errors`, if too many are open."""
        try:
            return actions.open_new(self.save(commit=False), by=user, network=network)
        except ValidationError as refusal:
            self.add_error(None, refusal)
            return None


class CodeForm(forms.Form):
    too_often = False
    code = forms.CharField(
        label=_("Code of the workshop"),
        max_length=20,
        help_text=_("Eight letters and numbers, with or without the hyphen."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "go"}
        ),
    )

    def clean_code(self) -> Workshop:
        """Return the workshop; it may be closed."""
        code = as_code(self.cleaned_data["code"])
        workshop = Workshop.objects.select_related("network").filter(code=code).first()
        if workshop is None:
            raise ValidationError(gettext("No workshop has this code. Check it, or ask the facilitator."))
        return workshop

    def refuse_for_now(self) -> None:
        self.too_often = True
        self.errors.pop("code")
        self.add_error(
            "code",
            gettext(
                "Too many wrong codes came from your connection. Wait ten minutes, or type the one on the wall: "
                "the right one still lets you in."
            ),
        )


class NoteForm(forms.Form):
    """This form writes a note. `key` is made with the page, or by the phone, or else here."""

    too_often = False
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("Your note"), max_length=NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 4}))
    question = forms.ChoiceField(
        label=_("Which question does it answer?"),
        choices=[("", _("None of them, or I do not know")), *WorkshopNote.Question.choices],
        required=False,
    )
    name = LineFormField(
        label=_("Your name, only if you want"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["key"] = uuid.uuid4()
        # A browser cuts what is pasted at `maxlength` and says nothing.
        del self.fields["text"].widget.attrs["maxlength"]

    def clean_text(self) -> str:
        """Make the ends of lines one kind: browsers send two, and the same words must be the same note."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")

    def refuse_for_now(self) -> None:
        self.too_often = True
        self.add_error(None, gettext("Too many notes came at once. Yours is still here: send it again in a minute."))

    def save_to(self, workshop: Workshop) -> WorkshopNote | None:
        """Return the note; None, with the reason in `errors`, if the workshop takes no more."""
        key = self.cleaned_data["key"] or uuid.uuid4()
        try:
            return actions.write(workshop, **self.cleaned_data | {"key": key})
        except ValidationError as refusal:
            self.add_error(None, refusal)
            return None
