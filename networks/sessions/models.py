"""People, and admins, see what happened to people's accounts."""

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from base.models import one_of
from networks.record.models import User


class SignIn(models.Model):
    """A sign-in is an event of an account. Where from is not kept: an address says where somebody lives and works."""

    class Kind(models.TextChoices):
        IN = "in", _("signed in")
        REFUSED = "refused", _("refused: wrong password")
        OUT = "out", _("signed out")
        OUT_EVERYWHERE = "everywhere", _("signed out everywhere else")
        PASSWORD = "password", _("password changed")
        FACTOR_ADDED = "factor_added", _("second factor added")
        FACTOR_REMOVED = "factor_removed", _("second factor removed")
        FACTOR_REFUSED = "factor_refused", _("refused: wrong second factor")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins", verbose_name=_("person"))
    at = models.DateTimeField(default=now, db_index=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    session_key = models.CharField(max_length=40, blank=True, editable=False)  # by which it can be ended

    class Meta:
        verbose_name = _("sign-in event")
        verbose_name_plural = _("sign-in events")
        ordering = ["-at", "-pk"]
        constraints = [
            one_of(
                "kind",
                ["in", "refused", "out", "everywhere", "password", "factor_added", "factor_removed", "factor_refused"],
            ),
        ]

    class Privacy:
        shown = {"user": _("When you signed in")}
        withheld = {"session_key": "a session can be ended by it"}
        deleted_with = {"user"}

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"

    @property
    def was_refused(self) -> bool:
        return self.kind in {self.Kind.REFUSED, self.Kind.FACTOR_REFUSED}
