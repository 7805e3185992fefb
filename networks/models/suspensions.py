"""Accounts that an admin suspended, and what was handed to others meanwhile."""

from typing import Self

import pghistory
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from networks.models.people import User

REASON_LIMIT = 500


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at=None)


@pghistory.track(exclude=["moved"])  # what was moved has a history of its own
class Suspension(models.Model):
    """Says why nobody can sign in with an account. Lifting it gives back what is still where it was moved to."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="suspensions", verbose_name=_("person"))
    reason = models.TextField(
        _("why it is suspended"), max_length=REASON_LIMIT, validators=[MaxLengthValidator(REASON_LIMIT)]
    )
    at = models.DateTimeField(_("suspended"), default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("suspended by"))
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("lifted by")
    )
    lift_reason = models.TextField(
        _("why it was lifted"), max_length=REASON_LIMIT, blank=True, validators=[MaxLengthValidator(REASON_LIMIT)]
    )
    # Kind of thing → number of the row → number of whom it waits with.
    moved = models.JSONField(default=dict, editable=False)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(lifted_at=None), name="suspension_once_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="suspension_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason=""),
                name="suspension_lifted_by_somebody_who_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
