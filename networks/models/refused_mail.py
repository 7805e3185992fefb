"""That the mail server of a person's address refuses what we send."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.models.people import User

MOST_REFUSALS = 3
A_DAY = timedelta(hours=20)  # a server that is wrong for an afternoon refuses many, and counts once


class RefusedMailQuerySet(models.QuerySet["RefusedMail"]):
    def paused(self) -> Self:
        """Of people to whom no mail goes but what they ask for themselves, such as a code."""
        return self.filter(refusals__gte=MOST_REFUSALS)


class RefusedMail(models.Model):
    """Counts the days on which the server refused for good (5xx); there is no row for whom mail reaches.

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

    def __str__(self) -> str:
        return f"{self.user}: {self.code}"

    @property
    def is_paused(self) -> bool:
        return self.refusals >= MOST_REFUSALS
