"""Who belongs where: organisations and people to networks, and people's roles in them."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from networks.models.networks import Network
from networks.models.people import User
from networks.models.places import Region


@pghistory.track()
class Organisation(models.Model):
    """A body that joins networks as an institution."""

    slug = models.SlugField(unique=True, max_length=80)
    name = models.CharField(_("name"), max_length=200, unique=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    website = models.URLField(_("website"), blank=True)
    regions = models.ManyToManyField(
        Region, blank=True, related_name="organisations", verbose_name=_("departments where it works")
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.acronym or self.name


@pghistory.track()
class Affiliation(models.Model):
    """An organisation's or an individual's belonging to a network. It ends; it is never deleted."""

    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("network")
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("organisation"),
    )
    person = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("person"),
    )
    started_on = models.DateField(_("start"), null=True, blank=True, help_text=_("Empty if unknown."))
    ended_on = models.DateField(_("end"), null=True, blank=True, help_text=_("Empty while it lasts."))

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["network", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, person__isnull=False) | Q(organisation__isnull=False, person=None),
                name="affiliation_of_an_organisation_or_a_person",
                violation_error_message=_("Choose an organisation or a person, not both."),
            ),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="affiliation_ends_after_it_starts",
                violation_error_message=_("The end is before the start."),
            ),
            models.UniqueConstraint(
                fields=["network", "organisation"],
                condition=Q(ended_on=None),
                name="affiliation_of_organisation_open_once",
                violation_error_message=_("This organisation already belongs to the network."),
            ),
            models.UniqueConstraint(
                fields=["network", "person"],
                condition=Q(ended_on=None),
                name="affiliation_of_person_open_once",
                violation_error_message=_("This person already belongs to the network."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="affiliation_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.organisation or self.person} – {self.network}"


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
