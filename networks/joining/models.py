"""People come into a network when they are invited, or when they ask."""

from datetime import timedelta
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from base.lines import AddressField
from base.models import both_or_neither, one_of
from networks.mail.models import Letter
from networks.record.models import Network, Organisation, Role, User, through_what_belongs

VALID_FOR = timedelta(days=21)
FORGOTTEN_AFTER = timedelta(days=60)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Return the invitations neither taken nor revoked; one may have expired, and can then be sent again."""
        return self.filter(taken_at=None, revoked_at=None)

    def forget_expired(self) -> int:
        """Withdraw invitations that expired long ago, so that no address of a stranger stays; return how many."""
        return self.open().filter(expires_at__lt=now() - FORGOTTEN_AFTER).update(revoked_at=now(), email="")

    def in_force(self) -> Self:
        return self.open().filter(expires_at__gt=now())


@pghistory.track(exclude=["email", "letter"])  # the history is kept for ever; addresses of strangers are not
class Invitation(models.Model):
    """An invitation is a place in a network that waits for whoever reads the mail of an address."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="invitations")
    email = AddressField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="es")
    # This person answers for it: without the right to invite, what they sent is worth nothing.
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations_sent")
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    letter = models.ForeignKey(Letter, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="invitations_taken")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "email"],
                condition=Q(taken_at=None, revoked_at=None),
                name="invitation_open_once_per_address",
            ),
            one_of("role", Role.values),
            models.CheckConstraint(
                condition=both_or_neither("taken_at", "taken_by"),
                name="invitation_taken_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(revoked_at=None), name="invitation_taken_or_revoked_but_not_both"
            ),
            # Whoever it was for has an account of their own now, or was never to come: the address is not kept.
            models.CheckConstraint(
                condition=Q(email="") ^ Q(taken_at=None, revoked_at=None), name="invitation_has_an_address_while_open"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_expires_after_it_was_made"
            ),
        ]
        triggers = [through_what_belongs(" AND NEW.taken_at IS NULL AND NEW.revoked_at IS NULL")]

    class Privacy:
        shown = {
            "by": _("Invitations you sent"),
            "taken_by": _("Invitations you accepted"),
        }
        named_only = {"by"}

    def __str__(self) -> str:
        return f"{self.network} ({self.get_role_display()})"

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= now()


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> Self:
        return self.filter(answered_at=None).order_by("created_at")


@pghistory.track()
class JoinRequest(models.Model):
    """A request says that a person wishes to take part in a network; its secretariat answers."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="join_requests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    message = models.TextField(_("who you are, and why you want to join"), max_length=600)
    created_at = models.DateTimeField(default=now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    is_accepted = models.BooleanField(default=False)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "user"], condition=Q(answered_at=None), name="joinrequest_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, is_accepted=False)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="joinrequest_answered_at_and_by_together",
            ),
        ]

    class Privacy:
        shown = {
            "user": _("Your requests to join"),
            "answered_by": _("Requests you answered"),
        }
        named_only = {"answered_by"}
        deleted_with = {"user"}

    def __str__(self) -> str:
        return f"{self.user} → {self.network}"
