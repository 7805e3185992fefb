"""These forms ask about a network: its profile and settings, its relations, who belongs to it."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.lines import LineFormField, one_line
from base.words import has_familiar_letters, look_of
from networks.agreements.actions import affiliate, relate
from networks.agreements.models import AffiliationRequest, RelationRequest
from networks.organisations.actions import Overtaken, change_network, names_of_others
from networks.record.models import Affiliation, Network, NetworkRelation, Organisation, Sector, User

LONGEST = 200  # former names


class LinesField(forms.CharField):
    """Takes a list of texts, one to a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line for line in map(one_line, super().clean(value).splitlines()) if line]
        if any(len(line) > LONGEST for line in lines):
            raise forms.ValidationError(gettext("A line can have at most %(number)s characters.") % {"number": LONGEST})
        return lines


def offer_sectors(form: forms.BaseForm, chosen: int | None) -> None:
    """Let the form offer the sectors that are open, and the one that was chosen before it was closed."""
    field = cast("forms.ModelChoiceField[Sector]", form.fields["sector"])
    field.queryset = Sector.objects.offered(chosen)


class NetworkForm(forms.ModelForm[Network]):
    """This form asks what its secretariat says of a network, and how it works here; it changes the version seen."""

    former_names = LinesField(label=_("Former names"), required=False, help_text=_("One per line."), max_length=1_000)
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
            "name",
            "full_name",
            "name_verified",
            "kind",
            "sector",
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
        help_texts: dict[str, Any] = {
            "name": _("What everybody calls it. If it changes, add the old one to the former names."),
            "full_name": _("As its official documents say."),
            "name_verified": _("Until then it is shown as still to be verified."),
            "kind": _("What it calls itself."),
            "sector": _("What it works on. Its new lessons start with it."),
            "works_as": _("Most networks are more one than the other."),
            "membership_form": _("Who its statutes, or its practice, admit."),
            "since_year": _("The year in which it began. Leave empty if unknown."),
            "until_year": _("The year in which it ended. Leave empty while it lasts."),
            "website": _("Starting with https://."),
            "default_visibility": _("Each author can choose otherwise."),
        }

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["version"] = self.instance.version
        if not by.is_admin:  # a network does not verify itself
            del self.fields["name_verified"]
        offer_sectors(self, self.instance.sector_id)

    @property
    def profile_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.settings]

    @property
    def settings_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.settings]

    def clean_name(self) -> str:
        return self._ours_alone("name")

    def clean_full_name(self) -> str:
        return self._ours_alone("full_name")

    def _ours_alone(self, field: str) -> str:
        """Refuse another network's name, or its like: authors choose by name the networks that may read a lesson."""
        name: str = self.cleaned_data[field]
        if field in self.changed_data:
            if not has_familiar_letters(name):
                raise forms.ValidationError(
                    gettext("Write it with plain letters, as on a Spanish keyboard: others look like them.")
                )
            if look_of(name) in map(look_of, names_of_others(self.instance)):
                raise forms.ValidationError(
                    gettext("Another network has or had this name, or one that looks like it. Choose another one.")
                )
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since_year"), cleaned.get("until_year")
        this_year = localdate().year
        for name, year in (("since_year", since), ("until_year", until)):
            if year and not 1900 <= year <= this_year:
                self.add_error(name, _("Write a year between 1900 and this one."))
        if since and until and until < since:
            self.add_error("until_year", _("The end is before the start."))
        if "full_name" in self.changed_data and "name_verified" not in self.fields:
            self.instance.name_verified = False
        return cleaned

    def save_as_seen(self) -> bool:
        """Save, and return True; False, with an error, if somebody else saved it meanwhile.

        What was typed, sent again, replaces what they wrote.
        """
        try:
            change_network(self.instance, seen=self.cleaned_data["version"])
        except Overtaken:
            stored = Network.objects.select_related("sector").get(pk=self.instance.pk)
            self.add_error(
                None,
                gettext(
                    "Somebody else changed the network while you had it open. Your changes "
                    "are not saved yet; save again to replace theirs."
                ),
            )
            typed = shown(self.instance)
            for name, value in shown(stored).items():
                if value != typed[name] and name in self.fields:
                    self.add_error(name, gettext("It says now: %(value)s") % {"value": value or "–"})
            again = cast("QueryDict", self.data).copy()
            again["version"] = str(stored.version)
            self.data = again
            return False
        return True


def shown(network: Network) -> dict[str, str]:
    """Return each field of the form as a reader sees it."""
    yes_or_no = {True: gettext("yes"), False: gettext("no")}
    return {
        "name": network.name,
        "full_name": network.full_name,
        "name_verified": yes_or_no[network.name_verified],
        "kind": network.get_kind_display(),
        "sector": str(network.sector or ""),
        "purpose": network.purpose,
        "works_as": network.get_works_as_display(),
        "functions": "; ".join(network.functions_in_words),
        "membership_form": network.get_membership_form_display(),
        "host": network.host,
        "former_names": "; ".join(network.former_names),
        "since_year": str(network.since_year or ""),
        "until_year": str(network.until_year or ""),
        "website": network.website,
        "members_may_publish": yes_or_no[network.members_may_publish],
        "default_visibility": network.get_default_visibility_display(),
        "digest_weekday": network.get_digest_weekday_display(),
    }


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
