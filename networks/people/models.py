"""These models keep which accounts are suspended, what was handed to others meanwhile, and whom no mail reaches."""

from datetime import timedelta
from typing import Self

import pghistory
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from networks.record.models import User

REASON_LIMIT = 500


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at=None)


@pghistory.track(exclude=["moved"])  # what was moved has a history of its own
class Suspension(models.Model):
    """A suspension says why nobody can sign in with an account.

    Lifting it gives back what is still where it was moved to.
    """

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

    class Privacy:
        shown = {
            "user": _("When your account was suspended"),
            "by": _("Accounts you suspended"),
            "lifted_by": _("Suspensions you lifted"),
        }
        named_only = {"by", "lifted_by"}
        deleted_with = {"user"}

    def __str__(self) -> str:
        return str(self.user)


MOST_REFUSALS = 3


A_DAY = timedelta(hours=20)  # a server that is wrong for an afternoon refuses many, and counts once


class RefusedMailQuerySet(models.QuerySet["RefusedMail"]):
    def paused(self) -> Self:
        """Return the rows of people to whom no mail goes but what they ask for themselves, such as a code."""
        return self.filter(refusals__gte=MOST_REFUSALS)


class RefusedMail(models.Model):
    """Counts the days on which the server refused for good (5xx); there is no row of a person whom mail reaches.

    It counts anew when the person gives a sign of life, and the row goes when a mail is taken. The address is not kept:
    it is the one of the account, and a new one is a sign of life too.
    """

    user = models.OneToOneField(
        User, primary_key=True, on_delete=models.CASCADE, related_name="refused_mail", verbose_name=_("person")
    )
    refusals = models.PositiveSmallIntegerField(_("days on which it was rejected"), default=0)
    code = models.PositiveSmallIntegerField(_("mail server’s answer"))
    last_at = models.DateTimeField(_("last rejected"))

    objects = RefusedMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("rejected e-mail")
        verbose_name_plural = _("rejected e-mail")
        ordering = ["-last_at"]

    class Privacy:
        shown = {"user": _("E-mails of ours that your mail server rejected")}
        deleted_with = {"user"}

    def __str__(self) -> str:
        return f"{self.user}: {self.code}"

    @property
    def is_paused(self) -> bool:
        return self.refusals >= MOST_REFUSALS
