"""Admins tell everybody, or one network, something for some days."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from base.models import Localized
from networks.record.models import Network, User

TEXT_LIMIT = 280


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Announcement(models.Model):
    """An announcement stands above every page from one day until another, both included; without a network, for all."""

    text_es = models.CharField(_("text in Spanish"), max_length=TEXT_LIMIT)
    text_en = models.CharField(_("text in English"), max_length=TEXT_LIMIT)
    network = models.ForeignKey(
        Network,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="announcements",
        verbose_name=_("for whom"),
    )
    starts_on = models.DateField(_("from"), default=localdate)
    ends_on = models.DateField(_("until"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("when"), default=now)

    text = Localized()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text_es="") & ~Q(text_en=""), name="announcement_in_both_languages"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="announcement_ends_after_it_starts"),
        ]

    class Privacy:
        shown = {"by": _("Announcements you wrote")}

    def __str__(self) -> str:
        return str(self.text)

    @property
    def is_current(self) -> bool:
        return self.starts_on <= localdate() <= self.ends_on

    @property
    def is_over(self) -> bool:
        return self.ends_on < localdate()
