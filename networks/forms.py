"""Input about people."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from networks.models import User


class SignupForm(forms.Form):
    """What allauth asks beside address and password."""

    name = forms.CharField(label=_("Your name"), max_length=120, help_text=_("As your colleagues know you."))

    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = get_language() or settings.LANGUAGE_CODE
        user.save(update_fields=["name", "language"])


class ProfileForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]
        help_texts: dict[str, Any] = {
            "language": _("Of the pages you open and of your mail."),
            "time_zone": _("For example America/Lima."),
        }
