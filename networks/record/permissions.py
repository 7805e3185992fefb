"""One table of roles, asked in one way, says who may do what."""

from enum import Enum, auto

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from networks.record.models import Affiliation, Membership, Network, Organisation, OrganisationQuerySet, Role, User
from networks.record.rights import rights_of

Visitor = User | AnonymousUser


class Permission(Enum):
    READ = auto()  # what the network shares among its own
    WRITE = auto()  # log lessons, and change one's own
    PUBLISH = auto()  # read all drafts of the network, change and publish them
    RUN = auto()  # keep its profile, its people and its organisations


GRANTS: dict[Role, set[Permission]] = {
    Role.OBSERVER: {Permission.READ},
    Role.MEMBER: {Permission.READ, Permission.WRITE},
    Role.SECRETARIAT: set(Permission),
}


GRANTED_TO = {each: frozenset(role for role, granted in GRANTS.items() if each in granted) for each in Permission}

# In a network that an admin closed nobody writes any more, admins neither: what it learned is history.
NEEDS_AN_OPEN_NETWORK = {Permission.WRITE, Permission.PUBLISH}


def networks_where(user: Visitor, permission: Permission, *, closed_too: bool = False) -> QuerySet[Network]:
    """Return the networks in which `user` holds a role that grants `permission`; for an admin, all networks.

    With `closed_too` also those where it grants it no more since they are closed: to ask what `user` may still read.
    """
    if not isinstance(user, User) or not user.is_active:
        return Network.objects.none()
    is_open = {"closed_on": None} if permission in NEEDS_AN_OPEN_NETWORK and not closed_too else {}
    if user.is_admin:
        return Network.objects.filter(**is_open)
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    return Network.objects.filter(memberships__user=user, memberships__role__in=roles, **is_open)


def is_where(user: Visitor, permission: Permission, *, closed_too: bool = False, network: str = "network") -> Q:
    """Match what belongs to one of `networks_where`; `network` is the column that says where it belongs.

    The networks are not asked for again where a page has read them.
    """
    known = _places(user, permission, closed_too=closed_too)
    if known is None:
        return Q(**{f"{network}__in": networks_where(user, permission, closed_too=closed_too)})
    return Q(pk__in=[]) if known == [] else Q(**{f"{network}__any": known})


def may_anywhere(user: Visitor, permission: Permission) -> bool:
    """Return whether there is a network in which `user` may do `permission`."""
    known = _places(user, permission)
    return networks_where(user, permission).exists() if known is None else bool(known)


def can(user: Visitor, permission: Permission, network: Network | None) -> bool:
    """Return whether `user` may do `permission` in `network`; where there is no network, only an admin may."""
    if network is None:
        return isinstance(user, User) and user.is_active and user.is_admin
    known = _places(user, permission)
    if known is None:
        return networks_where(user, permission).filter(pk=network.pk).exists()
    return network.pk in known


def _places(user: Visitor, permission: Permission, *, closed_too: bool = False) -> list[int] | None:
    """Return the networks in which a role grants it; None if no page has read them, and for admins, who need none."""
    if not isinstance(user, User) or not user.is_active:
        return []
    rights = None if user.is_admin else rights_of(user)
    if rights is None:
        return None
    open_only = permission in NEEDS_AN_OPEN_NETWORK and not closed_too
    return rights.networks(GRANTED_TO[permission], open_only=open_only)


def through(user: User, network: Network | None) -> Organisation | None:
    """Return the organisation through which a person takes part in a network, or None.

    It is the only one for which they speak there.
    """
    membership = Membership.objects.filter(user=user, network=network).select_related("organisation").first()
    return membership.organisation if membership else None


def may_publish_somewhere(user: Visitor) -> bool:
    """Return whether `user` may publish somewhere what they wrote.

    They may as a secretariat, or as a member where the network lets its members.
    """
    own = networks_where(user, Permission.WRITE)
    return own.filter(Q(members_may_publish=True) | Q(pk__in=networks_where(user, Permission.PUBLISH))).exists()


def may_run_any(user: User) -> bool:
    """Return whether `user` runs a network, or is an admin."""
    return user.is_admin or may_anywhere(user, Permission.RUN)


def get_network(user: Visitor, slug: str, permission: Permission) -> Network:
    """Return the network; raise Http404 if there is none, PermissionDenied if `user` may not do this in it.

    That there is such a network is no secret.
    """
    network = get_object_or_404(Network, slug=slug)
    if not can(user, permission, network):
        raise PermissionDenied
    return network


def organisations_where(user: Visitor, permission: Permission) -> OrganisationQuerySet:
    """Return the organisations, without merged ones, to which `user` may do `permission`.

    Whoever takes part in any network may read of all; whoever runs a network may change those that belong to it now; an
    admin may do anything. Nobody else is told which organisations belong together.
    """
    standing = Organisation.objects.standing()
    if isinstance(user, User) and user.is_active and user.is_admin:
        return standing
    if permission is Permission.READ:
        return standing if may_anywhere(user, permission) else standing.none()
    belongs = Affiliation.objects.filter(is_where(user, permission), organisation=OuterRef("pk"), ended_on=None)
    return standing.filter(Exists(belongs))


def get_organisation(user: Visitor, slug: str, permission: Permission) -> Organisation:
    """Return the organisation; raise Http404 if there is none or `user` may read of none.

    Raise PermissionDenied if they may read of it, but not do this.
    """
    organisation = get_object_or_404(organisations_where(user, Permission.READ), slug=slug)
    if permission is not Permission.READ and not organisations_where(user, permission).contains(organisation):
        raise PermissionDenied
    return organisation
