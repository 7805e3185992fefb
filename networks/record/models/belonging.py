"""People have roles in networks."""

import pghistory
import pgtrigger
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from base.models import one_of
from networks.record.models.networks import Network
from networks.record.models.organisations import Organisation
from networks.record.models.people import User

# This is asked of a row that gives somebody a place through an organisation: nobody speaks for one that does not belong
# to the network. It locks the affiliation, so that whoever ends it meanwhile waits, and then takes the place away too.
THROUGH_WHAT_BELONGS = """
    PERFORM 1 FROM networks_affiliation a WHERE a.organisation_id = NEW.organisation_id
        AND a.network_id = NEW.network_id AND a.ended_on IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'organisation % does not belong to network %', NEW.organisation_id, NEW.network_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'through_what_belongs';
    END IF;
    RETURN NULL;
"""


def through_what_belongs(also: str = "") -> pgtrigger.Trigger:
    """Return the trigger that refuses a place through what does not belong; `also` is SQL that narrows when."""
    return pgtrigger.Trigger(
        name="is_through_what_belongs",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("organisation_id", "network_id"),
        condition=pgtrigger.Condition(f"NEW.organisation_id IS NOT NULL{also}"),
        func=THROUGH_WHAT_BELONGS,
    )


class Role(models.TextChoices):
    MEMBER = "member", _("member")
    SECRETARIAT = "secretariat", _("secretariat")
    OBSERVER = "observer", _("observer")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """A membership is a person's role in a network, and the organisation through which they take part, if any."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person"))
    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("network")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    started_on = models.DateField(_("start"), default=localdate)

    class Meta:
        verbose_name = _("role in a network")
        verbose_name_plural = _("roles in networks")
        ordering = ["network", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "network"], name="membership_one_role_per_network"),
            one_of("role", Role.values),
        ]
        triggers = [through_what_belongs()]

    class Privacy:
        shown = {"user": _("Your roles in networks")}
        deleted_with = {"user"}

    def __str__(self) -> str:
        return f"{self.user} – {self.network} ({self.get_role_display()})"
