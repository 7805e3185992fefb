"""Input about an import of organisations: the file, and the network that they belong to."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from base.importing.forms import ChoicesForm, FileForm
from base.tables.files import TABLES
from networks.importing.organisations import MOST_BYTES, ORGANISATIONS, vocabularies
from networks.organisations.forms import NOT_ON_THE_LIST
from networks.record.models import Network, User
from networks.record.permissions import Permission, networks_where


class OrganisationChoicesForm(ChoicesForm):
    fields_of = ORGANISATIONS
    vocabularies_now = staticmethod(vocabularies)


class OrganisationFileForm(FileForm):
    most_bytes, endings = MOST_BYTES, TABLES
    is_none = _("This is not a table. Send an Excel file (.xlsx) or a CSV.")
    help_text = _("Excel (.xlsx) or CSV, of at most 5 MB and 20,000 rows.")

    network = forms.ModelChoiceField(
        label=_("Network they belong to"), queryset=Network.objects.none(), error_messages=NOT_ON_THE_LIST
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Network]", self.fields["network"])
        field.queryset = networks_where(user, Permission.RUN).filter(closed_on=None)
        field.required = not user.is_admin
        own = list(field.queryset[:2])
        if len(own) == 1:
            self.initial["network"] = own[0].pk  # where else
