"""This module alone decides whom one may see, and what of them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from base.lines import one_line
from networks.record.models import Membership, Network, Role, User
from networks.record.permissions import Permission, networks_where


def people_seen_by(user: User) -> QuerySet[User]:
    """Return oneself, whoever takes part in a network of one's own, and whoever elsewhere says what they can be asked.

    An admin sees all. Whoever takes part in no network sees nobody else. Nobody sees suspended and closed accounts.
    """
    people = User.objects.filter(is_active=True)
    if user.is_admin:
        return people
    own = networks_where(user, Permission.READ)
    if not own.exists():
        return people.filter(pk=user.pk)
    roles = Membership.objects.filter(user=OuterRef("pk"))
    asked = ~Q(knows_about="") & Exists(roles)
    return people.filter(Q(pk=user.pk) | Exists(roles.filter(network__in=own)) | asked)


def answering_for(network: Network | None) -> QuerySet[User]:
    """Return the active people of the network's secretariat; without a network, nobody.

    Where the secretariat has nobody, as when its last one is suspended, return the admins.
    """
    active = User.objects.filter(is_active=True).order_by("pk")
    runs = active.filter(memberships__network=network, memberships__role=Role.SECRETARIAT)
    return runs if network is None or runs.exists() else active.filter(is_admin=True)


def with_visible_contacts(user: User, people: "QuerySet[User] | list[User]") -> list[User]:
    """Return the people, all but `user` without their address, and without a contact that `user` may not see."""
    shown = list(people)
    own = networks_where(user, Permission.READ)
    near = set(Membership.objects.filter(network__in=own, user__in=shown).values_list("user", flat=True))
    takes_part = bool(near) or own.exists()
    for person in shown:
        sees = {
            User.ContactFor.NOBODY: False,
            User.ContactFor.OWN_NETWORKS: person.pk in near,
            User.ContactFor.ALL_NETWORKS: takes_part,
        }
        if person.pk != user.pk and not sees[User.ContactFor(person.contact_for)]:
            person.contact = ""
        person.email = person.email if person.pk == user.pk else ""
    return shown


def search_people(people: QuerySet[User], words: str) -> QuerySet[User]:
    """Return the people of whom each word is said, accents or not.

    It is said in their name, in what they can be asked, or in the name of a network or organisation of theirs.
    """
    for word in one_line(words).split():
        here = Membership.objects.filter(user=OuterRef("pk")).filter(
            Q(network__name__unaccent__icontains=word)
            | Q(network__full_name__unaccent__icontains=word)
            | Q(organisation__name__unaccent__icontains=word)
            | Q(organisation__acronym__unaccent__icontains=word)
        )
        people = people.filter(
            Q(name__unaccent__icontains=word) | Q(knows_about__unaccent__icontains=word) | Exists(here)
        )
    return people
