"""When somebody leaves a network or changes role, what they answer for goes to others first."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from base.alphabet import Alphabetical
from lessons.record.models import Lesson
from networks.joining.actions import revoke
from networks.models import Affiliation, Invitation, Membership, Network, Role, User


def stewarded_by(person: User, network: Network) -> QuerySet[Lesson]:
    """Return the lessons of the network, drafts too, for which the person answers."""
    return Lesson.objects.filter(network=network, steward=person).order_by("published_at", "pk")


def possible_stewards(network: Network, *, instead_of: User | None = None) -> QuerySet[Membership]:
    """Return the roles of those who can take over in the network: all active people but observers."""
    roles = Membership.objects.filter(network=network, user__is_active=True).exclude(role=Role.OBSERVER)
    return roles.exclude(user=instead_of).select_related("user").order_by(Alphabetical("user__name"), "user")


def may_steward(lesson: Lesson, role: Membership) -> bool:
    """Return whether they can answer for the lesson: an unnamed one needs somebody who may know its author."""
    return not lesson.is_unnamed or role.role == Role.SECRETARIAT or role.user_id == lesson.author_id


@transaction.atomic
def hand_over(
    membership: Membership, *, to: dict[Lesson, User], inviter: User | None, role: Role | None, by: User
) -> None:
    """Give each lesson to somebody, then change the role; None ends it. All of it is done, or nothing.

    `inviter` answers from then on for the open invitations that they sent; None withdraws them. Who stays in the
    secretariat keeps them. Raises ValidationError if the network would be left without a secretariat and `by` is no
    admin, or if the person became steward of another lesson meanwhile.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("network", "user").get(pk=membership.pk)
    )
    network, person = membership.network, membership.user
    if membership.role == Role.SECRETARIAT and role != Role.SECRETARIAT and not by.is_admin:
        _leave_a_secretariat(membership)
    for lesson, successor in to.items():
        stewarded_by(person, network).filter(pk=lesson.pk).update(steward=successor)
    if stewarded_by(person, network).exists():
        raise ValidationError(_("Meanwhile this person became responsible for another lesson. Check the list again."))
    if role != Role.SECRETARIAT:
        _hand_over_invitations(network, person, inviter)
    if role is None:
        membership.delete()
        Affiliation.objects.filter(network=network, person=person, ended_on=None).update(ended_on=localdate())
    elif role != membership.role:
        membership.role = role
        membership.save(update_fields=["role"])


def invited_by(person: User, network: Network) -> QuerySet[Invitation]:
    """Return the invitations that the person sent and that nobody has answered."""
    return Invitation.objects.open().filter(network=network, by=person)


def possible_inviters(network: Network, *, instead_of: User) -> QuerySet[Membership]:
    return possible_stewards(network, instead_of=instead_of).filter(role=Role.SECRETARIAT)


def _hand_over_invitations(network: Network, person: User, inviter: User | None) -> None:
    for invitation in invited_by(person, network):
        if inviter is None:
            revoke(invitation)
        else:
            Invitation.objects.filter(pk=invitation.pk).update(by=inviter)


def _leave_a_secretariat(membership: Membership) -> None:
    others = Membership.objects.select_for_update().filter(network=membership.network, role=Role.SECRETARIAT)
    if not others.filter(user__is_active=True).exclude(pk=membership.pk):
        raise ValidationError(_("The network would have no secretariat. Give that role to somebody else first."))
