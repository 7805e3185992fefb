"""A person's roles are read once for a form, which asks many times of them what `permissions` asks of the database."""

from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from networks.record.models import Membership, Network, Organisation, Role, User
from networks.record.permissions import GRANTS, NEEDS_AN_OPEN_NETWORK, Permission, Visitor, networks_where
from networks.record.prepared import Prepared


class Roles:
    """Holds the roles of `user` as they are when it is made, each with its network and organisation."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.rows = _roles(AnonymousUser(), user=user.pk)

    @cached_property
    def networks_to_write_in(self) -> list[Network]:
        """Return `networks_where` they may write; an admin may in all that are open."""
        if self.user.is_admin:
            return list(networks_where(self.user, Permission.WRITE))
        return [role.network for role in self.rows if self._grants(role, Permission.WRITE)]

    @property
    def may_publish_somewhere(self) -> bool:
        """Return whether they may publish somewhere what they wrote, as the function of that name does."""
        if self.user.is_admin or any(network.members_may_publish for network in self.networks_to_write_in):
            return bool(self.networks_to_write_in)
        return any(self._grants(role, Permission.PUBLISH) for role in self.rows)

    def organisations(self, network: Network | None = None) -> list[Organisation]:
        """Return those through which they take part: in that network, or anywhere."""
        rows = [role for role in self.rows if network is None or role.network_id == network.pk]
        return [*dict.fromkeys(role.organisation for role in rows if role.organisation)]

    def _grants(self, role: Membership, permission: Permission) -> bool:
        is_hindered = role.network.closed_on is not None and permission in NEEDS_AN_OPEN_NETWORK
        return self.user.is_active and permission in GRANTS[Role(role.role)] and not is_hindered


def _ask_roles(_reader: Visitor, user: int) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user).select_related("network", "organisation")


_roles = Prepared(_ask_roles)
