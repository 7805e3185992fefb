"""What the database holds by itself."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from networks.models import Affiliation, Membership, User
from tests.cast import Cast
from tests.factories import (
    MembershipFactory,
    NetworkFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)


@pytest.fixture
def affiliation(db: None) -> Affiliation:
    return Affiliation.objects.create(network=NetworkFactory(), organisation=OrganisationFactory())


class TestAffiliation:
    def test_is_never_deleted(self, affiliation: Affiliation):
        with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
            affiliation.delete()
        assert Affiliation.objects.filter(pk=affiliation.pk).exists()

    def test_is_never_deleted_by_sql_either(self, affiliation: Affiliation):
        with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
            connection.cursor().execute("DELETE FROM networks_affiliation")
        assert Affiliation.objects.count() == 1

    def test_ends_and_begins_again(self, affiliation: Affiliation):
        affiliation.ended_on = date(2026, 1, 31)
        affiliation.save()
        Affiliation.objects.create(network=affiliation.network, organisation=affiliation.organisation)
        assert Affiliation.objects.count() == 2

    def test_is_open_once(self, affiliation: Affiliation):
        with pytest.raises(IntegrityError, match="open_once"), transaction.atomic():
            Affiliation.objects.create(network=affiliation.network, organisation=affiliation.organisation)

    def test_does_not_end_before_it_starts(self, affiliation: Affiliation):
        row = Affiliation.objects.filter(pk=affiliation.pk)
        with pytest.raises(IntegrityError, match="ends_after"), transaction.atomic():
            row.update(started_on=date(2026, 2, 1), ended_on=date(2026, 1, 1))

    @pytest.mark.parametrize("both", [True, False])
    def test_is_of_an_organisation_or_of_a_person(self, db: None, both: bool):
        who = {"organisation": OrganisationFactory(), "person": UserFactory()} if both else {}
        with pytest.raises(IntegrityError, match="organisation_or_a_person"), transaction.atomic():
            Affiliation.objects.create(network=NetworkFactory(), **who)


class TestMembership:
    def test_is_one_role_per_network(self, db: None):
        first = MembershipFactory()
        with pytest.raises(IntegrityError, match="one_role_per_network"), transaction.atomic():
            MembershipFactory(user=first.user, network=first.network)

    def test_has_a_role_that_exists(self, db: None):
        with pytest.raises(IntegrityError, match="role_is_known"), transaction.atomic():
            Membership.objects.filter(pk=MembershipFactory().pk).update(role="dueña")

    def test_has_a_history(self, cast: Cast):
        cast.user("member")
        membership = Membership.objects.get(user=cast.user("member"))
        Membership.objects.filter(pk=membership.pk).update(role="observer")
        assert list(membership.events.order_by("pk").values_list("role", flat=True)) == ["member", "observer"]


class TestUser:
    def test_an_address_is_one_person_whatever_the_case(self, db: None):
        UserFactory(email="ana@ejemplo.example")
        with pytest.raises(IntegrityError, match="whatever_the_case"), transaction.atomic():
            UserFactory(email="Ana@Ejemplo.example")

    def test_without_a_password_nobody_signs_in(self, db: None):
        user = User.objects.create_user("ana@ejemplo.example", name="Ana")
        assert not user.has_usable_password()
        assert not user.is_admin


def test_a_region_has_an_inei_code(db: None):
    with pytest.raises(IntegrityError, match="inei_code"), transaction.atomic():
        RegionFactory(code="26")
