"""These forms ask about organisations, and narrow their directory."""

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks.organisations.actions import Overtaken, add_organisation, change_organisation
from networks.record.models import Network, Organisation, OrganisationQuerySet, Region, User
from networks.record.permissions import Permission, networks_where
from networks.record.ruc import RucFormField

NOT_ON_THE_LIST = {"invalid_choice": _("This is not on the list. Choose another one.")}


class DirectoryForm(forms.Form):
    q = forms.CharField(label=_("Search the organisations"), max_length=200, required=False, strip=True)
    network = forms.ModelChoiceField(
        label=_("Network"),
        queryset=Network.objects.all(),
        to_field_name="slug",
        empty_label=_("All networks"),
        required=False,
        error_messages=NOT_ON_THE_LIST,
    )
    region = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Region.objects.all(),
        to_field_name="slug",
        empty_label=_("All departments"),
        required=False,
        error_messages=NOT_ON_THE_LIST,
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("All kinds")), *Organisation.Kind.choices],
        required=False,
        error_messages=NOT_ON_THE_LIST,
    )
    closed = forms.BooleanField(label=_("Include closed ones"), required=False)

    def narrow(self, organisations: OrganisationQuerySet) -> OrganisationQuerySet:
        """Return the organisations that pass the filters; none at all if one of the filters is not on its list."""
        if not self.is_valid():
            return organisations.none()
        asked = self.cleaned_data
        found = organisations.named(asked["q"])
        if asked["network"]:
            found = found.filter(affiliations__network=asked["network"], affiliations__ended_on=None)
        if asked["region"]:
            found = found.filter(regions=asked["region"])
        if asked["kind"]:
            found = found.filter(kind=asked["kind"])
        return found if asked["closed"] else found.filter(closed_on=None)


class OrganisationForm(forms.ModelForm[Organisation]):
    """This form asks for a new organisation, or for a change of the version that was seen.

    A new one may be added to networks that `user` runs; only an admin may add it to none.
    """

    network = forms.ModelChoiceField(
        label=_("Network it belongs to"),
        queryset=Network.objects.none(),
        error_messages=NOT_ON_THE_LIST,
    )
    itself = forms.ModelChoiceField(
        label=_("Which network it is"),
        queryset=Network.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("If it is itself one of the networks here, for example a federation."),
        error_messages=NOT_ON_THE_LIST,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Organisation
        fields = ["name", "acronym", "kind", "ruc", "website", "regions"]
        field_classes = {"ruc": RucFormField}
        widgets: dict[str, Any] = {
            "regions": forms.CheckboxSelectMultiple,
            "ruc": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = cast("forms.TypedChoiceField", self.fields["kind"])
        kind.choices = [("", _("not said yet")), *Organisation.Kind.choices]
        self._offer_networks_it_may_be(user)
        if self.instance.pk:
            del self.fields["network"]
            self.initial["version"] = self.instance.version
        else:
            self._offer_networks(networks_where(user, Permission.RUN), required=not user.is_admin)

    def _offer_networks_it_may_be(self, user: User) -> None:
        """Offer the networks that the person runs: nobody else says what a network is. What is said now can stay."""
        now = self.instance.network_id or 0
        field = cast("forms.ModelChoiceField[Network]", self.fields["itself"])
        field.queryset = Network.objects.filter(Q(pk__in=networks_where(user, Permission.RUN)) | Q(pk=now))
        self.initial["itself"] = now or None

    def clean_itself(self) -> Network | None:
        network: Network | None = self.cleaned_data["itself"]
        if network and Organisation.objects.filter(network=network).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(gettext("Another organisation is already this network."))
        self.instance.network = network
        return network

    def _offer_networks(self, networks: QuerySet[Network], *, required: bool) -> None:
        field = cast("forms.ModelChoiceField[Network]", self.fields["network"])
        field.queryset, field.required = networks, required
        if required and networks.count() == 1:
            field.initial = networks.get().pk

    def clean_ruc(self) -> str | None:
        """Return None for an empty number: two organisations may have none."""
        return self.cleaned_data["ruc"] or None

    def save_as_seen(self) -> bool:
        """Save, and return True; False, with errors that say what is stored now, if somebody else saved meanwhile."""
        asked = self.cleaned_data
        if not self.instance.pk:
            add_organisation(self.instance, regions=asked["regions"], network=asked["network"])
            return True
        try:
            change_organisation(self.instance, regions=asked["regions"], seen=asked["version"] or 0)
        except Overtaken:
            self._tell_what_came_between()
            return False
        return True

    def _tell_what_came_between(self) -> None:
        """Say what is stored now. What was typed stays in the form; sent again, it replaces what the other wrote."""
        stored, typed = Organisation.objects.get(pk=self.instance.pk), self._typed()
        self.add_error(
            None,
            gettext(
                "Somebody else changed this organisation while you had it open. Your changes are not "
                "saved yet. Look at what it says now; save again to replace theirs."
            ),
        )
        for name, value in _shown(stored).items():
            if value != typed[name]:
                self.add_error(name, gettext("It says now: %(value)s") % {"value": value or "–"})
        again = cast("QueryDict", self.data).copy()
        again["version"] = str(stored.version)
        self.data = again

    def _typed(self) -> dict[str, str]:
        regions = ", ".join(region.name for region in self.cleaned_data["regions"])
        return _shown(self.instance) | {"regions": regions}


def _label_of_kind(value: str) -> str:
    return str(dict(Organisation.Kind.choices).get(value, ""))


def _shown(organisation: Organisation) -> dict[str, str]:
    """Return each field as a reader sees it."""
    return {
        "name": organisation.name,
        "acronym": organisation.acronym,
        "kind": _label_of_kind(organisation.kind),
        "ruc": organisation.ruc or "",
        "website": organisation.website,
        "itself": str(organisation.network or ""),
        "regions": ", ".join(region.name for region in organisation.regions.all()),
    }


class MergeForm(forms.Form):
    """This form asks which organisation stays."""

    into = forms.ModelChoiceField(
        label=_("The organisation that stays"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        error_messages=NOT_ON_THE_LIST | {"required": _("Choose the organisation that stays.")},
    )

    def __init__(self, *args: Any, others: OrganisationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Organisation]", self.fields["into"]).queryset = others
