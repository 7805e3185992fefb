"""A relation says what two networks are to each other."""

from typing import Self

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from base.models import one_of
from networks.record.models.networks import Network


class NetworkRelationQuerySet(models.QuerySet["NetworkRelation"]):
    def of(self, network: Network) -> Self:
        return self.filter(Q(first=network) | Q(second=network)).select_related("first", "second")

    def current(self) -> Self:
        return self.filter(ended_on=None)


@pghistory.track()
class NetworkRelation(models.Model):
    """A relation links two networks. It ends; it is never deleted. “Member of” goes from the first to the second."""

    class Kind(models.TextChoices):
        ALLIANCE = "alliance", _("alliance")
        JOINT_ACTION = "joint_action", _("joint action")
        SHARING = "sharing", _("sharing agreement")
        MEMBER_OF = "member_of", _("member of")

    first = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="relations_from")
    second = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="relations_to", verbose_name=_("other network")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    note = LineField(_("what it is about"), max_length=200, blank=True)
    started_on = models.DateField(_("start"), null=True, blank=True, help_text=_("Leave empty if unknown."))
    ended_on = models.DateField(_("end"), null=True, blank=True)

    objects = NetworkRelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation between networks")
        verbose_name_plural = _("relations between networks")
        ordering = ["kind", "first__position", "second__position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="networkrelation_between_two"),
            one_of("kind", ["alliance", "joint_action", "sharing", "member_of"]),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="networkrelation_ends_after_it_starts",
            ),
            # Whichever of the two told it, and from whichever side.
            ExclusionConstraint(
                name="networkrelation_once_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (Least("first", "second"), RangeOperators.EQUAL),
                    (Greatest("first", "second"), RangeOperators.EQUAL),
                    (
                        Func("started_on", "ended_on", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [pgtrigger.Protect(name="networkrelation_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.first} – {self.second} ({self.get_kind_display()})"

    def other_than(self, network: Network) -> Network:
        return self.second if self.first_id == network.pk else self.first
