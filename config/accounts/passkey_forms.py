"""These forms of passkeys have a label in words: allauth's own have none, and show a bare "Name"."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

from base.lines import LineFormField


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    name = LineFormField(label=_("Name of the passkey"), required=False, max_length=60)


class EditPasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    name = LineFormField(label=_("Name of the passkey"), max_length=60)
