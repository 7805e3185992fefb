"""These forms ask about what ties a network to others: its relations, and who belongs to it."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.lines import LineFormField
from networks.agreements.actions import affiliate, relate
from networks.agreements.models import AffiliationRequest, RelationRequest
from networks.record.models import Affiliation, Network, NetworkRelation, Organisation, User


def _not_ahead(day: date | None) -> date | None:
    if day and day > localdate():
        raise forms.ValidationError(gettext("This day is in the future."))
    return day


class RelationForm(forms.ModelForm[NetworkRelation]):
    """This form asks for a relation from the side of `network`; it may have ended long ago."""

    HAS_AS_MEMBER = "has_as_member"

    class Meta:
        model = NetworkRelation
        fields = ["kind", "second", "note", "started_on", "ended_on"]
        help_texts: dict[str, Any] = {
            "note": _("Everyone can read it: do not name anyone."),
            "ended_on": _("Leave empty while it lasts."),
        }
        widgets: dict[str, Any] = dict.fromkeys(
            ("started_on", "ended_on"), forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )

    def __init__(self, *args: Any, network: Network, **options: Any) -> None:
        super().__init__(*args, **options)
        self.network = self.instance.first = network
        other = cast("forms.ModelChoiceField[Network]", self.fields["second"])
        other.queryset = Network.objects.exclude(pk=network.pk)
        Kind = NetworkRelation.Kind
        cast("forms.ChoiceField", self.fields["kind"]).choices = [
            *[each for each in Kind.choices if each[0] != Kind.MEMBER_OF],
            (Kind.MEMBER_OF, gettext("%(network)s is a member of the other") % {"network": network.name}),
            (self.HAS_AS_MEMBER, gettext("the other is a member of %(network)s") % {"network": network.name}),
        ]

    def clean_started_on(self) -> date | None:
        return _not_ahead(self.cleaned_data["started_on"])

    def clean_ended_on(self) -> date | None:
        return _not_ahead(self.cleaned_data["ended_on"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("started_on"), cleaned.get("ended_on")
        if since and until and until < since:
            self.add_error("ended_on", _("The end is before the start."))
        if cleaned.get("kind") == self.HAS_AS_MEMBER and cleaned.get("second"):
            cleaned["kind"] = NetworkRelation.Kind.MEMBER_OF.value
            self.instance.first, cleaned["second"] = cleaned["second"], self.network
        return cleaned

    def save_as(self, user: User) -> bool:
        """Return whether the relation was stored, or asked of the other network (`request`); else `errors` say why."""
        self.request: RelationRequest | None = None
        relation = self.save(commit=False)
        try:
            with transaction.atomic():
                self.request = relate(relation, network=self.network, by=user)
        except ValidationError as refusal:
            self.add_error("second", refusal)
        except IntegrityError:  # told, or asked, by somebody else in the same moment
            self.add_error("second", _("These two networks already have this relation."))
        return not self.errors


class EndForm(forms.Form):
    """This form asks when something ended that began on `started_on`, None if nobody knows; without a day, today."""

    ended_on = forms.DateField(
        label=_("On which day did it end?"),
        required=False,
        initial=localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, started_on: date | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.started_on = started_on

    def clean_ended_on(self) -> date | None:
        day = _not_ahead(self.cleaned_data["ended_on"]) or localdate()
        if self.started_on and day < self.started_on:
            raise forms.ValidationError(gettext("The end is before the start."))
        return day


class AffiliationForm(forms.ModelForm[Affiliation]):
    """This form asks for an organisation by its name, or for one of the people of the network."""

    organisation_name = LineFormField(
        label=_("Organisation"),
        required=False,
        max_length=200,
        help_text=_(
            "Its name or acronym, as it stands in the directory. If it belongs to another network, the secretariat"
            " there is asked first; if it belongs to none, the admins are."
        ),
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

    def save_as(self, user: User) -> bool:
        """Return whether the affiliation was stored, or asked of whoever holds the organisation (`request`).

        If neither, `errors` say why.
        """
        self.request: AffiliationRequest | None = None
        affiliation = self.save(commit=False)
        try:
            with transaction.atomic():
                self.request = affiliate(affiliation, by=user)
        except ValidationError as refusal:
            self.add_error("organisation_name", refusal)
        except IntegrityError:  # added, or asked, by somebody else in the same moment
            self.add_error("organisation_name", _("It already belongs to the network."))
        return not self.errors

    def clean_started_on(self) -> date | None:
        return _not_ahead(self.cleaned_data["started_on"])

    def clean_organisation_name(self) -> str:
        name: str = self.cleaned_data["organisation_name"]
        if not name:
            return name
        found = Organisation.objects.standing().filter(closed_on=None)
        exact = list(found.filter(name__iexact=name)[:1]) or list(found.filter(acronym__iexact=name)[:2])
        if len(exact) != 1:
            like = ", ".join(str(each.name) for each in found.named(name)[:3])
            text = gettext("No organisation has exactly this name.")
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
            self.add_error(name, _("It already belongs to the network."))
        return cleaned

    def _belongs(self, cleaned: dict[str, Any]) -> bool:
        open_ones = Affiliation.objects.filter(network=self.instance.network, ended_on=None)
        if self.instance.organisation_id:
            return open_ones.filter(organisation=self.instance.organisation_id).exists()
        return open_ones.filter(person=cleaned["person"]).exists()
