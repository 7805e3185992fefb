"""What the form of a lesson lets its writer choose from is asked once: their roles, and lists that are kept."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from base.alphabet import alphabetical
from base.reading.kept_lists import KeptLists
from base.row_choices import RowField, RowsField
from lessons.frame.models import Finding
from lessons.record.models import Lesson
from lessons.writing.forms.rewriting import RewritingForm, Stance
from lessons.writing.questions import FindingsField
from networks.models import Network, Organisation, Region, Sector
from networks.record.roles import Roles


class OfferingForm(RewritingForm):
    """This form offers rows: call `_offer_rows` once it knows its `user`, and `_from_my_network` for a new lesson."""

    home: Network | None = None  # where a new lesson goes if there is no choice
    first_network: Network | None = None  # what a new lesson begins with
    first_organisation: Organisation | None = None

    regions = RowsField(
        Region.objects.all(),
        label=capfirst(_("departments")),
        required=False,
    )
    shared_with = RowsField(
        Network.objects.all(),
        label=_("With which other networks?"),
        required=False,
    )
    supports = FindingsField(label=_("It supports these findings"))
    contradicts = FindingsField(label=_("It contradicts these findings"))

    def _offer_rows(self) -> None:
        self.roles, self.kept = Roles(self.user), KeptLists()
        self._offer_networks()
        self._offer_organisations()
        self._offer_readers()
        self._offer_the_frame()

    def _offer(self, name: str, rows: Iterable[Any]) -> None:
        cast("RowField[Any]", self.fields[name]).rows = [*rows]

    def _offer_networks(self) -> None:
        """Offer the networks where one may write, for a new lesson; a stored one stays where it is."""
        if self.instance.pk:
            del self.fields["network"]
            if self.instance.network is None:
                for name in ("visibility", "shared_with", "is_unnamed"):
                    del self.fields[name]  # lessons of the study are public, and say who said so
            return
        mine = self.roles.networks_to_write_in
        if not mine:
            raise PermissionDenied
        self._offer("network", mine)
        field = cast("RowField[Network]", self.fields["network"])
        field.required = True
        field.empty_label = None
        if len(mine) == 1:
            field.widget = forms.HiddenInput()  # where else
            self.home = mine[0]

    def _from_my_network(self) -> dict[str, Any]:
        """Return what the person's role says already; and `network`, if the address asks for one of theirs."""
        asked, here = self.initial.get("network"), self.roles.networks_to_write_in
        roles = sorted(
            (role for role in self.roles.rows if role.network in here), key=lambda role: role.network_id != asked
        )
        if not roles or asked not in {None, roles[0].network_id}:  # an admin, in a network of others
            network = self.first_network = next((each for each in here if each.pk == asked), None)
            return {"network": asked, "visibility": network.default_visibility} if network else {"network": asked}
        first = roles[0]
        self.first_network, self.first_organisation = first.network, first.organisation
        return {
            "visibility": first.network.default_visibility,
            "network": first.network_id,
            "organisation": first.organisation_id,
            "sector": self.initial.get("sector") or first.network.sector_id,
            "language": self.user.language,
        }

    def _offer_organisations(self) -> None:
        """Offer those through which one takes part where the lesson is or may go, and the one it names already."""
        lesson = self.instance
        mine = self.roles.organisations(lesson.network) if lesson.network or not lesson.pk else []
        named = [lesson.organisation] if lesson.organisation else []
        if mine or named:
            self._offer("organisation", sorted({*mine, *named}, key=lambda each: alphabetical(each.name)))
        else:
            del self.fields["organisation"]

    def _offer_readers(self) -> None:
        """Offer only levels that this lesson can have: “my organisation” needs one, “others I choose” needs others."""
        if "visibility" not in self.fields:
            return
        if self.instance.is_unnamed and self.instance.author_id != self.user.pk:
            del self.fields["is_unnamed"]  # theirs alone to take back
        home = self.instance.network or self.home
        self._offer("shared_with", (network for network in self.kept.of(Network) if network != home))
        visibility = cast("forms.ChoiceField", self.fields["visibility"])
        without = set() if "organisation" in self.fields else {Lesson.Visibility.OWN_ORGANISATION}
        visibility.choices = [choice for choice in Lesson.Visibility.choices if choice[0] not in without]

    def _offer_the_frame(self) -> None:
        chosen = self.instance.sector_id
        self._offer("regions", self.kept.of(Region))
        self._offer("sector", (each for each in self.kept.of(Sector) if each.closed_on is None or each.pk == chosen))
        for stance in Stance:
            self._offer(stance.value, self.kept.of(Finding))

    def _get_validation_exclusions(self) -> set[str]:
        """Leave out what is a row at hand: Django would ask the database whether it is there."""
        known: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return known | {"network", "sector", "organisation"}
