"""People sign in with their e-mail address."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.alphabet import Alphabetical
from base.lines import AddressField, LineField, one_line
from base.models import one_of


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store an account. Without a password it cannot sign in by password until one is set."""
        user = self.model(email=one_line(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_admin=True, **fields)

    def called(self, words: str) -> "models.QuerySet[User]":
        """Return people with each word in their name or address, whatever its accents and case."""
        found = self.get_queryset()
        for word in one_line(words).split():
            found = found.filter(Q(name__unaccent__icontains=word) | Q(email__icontains=word))
        return found


# Names and addresses are left out: what a person may take back must not stay in a history.
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), fields=["is_admin", "is_active"], model_name="UserEvent"
)
class User(AbstractBaseUser):
    """A user is a person. What they may do in a network is their `Membership`; `is_admin` is the platform's admin."""

    class ContactFor(models.TextChoices):
        NOBODY = "nobody", _("Nobody")
        OWN_NETWORKS = "own_networks", _("The people of my networks")
        ALL_NETWORKS = "all_networks", _("The people of all networks")

    email = AddressField(_("e-mail"), unique=True)
    name = LineField(_("name"), max_length=120)
    knows_about = models.TextField(
        _("what people can ask you"), max_length=500, blank=True, validators=[MaxLengthValidator(500)]
    )
    contact = LineField(_("contact"), max_length=200, blank=True)
    contact_for = models.CharField(
        _("who sees the contact"), max_length=12, choices=ContactFor, default=ContactFor.NOBODY
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="es")
    is_admin = models.BooleanField(_("platform admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    # Part of what each session is checked by: counting on ends them all.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=now, editable=False)

    closed_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = [Alphabetical("name"), "pk"]
        indexes = [models.Index(Alphabetical("name"), name="user_alphabetical")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_the_case"),
            one_of("contact_for", ["nobody", "own_networks", "all_networks"]),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(name="", knows_about="", contact="", is_active=False, is_admin=False),
                name="user_closed_is_nobody",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="last_admin_stays",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("is_admin", "is_active"),
                condition=pgtrigger.Condition(
                    "OLD.is_admin AND OLD.is_active AND NOT (NEW.is_admin AND NEW.is_active)"
                ),
                func="""
                    PERFORM 1 FROM networks_user u WHERE u.is_admin AND u.is_active AND u.id <> OLD.id FOR UPDATE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'person % is the last admin', OLD.id
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'user_not_the_last_admin';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    class Privacy:
        withheld = {"password": "secret", "sessions_ended": "sessions are checked by it"}

    def __str__(self) -> str:
        return gettext("someone who left") if self.closed_at else self.name or self.email

    def get_short_name(self) -> str:
        return (self.name or self.email).split()[0]

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        ended = f":{self.sessions_ended}" if self.sessions_ended else ""
        return salted_hmac(
            "networks.User.session", self.password + ended, secret=secret, algorithm="sha256"
        ).hexdigest()

    # Django's admin asks these; all it needs to know is who is an admin. Everything else asks `can()`.
    @property
    def is_staff(self) -> bool:
        return self.is_admin

    @property
    def is_superuser(self) -> bool:
        return self.is_admin

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_admin

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return self.is_active and self.is_admin

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_admin
