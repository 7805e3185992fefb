"""Input about lessons."""

import uuid
from typing import Any, cast

from django import forms
from django.db import IntegrityError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lessons import actions
from lessons.models import NEEDED_TO_PUBLISH, Finding, Lesson, LessonFinding
from networks.models import Membership, Network, Organisation, User
from networks.permissions import Permission, networks_where

Stance = LessonFinding.Stance


class FindingsField(forms.ModelMultipleChoiceField[Finding]):
    """Tick boxes, grouped by kind as the frame is."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Finding.objects.all(), required=False, **options)


class LessonForm(forms.ModelForm[Lesson]):
    """The short questions first. A draft needs only a title; to publish, `NEEDED_TO_PUBLISH`."""

    first = (*NEEDED_TO_PUBLISH, "network", "visibility")

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    supports = FindingsField(label=_("It supports these findings"))
    contradicts = FindingsField(label=_("It contradicts these findings"))

    class Meta:
        model = Lesson
        fields = [
            *NEEDED_TO_PUBLISH,
            "network",
            "visibility",
            "context",
            "applies_when",
            "does_not_apply_when",
            "result",
            "happened_on",
            "sector",
            "regions",
            "organisation",
            "evidence",
            "sources",
            "language",
        ]
        labels = {
            "title": _("In one sentence, what did you learn?"),
            "what_happened": _("What happened?"),
            "insight": _("What did you learn from it?"),
            "recommendation": _("What would you tell another network to do?"),
            "context": _("In what context?"),
            "applies_when": _("When does it apply?"),
            "does_not_apply_when": _("When does it not apply?"),
            "visibility": _("Who may read it?"),
        }
        help_texts = {
            "title": _("It is what others will find. For example: “Visit the new adviser in the first week”."),
            "what_happened": _("Two or three sentences: who did what, and how it ended."),
            "recommendation": _("Something that can be done, not only wished."),
            "happened_on": _("If you do not know the day, the first of the month will do."),
        }
        widgets = {
            "visibility": forms.RadioSelect,
            "regions": forms.CheckboxSelectMultiple,
            "happened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self._offer_networks()
        self._offer_organisations()
        for name in (
            "what_happened",
            "insight",
            "recommendation",
            "context",
            "applies_when",
            "does_not_apply_when",
        ):
            self.fields[name].widget.attrs["rows"] = 3
        self.fields["sources"].widget.attrs["rows"] = 3
        if self.instance.pk:
            for stance in Stance:
                chosen = self.instance.stances.filter(stance=stance).values_list("finding_id", flat=True)
                self.initial[stance.value] = list(chosen)
            del self.fields["key"]
        else:
            self.initial.update(key=uuid.uuid4(), visibility=Lesson.Visibility.ALL_NETWORKS)
            self.initial.update(self._from_my_network())

    def _offer_networks(self) -> None:
        """A new lesson goes to a network where one may write; a written one stays where it is."""
        if self.instance.pk:
            del self.fields["network"]
            if self.instance.network is None:
                del self.fields["visibility"]  # lessons of the study are public
            return
        field = cast("forms.ModelChoiceField[Network]", self.fields["network"])
        field.queryset = networks_where(self.user, Permission.WRITE)
        field.required = True
        field.empty_label = None

    def _from_my_network(self) -> dict[str, Any]:
        """What need not be asked, since the person's role says it."""
        mine = Membership.objects.filter(user=self.user, network__in=networks_where(self.user, Permission.WRITE))
        first = mine.select_related("network").first()
        if first is None:
            return {}
        return {
            "network": first.network_id,
            "organisation": first.organisation_id,
            "sector": first.network.sector_id,
            "language": self.user.language,
        }

    def _offer_organisations(self) -> None:
        mine = Organisation.objects.filter(memberships__user=self.user)
        if self.instance.organisation_id:
            mine = Organisation.objects.filter(pk=self.instance.organisation_id) | mine
        if mine.exists():
            field = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
            field.queryset = mine.distinct()
        else:
            del self.fields["organisation"]

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day and day > localdate():
            raise forms.ValidationError(_("This day is still to come. Write the day on which it happened."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        both = set(cleaned.get("supports") or []) & set(cleaned.get("contradicts") or [])
        if both:
            codes = ", ".join(sorted(finding.code for finding in both))
            self.add_error("contradicts", _("Supports or contradicts, not both: %(codes)s.") % {"codes": codes})
        if self.wants_to_publish or self.instance.is_published:
            self._require_the_essential(cleaned)
        return cleaned

    @property
    def wants_to_publish(self) -> bool:
        return self.data.get("then") == "publish"

    def _require_the_essential(self, cleaned: dict[str, Any]) -> None:
        for name in NEEDED_TO_PUBLISH:
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("Write this before you publish."))

    def save_as(self, user: User) -> Lesson:
        """Store what was typed. The same form sent twice is stored once: the first to arrive is returned."""
        lesson = self.save(commit=False)
        lesson.key = self.cleaned_data.get("key") or lesson.key
        try:
            self._store(lesson, user)
        except IntegrityError:
            sent_before = Lesson.objects.filter(key=lesson.key).exclude(pk=lesson.pk).first()
            if sent_before is None:
                raise
            if sent_before.author_id == user.pk:
                return sent_before
            lesson.key = uuid.uuid4()  # somebody else's: not made by this person's form
            self._store(lesson, user)
        return lesson

    def _store(self, lesson: Lesson, user: User) -> None:
        actions.save(lesson, regions=self.cleaned_data["regions"], stances=self.stances, by=user)

    @property
    def stances(self) -> dict[Finding, str]:
        chosen = dict.fromkeys(self.cleaned_data["supports"], Stance.SUPPORTS.value)
        return chosen | dict.fromkeys(self.cleaned_data["contradicts"], Stance.CONTRADICTS.value)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first if name in self.fields]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.first]

    @property
    def other_fields_have_errors(self) -> bool:
        return any(field.errors for field in self.other_fields)
