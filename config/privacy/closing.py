"""The owner of an account closes it. What they gave stays, under no name; what is about them goes (law 29733)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from base.lines import quoted
from config.privacy.forgetting import forget
from lessons.handover.actions import stewarded_by
from lessons.models import Lesson
from networks.joining.actions import secretariat_of
from networks.models import Affiliation, Membership, Network, Role, User
from networks.record.permissions import Permission, can

MOST_TITLES = 5


def hindrances(user: User) -> list[tuple[str, str]]:
    """Return what has to be handed over before: each in words, with the address where that is done."""
    return [*_lessons(user), *_secretariats(user), *_platform(user)]


def _lessons(user: User) -> list[tuple[str, str]]:
    networks = Network.objects.filter(lessons__in=Lesson.objects.filter(steward=user)).distinct()
    return [(_answers_for(user, network), _where_to_hand_over(user, network)) for network in networks]


def _answers_for(user: User, network: Network) -> str:
    text = _("You are responsible for lessons of %(network)s. Its secretariat can hand them over to somebody.")
    first, *more = [quoted(lesson.name_for_others) for lesson in stewarded_by(user, network)[: MOST_TITLES + 1]]
    titles = [first, *more[: MOST_TITLES - 1], *(["…"] if len(more) == MOST_TITLES else [])]
    return f"{text % {'network': network}} {', '.join(titles)}"


def _where_to_hand_over(user: User, network: Network) -> str:
    """Return the people's page for who runs the network; others find on the network's page whom to ask."""
    runs = can(user, Permission.RUN, network)
    return reverse("lessons:people", args=[network.slug]) if runs else network.get_absolute_url()


def _secretariats(user: User) -> list[tuple[str, str]]:
    own = user.memberships.filter(role=Role.SECRETARIAT).select_related("network")
    alone = [role.network for role in own if not secretariat_of(role.network).exclude(pk=user.pk).exists()]
    text = _("You are the whole secretariat of %(network)s. Give that role to somebody else first.")
    return [(text % {"network": network}, reverse("networks:desk", args=[network.slug])) for network in alone]


def _platform(user: User) -> list[tuple[str, str]]:
    if not user.is_admin or User.objects.filter(is_admin=True, is_active=True).exclude(pk=user.pk).exists():
        return []
    return [(_("You are the only admin. Make somebody else an admin first."), reverse("desk_people"))]


@transaction.atomic
def close(user: User) -> None:
    """Close the account, all of it or nothing. Raise ValidationError if something has to be handed over first."""
    user = _alone(user)
    found = hindrances(user)
    if found:
        raise ValidationError([text for text, _where in found])
    forget(user)
    Affiliation.objects.filter(person=user, ended_on=None).update(ended_on=localdate())
    begins = {name: getattr(User(), name) for name in ("language", "contact_for")}
    User.objects.filter(pk=user.pk).update(
        name="",
        email=f"cerrada-{user.pk}@cuenta.invalid",
        password="!",  # noqa: S106  (no password fits)
        knows_about="",
        contact="",
        is_active=False,
        is_admin=False,
        last_login=None,
        sessions_ended=F("sessions_ended") + 1,
        closed_at=now(),
        **begins,
    )


def _alone(user: User) -> User:
    """Return the person, and lock all on whom it depends whether they may go.

    Two who are the last two of a secretariat, or the last two admins, cannot both go at the same time: the second
    waits, and then is the last. Locks come always in one order, so that neither waits for the other for ever.
    """
    wanted = Q(pk=user.pk) | Q(is_admin=True, is_active=True) if user.is_admin else Q(pk=user.pk)
    people = {each.pk: each for each in User.objects.select_for_update().filter(wanted).order_by("pk")}
    own = user.memberships.filter(role=Role.SECRETARIAT).values("network")
    list(Membership.objects.select_for_update().filter(role=Role.SECRETARIAT, network__in=own).order_by("pk"))
    return people[user.pk]
