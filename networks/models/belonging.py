"""People's roles in networks."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from networks.models.networks import Network
from networks.models.organisations import Organisation
from networks.models.people import User


class Role(models.TextChoices):
    MEMBER = "member", _("member")
    SECRETARIAT = "secretariat", _("secretariat")
    OBSERVER = "observer", _("observer")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """A person's role in a network, and the organisation through which they take part, if any."""

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
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.network} ({self.get_role_display()})"
