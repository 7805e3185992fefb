"""The table of roles, asked in both ways."""

import pytest
from django.contrib.auth.models import AnonymousUser

from networks.models import Network, Role
from networks.record.permissions import GRANTS, Permission, can, networks_where
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import MembershipFactory, UserFactory

ALL = {"READ", "WRITE", "PUBLISH", "RUN"}
MAY = {
    "anonymous": set(),
    "no_network": set(),
    "observer": {"READ"},
    "member": {"READ", "WRITE"},
    "secretariat": ALL,
    "other_member": set(),
    "other_secretariat": set(),
    "admin": ALL,
}


def person(cast: Cast, who: str):
    return AnonymousUser() if who == "anonymous" else cast.user(who)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("who", EVERYBODY)
def test_can_and_networks_where_agree_with_the_table(cast: Cast, who: str, permission: Permission):
    user, network = person(cast, who), cast.network
    expected = permission.name in MAY[who]
    assert can(user, permission, network) == expected
    assert networks_where(user, permission).filter(pk=network.pk).exists() == expected


def test_every_role_has_its_grants():
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize("who", EVERYBODY)
def test_where_there_is_no_network_only_an_admin_may(cast: Cast, who: str):
    assert can(person(cast, who), Permission.PUBLISH, None) == (who == "admin")


@pytest.mark.parametrize("who", ["secretariat", "admin"])
def test_who_is_no_longer_active_may_nothing(cast: Cast, who: str):
    user = cast.user(who)
    UserFactory(is_admin=True)  # the last one stays
    user.is_active = False
    user.save()
    assert not can(user, Permission.READ, cast.network)
    assert not networks_where(user, Permission.READ).exists()
    assert not can(user, Permission.READ, None)


def test_several_networks_have_each_its_role(cast: Cast):
    user = UserFactory()
    MembershipFactory(user=user, network=cast.network, role=Role.SECRETARIAT)
    MembershipFactory(user=user, network=cast.other_network, role=Role.OBSERVER)
    assert list(networks_where(user, Permission.PUBLISH)) == [cast.network]
    assert set(networks_where(user, Permission.READ)) == set(Network.objects.all())
