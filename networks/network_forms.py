"""Input about a network: its profile and settings, its relations, who belongs to it."""

from typing import Any, cast

from django import forms
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks.actions import Overtaken, change_network
from networks.models import Affiliation, Network, NetworkRelation, Organisation, User


class LinesField(forms.CharField):
    """A list of texts, one to a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip()[:200] for line in super().clean(value).splitlines() if line.strip()]


class NetworkForm(forms.ModelForm[Network]):
    """What its secretariat says of it, and how it works here; a change of the version that was seen."""

    former_names = LinesField(label=_("Former names"), required=False, help_text=_("One to a line."), max_length=1_000)
    functions = forms.MultipleChoiceField(
        label=_("What it does for others"),
        choices=Network.Function.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    settings = ("members_may_publish", "default_visibility", "digest_weekday")

    class Meta:
        model = Network
        fields = [
            "full_name",
            "kind",
            "purpose",
            "works_as",
            "functions",
            "membership_form",
            "host",
            "former_names",
            "since_year",
            "until_year",
            "website",
            "members_may_publish",
            "default_visibility",
            "digest_weekday",
        ]
        widgets: dict[str, Any] = {"purpose": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["version"] = self.instance.version

    @property
    def profile_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.settings]

    @property
    def settings_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.settings]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since_year"), cleaned.get("until_year")
        this_year = localdate().year
        for name, year in (("since_year", since), ("until_year", until)):
            if year and not 1900 <= year <= this_year:
                self.add_error(name, _("Write a year between 1900 and this one."))
        if since and until and until < since:
            self.add_error("until_year", _("The end is before the start."))
        return cleaned

    def save_as_seen(self) -> bool:
        """False, with an error, if somebody else saved it meanwhile: sent again, it replaces what they wrote."""
        try:
            change_network(self.instance, seen=self.cleaned_data["version"])
        except Overtaken:
            text = gettext(
                "Somebody else changed the network while you had it open. Nothing of yours is saved yet; save again to"
                " write yours over it."
            )
            self.add_error(None, text)
            again = cast("QueryDict", self.data).copy()
            again["version"] = str(Network.objects.get(pk=self.instance.pk).version)
            self.data = again
            return False
        return True


class RelationForm(forms.ModelForm[NetworkRelation]):
    class Meta:
        model = NetworkRelation
        fields = ["kind", "second", "note", "started_on"]
        widgets: dict[str, Any] = {"started_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, network: Network, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.first = network
        other = cast("forms.ModelChoiceField[Network]", self.fields["second"])
        other.queryset = Network.objects.exclude(pk=network.pk)

    def save_once(self) -> bool:
        """False, with an error, if there is such a relation already."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as refusal:
            if "networkrelation_open_once" not in str(refusal):
                raise
            self.add_error("second", _("These two networks have this relation already."))
            return False
        return True


class AffiliationForm(forms.ModelForm[Affiliation]):
    """An organisation by its name, or one of the people of the network."""

    organisation_name = forms.CharField(
        label=_("Organisation"),
        required=False,
        max_length=200,
        help_text=_("Its name or acronym, as it stands in the directory."),
    )

    class Meta:
        model = Affiliation
        fields = ["person", "started_on"]
        widgets: dict[str, Any] = {"started_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    field_order = ["organisation_name", "person", "started_on"]

    def __init__(self, *args: Any, network: Network, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.network = network
        people = cast("forms.ModelChoiceField[User]", self.fields["person"])
        people.queryset = User.objects.filter(memberships__network=network, is_active=True)
        people.label = _("Or a person of the network")
        people.empty_label = _("No person")

    def clean_organisation_name(self) -> str:
        name: str = self.cleaned_data["organisation_name"].strip()
        if not name:
            return name
        found = Organisation.objects.standing().filter(closed_on=None)
        exact = list(found.filter(name__iexact=name)[:1]) or list(found.filter(acronym__iexact=name)[:2])
        if len(exact) != 1:
            like = ", ".join(str(each.name) for each in found.named(name)[:3])
            text = gettext("No organisation is called exactly so.")
            perhaps = gettext("Perhaps: %(names)s") % {"names": like}
            raise forms.ValidationError(f"{text} {perhaps}" if like else text)
        self.instance.organisation = exact[0]
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(self.instance.organisation_id) == bool(cleaned.get("person")):
            self.add_error("organisation_name", _("Choose an organisation or a person, not both."))
        elif not self.errors and self._belongs(cleaned):
            name = "organisation_name" if self.instance.organisation_id else "person"
            self.add_error(name, _("It belongs to the network already."))
        return cleaned

    def _belongs(self, cleaned: dict[str, Any]) -> bool:
        open_ones = Affiliation.objects.filter(network=self.instance.network, ended_on=None)
        if self.instance.organisation_id:
            return open_ones.filter(organisation=self.instance.organisation_id).exists()
        return open_ones.filter(person=cleaned["person"]).exists()
