"""An account that its owner closes. What they gave stays, under no name; what is about them goes (law 29733)."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from digests.models import KeptMail, Subscription
from lessons.models import Lesson
from networks.joining import secretariat_of
from networks.models import Affiliation, Invitation, JoinRequest, Letter, Membership, Network, Role, SignIn, User


def hindrances(user: User) -> list[tuple[str, str]]:
    """What has to be handed over before: in words, and where."""
    return [*_lessons(user), *_secretariats(user), *_platform(user)]


def _lessons(user: User) -> list[tuple[str, str]]:
    networks = Network.objects.filter(lessons__in=Lesson.objects.filter(steward=user)).distinct()
    text = _("You answer for lessons of %(network)s. Its secretariat hands them over to somebody.")
    return [(text % {"network": network}, network.get_absolute_url()) for network in networks]


def _secretariats(user: User) -> list[tuple[str, str]]:
    own = user.memberships.filter(role=Role.SECRETARIAT).select_related("network")
    alone = [role.network for role in own if not secretariat_of(role.network).exclude(pk=user.pk).exists()]
    text = _("You are the whole secretariat of %(network)s. Give that role to somebody else first.")
    return [(text % {"network": network}, reverse("lessons:desk", args=[network.slug])) for network in alone]


def _platform(user: User) -> list[tuple[str, str]]:
    if not user.is_admin or User.objects.filter(is_admin=True, is_active=True).exclude(pk=user.pk).exists():
        return []
    return [(_("You are the only admin. Make somebody else an admin first."), reverse("desk_people"))]


@transaction.atomic
def close(user: User) -> None:
    """All of it, or nothing. Raises ValidationError if something has to be handed over first."""
    user = User.objects.select_for_update().get(pk=user.pk)
    found = hindrances(user)
    if found:
        raise ValidationError([text for text, _where in found])
    _leave_networks(user)
    _forget(user)
    _forget_words(user.name, user.email)
    User.objects.filter(pk=user.pk).update(
        name="",
        email=f"cerrada-{user.pk}@cuenta.invalid",
        password="!",  # noqa: S106  (no password fits)
        knows_about="",
        contact="",
        contact_for=User.ContactFor.NOBODY,
        is_active=False,
        is_admin=False,
        last_login=None,
        sessions_ended=F("sessions_ended") + 1,
        closed_at=now(),
    )


def _leave_networks(user: User) -> None:
    for invitation in Invitation.objects.open().filter(by=user):
        Invitation.objects.filter(pk=invitation.pk).update(revoked_at=now(), email="")
    Affiliation.objects.filter(person=user, ended_on=None).update(ended_on=localdate())
    Membership.objects.filter(user=user).delete()


def _forget(user: User) -> None:
    keys = SignIn.objects.filter(user=user).exclude(session_key="").values("session_key")
    Session.objects.filter(session_key__in=keys).delete()
    JoinRequest.pgh_event_model.objects.filter(user=user).delete()  # type: ignore[attr-defined]
    tables: list[type[models.Model]] = [EmailAddress, Authenticator, SignIn, JoinRequest, Subscription]
    for table in tables:
        table._base_manager.filter(user=user).delete()
    Letter.objects.filter(to=user.email).delete()
    KeptMail.objects.filter(to__icontains=user.email).delete()


def _forget_words(*words: str) -> None:
    """Django's admin notes what each row it changed was called."""
    for word in filter(None, words):
        there: dict[str, Any] = {"object_repr__contains": word}
        LogEntry.objects.filter(**there).update(object_repr=Replace("object_repr", Value(word), Value("–")))
