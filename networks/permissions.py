"""Who may do what. One table of roles, asked one way."""

from enum import Enum, auto

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from networks.models import Network, Role, User

Visitor = User | AnonymousUser


class Permission(Enum):
    READ = auto()  # what the network shares among its own
    WRITE = auto()  # log lessons, and change one's own
    PUBLISH = auto()  # read all drafts of the network, change and publish them


GRANTS: dict[Role, set[Permission]] = {
    Role.OBSERVER: {Permission.READ},
    Role.MEMBER: {Permission.READ, Permission.WRITE},
    Role.SECRETARIAT: set(Permission),
}


def networks_where(user: Visitor, permission: Permission) -> QuerySet[Network]:
    """Networks in which `user` holds a role that grants `permission`; for an admin, all networks."""
    if not isinstance(user, User) or not user.is_active:
        return Network.objects.none()
    if user.is_admin:
        return Network.objects.all()
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    return Network.objects.filter(memberships__user=user, memberships__role__in=roles)


def can(user: Visitor, permission: Permission, network: Network | None) -> bool:
    """Whether `user` may do `permission` in `network`; where there is no network, only an admin may."""
    if network is None:
        return isinstance(user, User) and user.is_active and user.is_admin
    return networks_where(user, permission).filter(pk=network.pk).exists()
