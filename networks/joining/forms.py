"""These forms ask who comes into a network."""

import re
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.alphabet import Alphabetical
from base.lines import LineFormField, one_line, quoted, validate_address
from networks.joining.actions import ask_to_join, has_role, invite
from networks.joining.models import Invitation, JoinRequest
from networks.record.models import Network, Organisation, Role, User

MOST_AT_ONCE = 200
LONGEST = 254  # what fits into an e-mail address
EDGES = " <>()[]\"'.,:;…«»“”‘’"  # what stands around an address where lists are pasted from


def addresses_in(text: str) -> tuple[list[str], list[str]]:
    """Return the addresses of a pasted list, each once and in lower case, and what cannot be read as one.

    Names beside an address, as mail programs and spreadsheets copy them, are passed over; a line without any address
    is not.
    """
    found: dict[str, None] = {}
    unclear = []
    for line in map(one_line, text.splitlines()):
        words = [word.strip(EDGES) for word in re.split(r"[\s,;<>]+", line)]
        like = [word for word in words if "@" in word]
        if line and not like:
            unclear.append(line)
        for word in like:
            if _is_address(word):
                found[word.lower()] = None
            else:
                unclear.append(word)
    return list(found), unclear


def _is_address(word: str) -> bool:
    try:
        validate_address(word)
    except ValidationError:
        return False
    return len(word) <= LONGEST


def organisations_of(network: Network) -> "list[Organisation]":
    """Return the organisations that belong to the network now, in the order of their names."""
    open_ones = Organisation.objects.standing().filter(affiliations__network=network, affiliations__ended_on=None)
    return list(open_ones.order_by(Alphabetical("name")))


class PlaceForm(forms.Form):
    """This form asks which place in the network somebody gets."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MEMBER)
    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, organisations: list[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.organisations = {each.pk: each for each in organisations}
        choices = [(pk, each.name) for pk, each in self.organisations.items()]
        field = cast("forms.TypedChoiceField", self.fields["organisation"])
        field.choices = [("", _("None: as a person")), *choices]

    @property
    def place(self) -> dict[str, Any]:
        organisation = self.organisations.get(self.cleaned_data["organisation"] or 0)
        return {"role": Role(self.cleaned_data["role"]), "organisation": organisation}


class InviteForm(PlaceForm):
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "off"}),
        max_length=20_000,
        help_text=_("One or many: paste a list as it is, with or without names."),
    )
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)

    field_order = ["addresses", "role", "organisation", "language"]

    def __init__(self, *args: Any, network: Network, **options: Any) -> None:
        super().__init__(*args, **options)
        self.network = network
        self.already: list[str] = []

    def clean_addresses(self) -> list[str]:
        found, unclear = addresses_in(self.cleaned_data["addresses"])
        if unclear:
            shown = ", ".join(quoted(each[:60]) for each in unclear[:5])
            raise ValidationError(
                _("This is not an e-mail address: %(shown)s. Nobody has been invited yet."), params={"shown": shown}
            )
        if len(found) > MOST_AT_ONCE:
            raise ValidationError(_("At most %(most)s addresses at once."), params={"most": MOST_AT_ONCE})
        members = has_role(self.network, found)
        self.already = sorted(members)
        new = [email for email in found if email not in members]
        if not new:
            raise ValidationError(_("All of them already take part in the network."))
        return new

    def save_as(self, user: User) -> list[Invitation]:
        """Return the invitations; none if nobody could be invited: `errors` say why."""
        chosen = self.place | {"language": self.cleaned_data["language"]}
        try:
            return invite(self.cleaned_data["addresses"], network=self.network, by=user, **chosen)
        except ValidationError as refusal:
            self.add_error(None if hasattr(refusal, "error_dict") else "addresses", refusal)
            return []


class WelcomeForm(forms.Form):
    """This form asks an invited person who has no account for a name and a password."""

    name = LineFormField(label=_("Your name"), max_length=120, help_text=_("As your colleagues know you."))
    password = forms.CharField(
        label=_("A password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Three words that only you would put together make a good one."),
        strip=False,
        max_length=200,
    )


class JoinForm(forms.ModelForm[JoinRequest]):
    class Meta:
        model = JoinRequest
        fields = ["message"]
        widgets: dict[str, Any] = {"message": forms.Textarea(attrs={"rows": 4})}
        help_texts: dict[str, Any] = {
            "message": _("For the secretariat, which only knows your name and your e-mail address.")
        }

    def clean_message(self) -> str:
        message: str = self.cleaned_data["message"].strip()
        if len(message.split()) < 3:
            raise ValidationError(gettext("Say it in a sentence: the secretariat will decide on that basis."))
        return message

    def save_as(self, user: User, network: Network) -> JoinRequest | None:
        """Return the request; None, with the reason in `errors`, if the person asked very many networks."""
        try:
            return ask_to_join(network, user=user, message=self.cleaned_data["message"])
        except ValidationError as refusal:
            self.add_error(None, refusal)
            return None
