"""These forms ask what people say of the lessons of others: it happened to us too, it went differently, we used it."""

import uuid
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.alphabet import Alphabetical
from lessons.experience import actions
from lessons.experience.models import Application, Consideration, Corroboration
from lessons.record.forms import NamesReaders
from lessons.record.models import Lesson
from networks.models import Membership, Organisation, User
from networks.record.permissions import Permission, networks_where

TEXT = {"text": forms.Textarea(attrs={"rows": 3})}
SHORT = forms.Textarea(attrs={"rows": 2})


class NetworkChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """This field says with each network as whom the person is shown there."""

    through: dict[int, Organisation]
    user: User

    def label_from_instance(self, network: Any) -> str:
        organisation = self.through.get(network.pk)
        names = {"person": self.user, "organisation": organisation, "network": network.name}
        if organisation is None:
            return gettext("%(person)s, of %(network)s") % names
        return gettext("%(person)s, of %(organisation)s in %(network)s") % names


class VoiceForm(NamesReaders, forms.ModelForm[Any]):
    """This form says something for a network. A person of one network speaks for it without being asked."""

    heading: Any
    url: str
    network = NetworkChoice(None, label=_("Which network are you speaking for?"))

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        networks = networks_where(user, Permission.WRITE)
        first, *others = networks.order_by(Alphabetical("name"))[:2]
        roles = Membership.objects.filter(user=user, network__in=networks).select_related("organisation")
        through = {role.network_id: role.organisation for role in roles.order_by("network", "user")}
        field = cast("NetworkChoice", self.fields["network"])
        field.queryset = networks
        field.user = user
        field.through = {network: organisation for network, organisation in through.items() if organisation}
        self.only_network = None if others else first
        if self.only_network:
            field.widget = forms.HiddenInput()
            self.initial["network"] = first.pk
        elif not self.initial.get("network"):
            self.initial["network"] = next(iter(through), None)
        self.shown_as = field.label_from_instance(first) if self.only_network else ""
        self.organisation = field.through.get(self.initial["network"] or 0)


class CorroborationForm(VoiceForm):
    """This form confirms a lesson, or differs. Its instance is what the person said before, if they did."""

    heading = _("Did the same happen to you?")
    url = "lessons:corroborate"

    class Meta:
        model = Corroboration
        fields = ["stance", "text", "context", "regions", "network"]
        labels = {
            "stance": _("How did it go for you?"),
            "text": _("What happened?"),
            "context": _("In what context?"),
            "regions": _("In which departments? (optional)"),
        }
        help_texts = {
            "text": _("If it was different for you, say how: that is what others learn from."),
            "context": _("Optional: what someone needs to know about your place to compare it."),
        }
        widgets = TEXT | {"stance": forms.RadioSelect, "context": SHORT, "regions": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["stance"]).choices = Corroboration.Stance.choices
        if self.instance.pk is None and self.organisation:
            where = list(self.organisation.regions.all()[:2])
            self.initial["regions"] = where if len(where) == 1 else []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        silent = "text" not in self.errors and not cleaned.get("text")
        if silent and cleaned.get("stance") == Corroboration.Stance.DIFFERS:
            self.add_error("text", _("Say how it went for you: one sentence will do."))
        return cleaned

    def save_for(self, lesson: Lesson, user: User) -> bool:
        """Return whether it was kept; if it would reach more readers than were named, add an error instead."""
        self.keep_to_them(lesson, lambda: actions.corroborate(lesson, by=user, **self.cleaned_data))
        return not self.errors


class MonthField(forms.DateField):
    """This field takes a month that has begun, as its first day. It is typed where a browser has no such field."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m", "%m/%Y", "%m-%Y", "%Y-%m-%d", "%d/%m/%Y"], **options)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if isinstance(day, date) and day > localdate():
            raise forms.ValidationError(_("That month has not begun yet: tell us once you have used the lesson."))
        return day.replace(day=1) if isinstance(day, date) else None


class UseFields(NamesReaders, forms.ModelForm[Any]):
    """This form has what is told of a use, the first time and later."""

    used_on = MonthField(label=_("When?"), required=False, help_text=_("Year and month, such as 2026-03."))

    class Meta:
        model = Application
        fields = ["result", "for_what", "used_on", "adapted", "text"]
        labels = {
            "result": _("What came of it?"),
            "for_what": _("What did you use it for?"),
            "adapted": _("What did you adapt?"),
            "text": _("What happened?"),
        }
        help_texts = {
            "for_what": _("A plan, a campaign, a proposal, a meeting …"),
            "text": _("Optional. Two sentences help whoever comes next."),
        }
        widgets = TEXT | {"result": forms.RadioSelect, "adapted": SHORT}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["result"]).choices = Application.Result.choices


class UseForm(VoiceForm, UseFields):
    """This form records a use. A person may use a lesson several times; the same form sent twice is one use."""

    heading = _("How did it go when you used it?")
    url = "lessons:use"

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta(UseFields.Meta):
        fields = [*UseFields.Meta.fields, "network"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["for_what"].required = True
        self.initial.update(key=uuid.uuid4(), used_on=localdate())

    def save_for(self, lesson: Lesson, user: User) -> bool:
        """Return whether it was kept; if it would reach more readers than were named, add an error instead."""
        cleaned = self.cleaned_data | {"key": self.cleaned_data.get("key") or uuid.uuid4()}
        self.keep_to_them(lesson, lambda: actions.record_use(lesson, by=user, **cleaned))
        return not self.errors


class ToldUseForm(UseFields):
    """This form tells what came of a recorded use, and corrects it. The network that it was recorded for stays."""

    ask_on = forms.DateField(
        label=_("When should we ask you again?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("While it is too early to say. If empty: in a month."),
    )

    class Meta(UseFields.Meta):
        fields = ["result", "text", "ask_on", "for_what", "used_on", "adapted"]

    def clean(self) -> dict[str, Any]:
        """Drop the day unless it is too early to say."""
        cleaned: dict[str, Any] = super().clean() or {}
        day = cleaned.get("ask_on")
        if cleaned.get("result") != Application.Result.TOO_EARLY:
            cleaned["ask_on"] = None
        elif day and day <= localdate() and day != self.initial.get("ask_on"):
            self.add_error("ask_on", _("Choose a day in the future."))
        return cleaned

    def tell(self) -> bool:
        """Return whether it was kept; if it would reach more readers than were named, add an error instead."""
        self.keep_to_them(self.instance.lesson, lambda: actions.tell_result(self.instance, **self.cleaned_data))
        return not self.errors


class ConsiderForm(forms.ModelForm[Consideration]):
    class Meta:
        model = Consideration
        fields = ["for_what"]
        labels = {"for_what": _("What are you considering it for?")}
        help_texts = {"for_what": _("A plan, a campaign, a proposal, a meeting …")}

    def keep(self, lesson: Lesson, user: User) -> None:
        """Keep that the person considered the lesson, once for each thing."""
        Consideration.objects.get_or_create(user=user, lesson=lesson, for_what=self.cleaned_data["for_what"])
