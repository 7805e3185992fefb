"""What the database holds by itself."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import translation

from networks.models import Affiliation, Membership, Sector, User
from tests.support.cast import Cast
from tests.support.factories import MembershipFactory, NetworkFactory, OrganisationFactory, RegionFactory, UserFactory


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

    def test_an_affiliation_of_a_person_is_open_once(self, db: None):
        row = {"network": NetworkFactory(), "person": UserFactory()}
        Affiliation.objects.create(**row)
        with pytest.raises(IntegrityError, match="person_open_once"), transaction.atomic():
            Affiliation.objects.create(**row)

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

    def test_the_command_line_makes_an_admin(self, db: None):
        user = User.objects.create_superuser(" Jefa@Ejemplo.example ", "una clave larga", name="Jefa")
        assert (user.email, user.is_admin, user.is_staff) == ("jefa@ejemplo.example", True, True)

    @pytest.mark.parametrize(("name", "short"), [("Rosa Quispe Huamaní", "Rosa"), ("", "ana@ejemplo.example")])
    def test_is_called_by_the_first_name(self, name: str, short: str):
        assert User(name=name, email="ana@ejemplo.example").get_short_name() == short


class TestNetwork:
    def test_does_not_end_before_it_begins(self, db: None):
        with pytest.raises(IntegrityError, match="until_not_before_since"), transaction.atomic():
            NetworkFactory(since_year=2001, until_year=2000)

    def test_has_one_text_on_each_topic(self, db: None):
        network = NetworkFactory()
        network.facts.create(topic="lead", text_es="Uno", text_en="One")
        with pytest.raises(IntegrityError, match="networkfact_topic_once"), transaction.atomic():
            network.facts.create(topic="lead", text_es="Otro", text_en="Another")

    @pytest.mark.parametrize(("language", "text"), [("es", "Salud"), ("en", "Health")])
    def test_its_sector_is_read_in_one_s_language(self, language: str, text: str):
        with translation.override(language):
            assert str(Sector(name_es="Salud", name_en="Health")) == text


class TestRegion:
    @pytest.mark.parametrize("code", ["00", "26", "1", "AB"])
    def test_has_an_inei_code(self, db: None, code: str):
        with pytest.raises(IntegrityError, match="inei_code"), transaction.atomic():
            RegionFactory(code=code)

    @pytest.mark.parametrize("poverty", [-1, 100.1])
    def test_poverty_is_per_cent(self, db: None, poverty: float):
        with pytest.raises(IntegrityError, match="is_per_cent"), transaction.atomic():
            RegionFactory(code="08", poverty_2024=poverty)
