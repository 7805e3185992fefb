"""The directory of organisations. Who may open what: test_permission_matrix.py."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils.timezone import localdate

from networks.models import Affiliation, Organisation
from networks.organisations.actions import (
    Overtaken,
    add_organisation,
    change_organisation,
    close_organisation,
    reopen_organisation,
)
from networks.record.ruc import check_digit, validate_ruc
from tests.support.cast import Cast
from tests.support.factories import (
    LessonFactory,
    NetworkFactory,
    OrganisationFactory,
    RegionFactory,
    speak_for,
)
from tests.support.htmx import headers, soup, swap
from tests.support.organisations import OTHER_RUC, RUC, belonging

LIST = "/organizaciones/"


def names(page: Any) -> list[str]:
    return [link.get_text(strip=True) for link in page.select("#results .rows a")]


class TestRuc:
    @pytest.mark.parametrize("number", [RUC, OTHER_RUC, "20100070970"])
    def test_of_known_bodies_is_right(self, number: str):
        assert check_digit(number[:10]) == int(number[10])
        validate_ruc(number)

    @pytest.mark.parametrize("place", range(2, 11))
    def test_with_one_digit_wrong_is_refused(self, place: int):
        wrong = RUC[:place] + str((int(RUC[place]) + 1) % 10) + RUC[place + 1 :]
        with pytest.raises(ValidationError):
            validate_ruc(wrong)

    @pytest.mark.parametrize(
        "text", ["", "2013131295", RUC + "0", "30131312955", "2013131295x", "２０１３１３１２９５５"]
    )
    def test_of_another_form_is_refused(self, text: str):
        with pytest.raises(ValidationError):
            validate_ruc(text)

    def test_a_ruc_of_another_form_is_refused_by_the_database(self, db: None):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrganisationFactory(ruc="99")


class TestDirectory:
    @pytest.mark.parametrize("words", ["educacion", "EDUCACIÓN", "centro educa", "cre", RUC])
    def test_finds_by_name_acronym_or_ruc_whatever_the_accents(self, cast: Cast, words: str):
        OrganisationFactory(name="Centro de Educación Rural", acronym="CRE", ruc=RUC)
        OrganisationFactory(name="Asociación de Productoras")
        page = soup(cast.client("member").get(LIST, {"q": words}))
        assert names(page) == ["Centro de Educación Rural"]

    def test_says_when_it_finds_nothing(self, cast: Cast):
        OrganisationFactory()
        page = soup(cast.client("member").get(LIST, {"q": "xilófono"}))
        assert names(page) == []
        assert page.select_one("#results .empty")

    def test_is_narrowed_by_network_department_and_kind(self, cast: Cast):
        wanted, others = OrganisationFactory(kind="ngo"), OrganisationFactory.create_batch(3, kind="church")
        region = RegionFactory()
        wanted.regions.add(region)
        belonging(wanted, cast.network)
        belonging(others[0], cast.network, ended_on=localdate())
        member = cast.client("member")
        for name, value in (("network", "propia"), ("region", region.slug), ("kind", "ngo")):
            assert names(soup(member.get(LIST, {name: value}))) == [wanted.name]
        assert len(names(soup(member.get(LIST)))) == 4

    def test_of_a_filter_not_on_its_list_says_so_and_shows_none(self, cast: Cast):
        OrganisationFactory()
        page = soup(cast.client("member").get(LIST, {"kind": "sect"}))
        assert names(page) == []
        assert page.select_one("#results .errorlist")

    def test_shows_closed_ones_when_asked(self, cast: Cast):
        closed = OrganisationFactory(closed_on=localdate())
        member = cast.client("member")
        assert names(soup(member.get(LIST))) == []
        assert names(soup(member.get(LIST, {"closed": "on"}))) == [closed.name]

    def test_shows_none_that_was_merged(self, cast: Cast):
        stays = OrganisationFactory()
        OrganisationFactory(merged_into=stays)
        assert names(soup(cast.client("admin").get(LIST, {"closed": "on"}))) == [stays.name]

    @pytest.mark.fragment("networks/organisations/organisations.html#results")
    def test_a_swap_leaves_what_a_reload_would_show(self, cast: Cast):
        OrganisationFactory(name="Centro de Educación Rural")
        OrganisationFactory()
        member = cast.client("member")
        page = soup(member.get(LIST))
        swap(page, member.get(LIST, {"q": "rural"}, headers=headers("results")), "results")
        assert page.body == soup(member.get(LIST, {"q": "rural"})).body  # the head alone names the address
        assert names(page) == ["Centro de Educación Rural"]


class TestPage:
    def test_shows_what_is_known(self, cast: Cast):
        organisation = OrganisationFactory(name="Centro Rural", ruc=RUC, kind="ngo", website="https://centro.example")
        belonging(organisation, cast.network, started_on=date(2020, 3, 1))
        belonging(
            organisation, NetworkFactory(name="La Anterior"), started_on=date(2010, 1, 1), ended_on=date(2015, 1, 1)
        )
        text = soup(cast.client("member").get(organisation.get_absolute_url())).main.get_text(" ", strip=True)
        for told in (RUC, "ONG", "Propia", "1 de marzo de 2020", "La Anterior", "1 de enero de 2015"):
            assert told in text

    def test_shows_the_lessons_one_may_read(self, cast: Cast):
        organisation = OrganisationFactory()
        fields = {"network": cast.network, "author": cast.user("member"), "organisation": organisation}
        public = LessonFactory(visibility="public", published=True, **fields)
        own = LessonFactory(visibility="own_network", published=True, **fields)
        draft = LessonFactory(**fields)

        def shown(who: str) -> set[str]:
            page = soup(cast.client(who).get(organisation.get_absolute_url()))
            return {link["href"] for link in page.select(".cards a")}

        assert shown("other_member") == {public.get_absolute_url()}
        assert shown("observer") == {public.get_absolute_url(), own.get_absolute_url()}
        assert draft.get_absolute_url() not in shown("member")

    @pytest.mark.parametrize(("who", "sees"), [("observer", True), ("admin", True), ("other_secretariat", False)])
    def test_shows_people_to_those_of_their_network(self, cast: Cast, who: str, sees: bool):
        organisation = OrganisationFactory()
        speak_for(organisation, cast.user("member"))
        page = soup(cast.client(who).get(organisation.get_absolute_url()))
        assert (cast.user("member").name in page.main.get_text()) is sees

    def test_of_one_that_was_merged_leads_to_what_it_is_now(self, cast: Cast):
        stays = OrganisationFactory()
        gone = OrganisationFactory(merged_into=stays)
        answer = cast.client("member").get(gone.get_absolute_url())
        assert (answer.status_code, answer["Location"]) == (302, stays.get_absolute_url())
        assert cast.client("no_network").get(gone.get_absolute_url()).status_code == 404


class TestAdding:
    URL = "/organizaciones/nueva/"

    def test_by_a_secretariat_makes_it_a_member_today(self, cast: Cast):
        region = RegionFactory()
        sent = {"name": "Centro Rural", "ruc": RUC, "regions": [region.pk], "network": cast.network.pk}
        answer = cast.client("secretariat").post(self.URL, sent)
        organisation = Organisation.objects.get()
        assert answer["Location"] == organisation.get_absolute_url() == "/organizaciones/centro-rural/"
        assert list(organisation.regions.all()) == [region]
        [affiliation] = organisation.affiliations.all()
        assert (affiliation.network, affiliation.started_on) == (cast.network, localdate())

    def test_to_no_network_is_for_admins(self, cast: Cast):
        sent = {"name": "Centro Rural"}
        refused = cast.client("secretariat").post(self.URL, sent)
        assert refused.status_code == 422
        assert soup(refused).select_one("#id_network_error, .errorlist")
        assert not Organisation.objects.exists()
        assert cast.client("admin").post(self.URL, sent).status_code == 302
        assert not Organisation.objects.get().affiliations.exists()

    def test_to_the_network_of_others_is_refused(self, cast: Cast):
        sent = {"name": "Centro Rural", "network": cast.other_network.pk}
        assert cast.client("secretariat").post(self.URL, sent).status_code == 422
        assert not Organisation.objects.exists()

    @pytest.mark.parametrize(
        ("name", "value"), [("name", ""), ("name", "Ya Existe"), ("ruc", "20131312954"), ("ruc", OTHER_RUC)]
    )
    def test_with_a_fault_says_where_and_keeps_what_was_typed(self, cast: Cast, name: str, value: str):
        OrganisationFactory(name="Ya Existe", ruc=OTHER_RUC)
        sent = {"name": "Centro Rural", "acronym": "CR", "network": cast.network.pk} | {name: value}
        page = soup(cast.client("secretariat").post(self.URL, sent))
        [fault] = page.select("main form .errorlist")
        assert fault.find_parent("div").select_one(f"[name={name}]")
        assert page.select_one("[name=acronym]")["value"] == "CR"
        assert Organisation.objects.count() == 1

    def test_of_two_with_names_alike_gives_each_its_address(self, db: None):
        for name in ("Centro Rural", "Centro rural", "¡Centro Rural!", "Nueva", "???"):
            add_organisation(Organisation(name=name), regions=[], network=None)
        slugs = set(Organisation.objects.values_list("slug", flat=True))
        assert slugs == {"centro-rural", "centro-rural-2", "centro-rural-3", "nueva-2", "organizacion"}


class TestChanging:
    @pytest.fixture
    def organisation(self, cast: Cast) -> Organisation:
        organisation = OrganisationFactory(name="Centro Rural", acronym="CR")
        belonging(organisation, cast.network)
        return organisation

    @pytest.fixture
    def url(self, organisation: Organisation) -> str:
        return f"/organizaciones/{organisation.slug}/editar/"

    def test_keeps_its_address(self, cast: Cast, organisation: Organisation, url: str):
        client = cast.client("secretariat")
        seen = soup(client.get(url)).select_one("[name=version]")["value"]
        client.post(url, {"name": "Centro Rural Andino", "version": seen})
        changed = Organisation.objects.get()
        assert (changed.name, changed.acronym, changed.slug) == ("Centro Rural Andino", "", organisation.slug)

    def test_by_two_at_once_tells_the_second(self, cast: Cast, organisation: Organisation, url: str):
        first, second = cast.client("admin"), cast.client("secretariat")
        seen = soup(second.get(url)).select_one("[name=version]")["value"]
        first.post(url, {"name": "Nombre del primero", "acronym": "CR", "version": seen})
        answer = second.post(url, {"name": "Nombre del segundo", "acronym": "CR", "version": seen})
        assert answer.status_code == 422
        page = soup(answer)
        assert page.select_one("[name=name]")["value"] == "Nombre del segundo"
        told = page.select_one("[name=name]").find_parent("div").select_one(".errorlist").get_text()
        assert "Nombre del primero" in told
        assert Organisation.objects.get().name == "Nombre del primero"
        again = page.select_one("[name=version]")["value"]
        second.post(url, {"name": "Nombre del segundo", "acronym": "CR", "version": again})
        assert Organisation.objects.get().name == "Nombre del segundo"

    def test_without_saying_what_was_seen_is_refused(self, cast: Cast, organisation: Organisation, url: str):
        assert cast.client("admin").post(url, {"name": "Otro"}).status_code == 422
        assert Organisation.objects.get().name == "Centro Rural"

    def test_of_a_version_gone_stores_nothing(self, organisation: Organisation):
        organisation.name = "Otro"
        with pytest.raises(Overtaken):
            change_organisation(organisation, regions=[], seen=7)
        assert Organisation.objects.get().name == "Centro Rural"

    def test_ends_with_its_belonging(self, cast: Cast, organisation: Organisation, url: str):
        Affiliation.objects.update(ended_on=localdate())
        client = cast.client("secretariat")
        assert client.post(url, {"name": "Otro", "version": 1}).status_code == 403
        assert Organisation.objects.get().name == "Centro Rural"


class TestClosing:
    def test_ends_its_belonging_and_deletes_nothing(self, cast: Cast):
        organisation = OrganisationFactory()
        belonging(organisation, cast.network, started_on=date(2020, 1, 1))
        later = belonging(organisation, cast.other_network, started_on=localdate() + timedelta(days=9))
        close_organisation(organisation, on=localdate())
        close_organisation(organisation, on=date(2000, 1, 1))
        assert Organisation.objects.get().closed_on == localdate()
        ended = dict(Affiliation.objects.values_list("network__slug", "ended_on"))
        assert ended == {"propia": localdate(), "ajena": later.started_on}
        reopen_organisation(organisation)
        assert Organisation.objects.get().closed_on is None

    def test_is_the_only_way_it_ends(self, db: None):
        organisation = OrganisationFactory()
        with pytest.raises(ProgrammingError), transaction.atomic():
            organisation.delete()
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM networks_organisation")
        assert Organisation.objects.exists()

    def test_by_its_button(self, cast: Cast):
        organisation = OrganisationFactory()
        url = f"/organizaciones/{organisation.slug}/cerrar/"
        cast.client("admin").post(url, {"then": "close"})
        assert Organisation.objects.get().is_closed
        cast.client("admin").post(url, {"then": "reopen"})
        assert not Organisation.objects.get().is_closed
