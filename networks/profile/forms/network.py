"""These forms ask about a network: its profile and its settings."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.lines import LinesFormField
from base.words import has_familiar_letters, look_of
from networks.organisations.actions import Overtaken, change_network, names_of_others
from networks.record.models import Network, Sector, User

LONGEST = 200  # former names


def offer_sectors(form: forms.BaseForm, chosen: int | None) -> None:
    """Let the form offer the sectors that are open, and the one that was chosen before it was closed."""
    field = cast("forms.ModelChoiceField[Sector]", form.fields["sector"])
    field.queryset = Sector.objects.offered(chosen)


class NetworkForm(forms.ModelForm[Network]):
    """This form asks what its secretariat says of a network, and how it works here; it changes the version seen."""

    former_names = LinesFormField(label=_("Former names"), required=False, longest_line=LONGEST, max_length=1_000)
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
