"""The people that every test knows: one of each kind, always in the same two networks."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.test import Client

from networks.models import Network, Role, User
from networks.record.permissions import Visitor
from tests.support.factories import MembershipFactory, NetworkFactory, UserFactory

# name → (network, role)
ROLES: dict[str, tuple[str, Role]] = {
    "secretariat": ("own", Role.SECRETARIAT),
    "member": ("own", Role.MEMBER),
    "observer": ("own", Role.OBSERVER),
    "other_secretariat": ("other", Role.SECRETARIAT),
    "other_member": ("other", Role.MEMBER),
}
EVERYBODY = ("anonymous", "no_network", *ROLES, "admin")


@dataclass
class Cast:
    @cached_property
    def network(self) -> Network:
        """The network of secretariat, member and observer."""
        return NetworkFactory(slug="propia", name="Propia")

    @cached_property
    def other_network(self) -> Network:
        return NetworkFactory(slug="ajena", name="Ajena")

    @cached_property
    def _people(self) -> dict[str, User]:
        return {}

    def user(self, name: str) -> User:
        """The person of that name, made when first asked for."""
        if name not in self._people:
            self._people[name] = self._make(name)
        return self._people[name]

    def _make(self, name: str) -> User:
        user = UserFactory(email=f"{name}@ejemplo.example", name=name.title(), is_admin=name == "admin")
        if name in ROLES:
            where, role = ROLES[name]
            MembershipFactory(user=user, network=self.network if where == "own" else self.other_network, role=role)
        return user

    def client(self, name: str) -> Client:
        """A browser in which that person is signed in; `anonymous` is nobody."""
        client = Client()
        if name != "anonymous":
            client.force_login(self.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client


def visitor(cast: Cast, who: str) -> Visitor:
    """As `request.user` is: also for those who did not sign in."""
    return AnonymousUser() if who == "anonymous" else cast.user(who)
