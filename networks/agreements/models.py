"""The secretariat of one network asks, and somebody else has to answer before any of it counts.

Requests are kept apart from what was agreed, so that no page, count or right can take a wish for a fact.
"""

from datetime import timedelta
from typing import Any, ClassVar, Self, TypeVar

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from networks.record.models import Network, NetworkRelation, Organisation, User

ASK_AGAIN_AFTER = timedelta(days=30)

_Asked = TypeVar("_Asked", bound="Asked", covariant=True)


class AskedQuerySet(models.QuerySet[_Asked]):
    def waiting(self) -> Self:
        return self.filter(answer="").order_by("asked_at", "pk")

    def fresh(self) -> Self:
        """Return the requests that wait, and those declined or withdrawn so recently that it stands."""
        return self.filter(Q(answer="") | ~Q(answer=Asked.Answer.AGREED) & Q(answered_at__gt=now() - ASK_AGAIN_AFTER))


class Asked(models.Model):
    class Answer(models.TextChoices):
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=now)
    answer = models.CharField(_("answer"), max_length=9, choices=Answer, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(
        User, null=True, editable=False, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by")
    )

    class Meta:
        abstract = True
        ordering = ["-asked_at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(
                    answer__in=["agreed", "declined", "withdrawn"],
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
                name="%(class)s_answered_at_and_by_together",
            ),
        ]


@pghistory.track()
class AffiliationRequest(Asked):
    """A request says that `network` wishes an organisation to belong to it: whoever holds it answers, or an admin."""

    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="affiliation_requests", verbose_name=_("network")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="affiliation_requests", verbose_name=_("organisation")
    )
    started_on = models.DateField(_("start"), null=True, blank=True)

    objects = AskedQuerySet.as_manager()

    class Meta(Asked.Meta):
        abstract = False
        verbose_name = _("request to an organisation")
        verbose_name_plural = _("requests to organisations")
        constraints = [
            *Asked.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "organisation"], condition=Q(answer=""), name="affiliationrequest_waits_once"
            ),
        ]

    class Privacy:
        shown = {
            "asked_by": _("What you asked organisations on behalf of your network"),
            "answered_by": _("Requests of other networks that you answered"),
        }
        named_only = {"answered_by"}

    def __str__(self) -> str:
        return f"{self.organisation} → {self.network}"


class RelationRequestQuerySet(AskedQuerySet["RelationRequest"]):
    def of(self, network: Network) -> Self:
        return self.filter(Q(first=network) | Q(second=network)).select_related("first", "second", "network")

    def like(self, relation: NetworkRelation) -> Self:
        """Return requests of the same kind between the same two, whichever of them asks, and from whichever side."""
        two = [relation.first_id, relation.second_id]
        return self.filter(kind=relation.kind, first__in=two, second__in=two)


@pghistory.track()
class RelationRequest(Asked):
    """A request notes what `network` says that the two are to each other: the other one answers, or an admin."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", verbose_name=_("network"))
    first = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", verbose_name=_("other network"))
    kind = models.CharField(_("kind"), max_length=12, choices=NetworkRelation.Kind)
    note = LineField(_("what it is about"), max_length=200, blank=True)
    started_on = models.DateField(_("start"), null=True, blank=True)
    ended_on = models.DateField(_("end"), null=True, blank=True)

    objects = RelationRequestQuerySet.as_manager()

    class Meta(Asked.Meta):
        abstract = False
        verbose_name = _("request for a relation")
        verbose_name_plural = _("requests for relations")
        constraints = [
            *Asked.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(network=models.F("first")) | Q(network=models.F("second"))) & ~Q(first=models.F("second")),
                name="relationrequest_by_one_of_the_two",
            ),
            models.UniqueConstraint(
                "kind",
                Least("first", "second"),
                Greatest("first", "second"),
                condition=Q(answer=""),
                name="relationrequest_waits_once",
            ),
        ]

    class Privacy:
        shown = {
            "asked_by": _("Relations between networks that you proposed"),
            "answered_by": _("Proposals of other networks that you answered"),
        }
        named_only = {"answered_by"}

    def __str__(self) -> str:
        return f"{self.first} – {self.second} ({self.get_kind_display()})"

    @property
    def other(self) -> Network:
        """Return the network whose yes the request needs."""
        return self.second if self.first_id == self.network_id else self.first
