"""The roles that a form reads once say the same as the database, which all else asks."""

import pytest
from django.utils.timezone import localdate

from networks.models import Network
from networks.record.permissions import Permission, may_publish_somewhere, networks_where, through
from networks.record.roles import Roles
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import MembershipFactory, NetworkFactory, OrganisationFactory


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("members_publish", [False, True])
@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "anonymous"])
def test_they_agree(cast: Cast, who: str, members_publish: bool, closed: bool):
    user = cast.user(who)
    far = NetworkFactory(name="Lejana", closed_on=localdate(), close_reason="Terminó.")
    MembershipFactory(user=user, network=far, role="secretariat")
    is_closed = {"closed_on": localdate(), "close_reason": "Terminó."} if closed else {}
    Network.objects.filter(pk=cast.network.pk).update(members_may_publish=members_publish, **is_closed)
    roles = Roles(user)
    assert roles.networks_to_write_in == list(networks_where(user, Permission.WRITE))
    assert roles.may_publish_somewhere == may_publish_somewhere(user)


def test_an_account_that_was_closed_may_nothing(cast: Cast):
    member = cast.user("member")
    member.is_active = False
    assert Roles(member).networks_to_write_in == []


def test_organisations_are_those_through_which_they_take_part(cast: Cast):
    member, organisation = cast.user("member"), OrganisationFactory()
    membership = MembershipFactory(user=member, organisation=organisation)
    roles = Roles(member)
    assert roles.organisations() == roles.organisations(membership.network) == [through(member, membership.network)]
    assert roles.organisations(cast.network) == []
