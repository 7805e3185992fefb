"""These forms ask about people."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from base.lines import LineFormField
from networks.people.queries import search_people
from networks.record.models import Network, User


class ReasonForm(forms.Form):
    """This form asks why an admin does a thing that others have to live with: they read it in the audit log."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the audit log: do not name people whom it does not concern."),
        error_messages={"required": _("Say why: whoever looks at this one day will want to know.")},
    )


class SignupForm(forms.Form):
    """This form adds the name to the address and the password that allauth asks for."""

    name = LineFormField(label=_("Your name"), max_length=120, help_text=_("As your colleagues know you."))

    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = get_language() or settings.LANGUAGE_CODE
        user.save(update_fields=["name", "language"])


class ProfileForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["name", "knows_about", "contact", "contact_for", "language"]
        widgets: dict[str, Any] = {"knows_about": forms.Textarea(attrs={"rows": 3})}
        help_texts: dict[str, Any] = {
            "knows_about": _(
                "What you have been through and can tell: an office, a law, a way of doing it. All networks read it."
            ),
            "contact": _("A phone number, an address, or however you prefer to be reached."),
            "language": _("For the pages you open and for your e-mails."),
        }


class PeopleForm(forms.Form):
    """This form narrows the directory of people."""

    q = forms.CharField(label=_("Search the people"), max_length=200, required=False, strip=True)
    network = forms.ModelChoiceField(
        label=_("Network"),
        queryset=Network.objects.all(),
        to_field_name="slug",
        empty_label=_("All networks"),
        required=False,
        error_messages={"invalid_choice": _("This is not on the list. Choose another one.")},
    )

    def narrow(self, people: QuerySet[User]) -> QuerySet[User]:
        """Return the people who pass the filters; none at all if the network is not on its list."""
        if not self.is_valid():
            return people.none()
        found = search_people(people, self.cleaned_data["q"])
        network = self.cleaned_data["network"]
        return found.filter(memberships__network=network) if network else found


class CloseForm(forms.Form):
    """This form asks for one's password, so that nobody closes an account on a phone left on a table."""

    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        max_length=200,
    )
    is_sure = forms.BooleanField(label=_("I know that this cannot be undone"))

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(gettext("This is not your password. Nothing was closed."))
        return password
