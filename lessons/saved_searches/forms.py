"""These forms keep a search under a name, and change how it is called."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lessons.saved_searches import actions
from lessons.saved_searches.models import LONGEST_QUERY, SavedSearch
from lessons.saved_searches.queries import cleaned_query
from networks.models import User


class RenameForm(forms.ModelForm[SavedSearch]):
    class Meta:
        model = SavedSearch
        fields = ["name", "in_digest"]
        labels = {"name": _("What do you call it?"), "in_digest": _("Tell me in my digest what is new in it")}

    def keep(self) -> bool:
        """Return whether it was kept; if not, the errors say why."""
        try:
            actions.keep(self.instance)
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return not self.errors


class SaveForm(RenameForm):
    """This form keeps the search of a list, whose query string the page sends along."""

    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_QUERY)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.by = user

    def clean_query(self) -> str:
        self.instance.query = cleaned_query(self.cleaned_data["query"], self.instance.by)
        return self.instance.query
