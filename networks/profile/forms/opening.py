"""Admins add a network or a sector with these forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.words import has_familiar_letters, look_of
from networks.profile.forms.network import NetworkForm
from networks.profile.opening import add_network, add_sector
from networks.record.models import Network, Sector


class NewNetworkForm(NetworkForm):
    """This form asks what has to be known of a network at first; its secretariat tells the rest.

    It takes no name like another network's.
    """

    former_names = functions = version = None  # type: ignore[assignment]

    class Meta(NetworkForm.Meta):
        fields = ["name", "full_name", "kind", "sector", "website"]

    def save_new(self) -> Network:
        add_network(self.instance)
        return self.instance


class SectorForm(forms.ModelForm[Sector]):
    """This form asks for a field of policy, by its name in both languages."""

    class Meta:
        model = Sector
        fields = ("name_es", "name_en")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for field in ("name_es", "name_en"):
            name, others = cleaned.get(field, ""), Sector.objects.values_list(field, flat=True)
            if name and not has_familiar_letters(name):
                self.add_error(
                    field, gettext("Write it with plain letters, as on a Spanish keyboard: others look like them.")
                )
            elif name and look_of(name) in map(look_of, others):
                self.add_error(field, _("There is already a sector with this name, or one like it. It may be closed."))
        return cleaned

    def save_new(self) -> Sector:
        add_sector(self.instance)
        return self.instance
