"""Who belongs to a network."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from networks.models import Affiliation
from networks.organisations.actions import merge_organisations, undo_merge
from tests.support.factories import OrganisationFactory, UserFactory
from tests.support.htmx import soup
from tests.support.lessons import url

pytestmark = pytest.mark.django_db


class TestAffiliations:
    def add(self, cast, who: str = "admin", **body: object):
        return cast.client(who).post(url("networks:affiliations", cast), body)

    def test_of_an_organisation_that_is_a_network_itself(self, cast):
        OrganisationFactory(name="Federación del Sur", acronym="FedSur", network=cast.other_network)
        assert self.add(cast, organisation_name="fedsur", started_on="2021-01-01").status_code == 302
        page = soup(cast.client("member").get(url("networks:affiliations", cast)))
        assert page.select(f"main a[href='{cast.other_network.get_absolute_url()}']")

    def test_what_an_organisation_is_outlives_a_merge_and_its_undoing(self, cast):
        duplicate, stays = OrganisationFactory(network=cast.network), OrganisationFactory()
        merge = merge_organisations(duplicate, into=stays, by=cast.user("admin"))
        stays.refresh_from_db()
        assert stays.network == cast.network
        undo_merge(merge)
        duplicate.refresh_from_db()
        assert duplicate.network == cast.network

    def test_two_networks_are_not_one_organisation(self, cast):
        one, other = (OrganisationFactory(network=each) for each in (cast.network, cast.other_network))
        with pytest.raises(ValidationError):
            merge_organisations(one, into=other, by=cast.user("admin"))
        one.refresh_from_db()
        assert (one.merged_into, one.network) == (None, cast.network)

    def test_of_a_person(self, cast):
        assert self.add(cast, "secretariat", person=cast.user("member").pk).status_code == 302
        assert Affiliation.objects.get().person == cast.user("member")

    def test_what_cannot_belong_adds_nothing(self, cast):
        OrganisationFactory(name="Casa Uno")
        stranger = cast.user("no_network").pk
        member = cast.user("member").pk
        both = {"organisation_name": "Casa Uno", "person": member}
        for body in ({}, {"organisation_name": "Casa"}, {"person": stranger}, both):
            assert self.add(cast, **body).status_code == 422
        assert not Affiliation.objects.exists()
        self.add(cast, organisation_name="Casa Uno")
        assert self.add(cast, organisation_name="Casa Uno").status_code == 422
        assert Affiliation.objects.count() == 1

    def test_ends_and_stays_in_the_list(self, cast):
        self.add(cast, person=cast.user("member").pk)
        pk = Affiliation.objects.get().pk
        cast.client("secretariat").post(url("networks:affiliation_end", cast, pk))
        assert Affiliation.objects.get().ended_on
        assert "hasta el" in cast.client("member").get(url("networks:affiliations", cast)).content.decode()

    def test_ends_on_the_day_that_is_told(self, cast):
        self.add(cast, person=cast.user("member").pk, started_on="2020-01-01")
        end = url("networks:affiliation_end", cast, Affiliation.objects.get().pk)
        assert cast.client("secretariat").post(end, {"ended_on": "2019-01-01"}).status_code == 422
        assert Affiliation.objects.get().ended_on is None
        cast.client("secretariat").post(end, {"ended_on": "2022-01-01"})
        assert Affiliation.objects.get().ended_on == date(2022, 1, 1)

    def test_are_found_by_words(self, cast):
        for name in ("Centro de Educación Rural", "Casa Uno"):
            Affiliation.objects.create(network=cast.network, organisation=OrganisationFactory(name=name))
        Affiliation.objects.create(network=cast.network, person=UserFactory(name="Ana Rural"))
        for words, found in (("educacion rural\0", ["Centro"]), ("rural", ["Centro", "Ana"]), ("xyz", [])):
            page = soup(cast.client("member").get(url("networks:affiliations", cast), {"q": words}))
            assert [next(row.stripped_strings).split()[0] for row in page.select(".rows > li")] == found

    @pytest.mark.parametrize(("which", "status"), [("network", 302), ("other_network", 422)])
    def test_who_runs_a_network_says_that_an_organisation_is_it(self, cast, which, status):
        organisation = OrganisationFactory()
        Affiliation.objects.create(network=cast.network, organisation=organisation)
        network = getattr(cast, which)
        sent = {"name": organisation.name, "version": 1, "itself": network.pk}
        address = reverse("networks:organisation_edit", args=[organisation.slug])
        assert cast.client("secretariat").post(address, sent).status_code == status
        organisation.refresh_from_db()
        assert organisation.network == (network if status == 302 else None)

    def test_two_organisations_are_not_one_network(self, cast):
        OrganisationFactory(network=cast.network)
        other = OrganisationFactory()
        sent = {"name": other.name, "version": 1, "itself": cast.network.pk}
        address = reverse("networks:organisation_edit", args=[other.slug])
        assert cast.client("admin").post(address, sent).status_code == 422
        other.refresh_from_db()
        assert other.network is None
