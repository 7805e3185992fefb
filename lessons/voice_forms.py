"""What people say of the lessons of others: it happened to us too, it went differently, we used it."""

import uuid
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons import actions
from lessons.models import Application, Corroboration, Lesson
from networks.models import Membership, Network, User
from networks.permissions import Permission, networks_where

TEXT = {"text": forms.Textarea(attrs={"rows": 3})}


class VoiceForm(forms.ModelForm[Any]):
    """Who belongs to one network speaks for it without being asked."""

    heading: Any
    url: str

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        networks = networks_where(user, Permission.WRITE)
        first, *others = networks.order_by("name")[:2]
        field = cast("forms.ModelChoiceField[Network]", self.fields["network"])
        field.queryset = networks
        field.label = _("For which network do you speak?")
        self.only_network = None if others else first
        if self.only_network:
            field.widget = forms.HiddenInput()
            self.initial["network"] = first.pk
        elif not self.initial.get("network"):
            self.initial["network"] = (
                Membership.objects.filter(user=user, network__in=networks).values_list("network", flat=True).first()
            )


class CorroborationForm(VoiceForm):
    """Its instance is what the person said before, if they did."""

    heading = _("Was it like that for you?")
    url = "lessons:corroborate"

    class Meta:
        model = Corroboration
        fields = ["stance", "text", "network"]
        labels = {"stance": _("How was it for you?"), "text": _("What happened?")}
        help_texts = {"text": _("Who differs says how: that is what others learn from.")}
        widgets = TEXT | {"stance": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["stance"]).choices = Corroboration.Stance.choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        silent = "text" not in self.errors and not cleaned.get("text")
        if silent and cleaned.get("stance") == Corroboration.Stance.DIFFERS:
            self.add_error("text", _("Say how it went for you: one sentence will do."))
        return cleaned

    def save_for(self, lesson: Lesson, user: User) -> None:
        actions.corroborate(lesson, by=user, **self.cleaned_data)


class UseForm(VoiceForm):
    """A person may use a lesson several times; the same form sent twice is one use."""

    heading = _("How did it go when you used it?")
    url = "lessons:use"

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Application
        fields = ["result", "text", "network"]
        labels = {"result": _("What came of it?"), "text": _("What did you do, and what did you adapt?")}
        help_texts = {"text": _("If you like. Two sentences help the next one.")}
        widgets = TEXT | {"result": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["result"]).choices = Application.Result.choices
        self.initial["key"] = uuid.uuid4()

    def save_for(self, lesson: Lesson, user: User) -> None:
        said = self.cleaned_data
        actions.record_use(lesson, by=user, **said | {"key": said.get("key") or uuid.uuid4()})
