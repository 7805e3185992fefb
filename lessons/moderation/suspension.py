"""An admin suspends an account. What hangs on the person then waits with others, and comes back when that is lifted.

It waits with the secretariat of its network, and with the admin where there is no other secretariat.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from lessons.record.models import Lesson
from lessons.workshops.models import Workshop, WorkshopNote
from networks.models import Invitation, Letter, Membership, Network, Role, Suspension, User
from networks.organisations.actions import set_active
from networks.sessions.actions import end_all


@dataclass(frozen=True)
class Kind:
    """Describes one kind of thing that hangs on a person: its rows, and the column that names the person."""

    rows: Callable[[User], QuerySet[Any]]
    column: str


KINDS = {
    "lessons": Kind(lambda person: Lesson.objects.filter(steward=person, network__isnull=False), "steward"),
    "invitations": Kind(lambda person: Invitation.objects.open().filter(by=person), "by"),
    "workshops": Kind(lambda person: Workshop.objects.filter(_is_at_work(), facilitator=person), "facilitator"),
}


def _is_at_work() -> Q:
    """Match the workshops that still take notes, or have notes that wait for somebody to make a draft of them."""
    notes = WorkshopNote.objects.waiting().filter(workshop=OuterRef("pk"))
    return Q(closes_at__gt=now()) | Q(Exists(notes))


def stand_in(person: User, network: Network | None, *, by: User) -> User:
    """Return who is responsible meanwhile: the longest-serving of the secretariat, or else the admin (`by`)."""
    others = Membership.objects.filter(network=network, role=Role.SECRETARIAT, user__is_active=True)
    first = others.exclude(user=person).select_related("user").order_by("started_on", "pk").first()
    return first.user if first else by


def left_alone(person: User) -> QuerySet[Network]:
    """Return the networks that have no other secretariat than this person."""
    roles = Membership.objects.filter(network=OuterRef("pk"), role=Role.SECRETARIAT)
    others = roles.filter(user__is_active=True).exclude(user=person)
    return Network.objects.filter(Exists(roles.filter(user=person)), ~Exists(others), closed_on=None)


@dataclass(frozen=True)
class Hanging:
    """Counts what hangs on a person in one network, and says with whom it would wait."""

    network: Network
    with_whom: User
    lessons: int
    invitations: int
    workshops: int


def hanging_on(person: User, *, by: User) -> Iterator[Hanging]:
    networks_by_kind = {name: list(kind.rows(person).values_list("network", flat=True)) for name, kind in KINDS.items()}
    for network in Network.objects.filter(pk__in={pk for pks in networks_by_kind.values() for pk in pks}):
        many = {name: pks.count(network.pk) for name, pks in networks_by_kind.items()}
        yield Hanging(network, stand_in(person, network, by=by), **many)


@transaction.atomic
def suspend(person: User, *, by: User, reason: str) -> Suspension:
    """End all sessions of the account, take back the mail that waits for it, and let nobody sign in with it.

    Changes nothing, and raises PermissionDenied, unless `by` is an admin; ValidationError for one's own account, for
    one that is suspended or closed already, for the last admin, or if the person became steward of a lesson at this
    very moment.
    """
    stored = _locked(person, by)
    if person == by:
        raise ValidationError(_("Another admin has to do this: nobody can remove their own access."))
    if not stored.is_active:
        raise ValidationError(_("This account is already suspended."))
    moved = {name: _hand_on(kind, person, by) for name, kind in KINDS.items()}
    set_active(person, is_active=False)
    end_all(person)
    Letter.objects.withdraw_all_to(stored.email)
    return Suspension.objects.create(user=person, by=by, reason=reason, moved=moved)


def _hand_on(kind: Kind, person: User, by: User) -> dict[str, int]:
    moved: dict[str, int] = {}
    rows = kind.rows(person)
    for network in Network.objects.filter(pk__in=rows.values("network")):
        other = stand_in(person, network, by=by)
        pks = list(rows.filter(network=network).values_list("pk", flat=True))
        rows.model._base_manager.filter(pk__in=pks).update(**{kind.column: other})
        moved |= dict.fromkeys(map(str, pks), other.pk)
    return moved


@transaction.atomic
def lift(person: User, *, by: User, reason: str) -> None:
    """Let them sign in again, with the roles they have; what still waits where it was moved to comes back to them.

    Raises PermissionDenied unless `by` is an admin; ValidationError if the account is not suspended.
    """
    stored = _locked(person, by)
    if stored.is_active or stored.closed_at:
        raise ValidationError(_("This account is not suspended."))
    set_active(person, is_active=True)
    for suspension in Suspension.objects.in_force().select_for_update(of=("self",)).filter(user=person):
        for name, moved in suspension.moved.items():
            _give_back(KINDS[name], moved, person)
        suspension.lifted_at, suspension.lifted_by, suspension.lift_reason = now(), by, reason
        suspension.moved = {}
        suspension.save()


def _give_back(kind: Kind, moved: dict[str, int], person: User) -> None:
    """Give back only what nobody decided on meanwhile, and only where they may still hold it."""
    model = kind.rows(person).model
    here = Membership.objects.filter(user=person)
    if model is Invitation:
        here = here.filter(role=Role.SECRETARIAT)
    where = Q() if person.is_admin else Q(network__in=here.exclude(role=Role.OBSERVER).values("network"))
    for holder in set(moved.values()):
        pks = [int(pk) for pk, other in moved.items() if other == holder]
        still = model._base_manager.filter(where, pk__in=pks, **{f"{kind.column}_id": holder})
        still.update(**{kind.column: person})


def _locked(person: User, by: User) -> User:
    """Return the person as stored, with all admins locked. Raise PermissionDenied unless `by` still is an admin.

    Locks are taken in one order: of two admins who suspend each other at once the second waits, and is no admin any
    more.
    """
    wanted = Q(pk=person.pk) | Q(is_admin=True, is_active=True)
    people = {user.pk: user for user in User.objects.select_for_update().filter(wanted).order_by("pk")}
    admin = people.get(by.pk)
    if admin is None or not admin.is_admin or not admin.is_active:
        raise PermissionDenied
    return people[person.pk]


@dataclass(frozen=True)
class Waiting:
    """Holds what came from one suspended account to the secretariat of one network, and still waits there."""

    person: User
    since: datetime
    lessons: list[Lesson]


def waiting_in(network: Network) -> list[Waiting]:
    """Return what waits in the network for each suspended account. Takes two queries, however many there are."""
    suspensions = list(Suspension.objects.in_force().select_related("user").order_by("at", "pk"))
    pks = {int(pk) for suspension in suspensions for pk in suspension.moved.get("lessons", {})}
    lessons = Lesson.objects.standing().filter(network=network, pk__in=pks).select_related("steward").order_by("pk")
    found = [Waiting(suspension.user, suspension.at, _lessons_of(suspension, lessons)) for suspension in suspensions]
    return [waiting for waiting in found if waiting.lessons]


def _lessons_of(suspension: Suspension, lessons: Iterable[Lesson]) -> list[Lesson]:
    """Return the moved lessons of which nobody else took charge meanwhile."""
    moved = suspension.moved.get("lessons", {}).items()
    return [lesson for lesson in lessons if (str(lesson.pk), lesson.steward_id) in moved]


@transaction.atomic
def take_charge(network: Network, *, of: dict[Lesson, User]) -> int:
    """Let each person answer for good for a lesson that waits in the network. Return how many still waited."""
    waits = {lesson for each in waiting_in(network) for lesson in each.lessons}
    chosen = {lesson: person for lesson, person in of.items() if lesson in waits}
    for lesson, person in chosen.items():
        Lesson.objects.filter(pk=lesson.pk).update(steward=person)
    return len(chosen)
