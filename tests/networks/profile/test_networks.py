"""A network's profile and settings, its history and its course."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base.reading.kept_lists import KeptLists
from lessons.models import Assessment
from networks.models import Affiliation, Network, NetworkRelation, PublishedFact, PublishedMember
from tests.support.factories import (
    FindingFactory,
    LessonFactory,
    MembershipFactory,
    NetworkFactory,
    OrganisationFactory,
)
from tests.support.htmx import soup
from tests.support.lessons import url

pytestmark = pytest.mark.django_db
PROFILE = {
    "name": "Propia",
    "full_name": "Red Propia del Perú",
    "kind": "forum",
    "purpose": "Que se nos escuche.",
    "works_as": "support",
    "functions": ["convene", "amplify"],
    "membership_form": "both",
    "former_names": "La Antigua\n\n La Primera ",
    "since_year": "1999",
    "default_visibility": "own_network",
    "digest_weekday": "4",
    "version": "1",
}


class TestVerifiedName:
    """That a network's full name is what its papers say, no network says of itself."""

    def sent(self, cast, who, **change):
        answer = cast.client(who).post(url("networks:network_edit", cast), PROFILE | change)
        return answer.status_code, Network.objects.get(pk=cast.network.pk).name_verified

    def test_an_admin_verifies_it(self, cast):
        assert self.sent(cast, "admin", name_verified="on") == (302, True)
        assert "name_verified" in cast.client("admin").get(url("networks:network_edit", cast)).content.decode()

    def test_the_secretariat_does_not_verify_its_name(self, cast):
        assert self.sent(cast, "secretariat", name_verified="on") == (302, False)
        assert (
            "name_verified" not in cast.client("secretariat").get(url("networks:network_edit", cast)).content.decode()
        )

    @pytest.mark.parametrize(("name", "is_verified"), [("Red Propia del Perú", True), ("Otra Red del Perú", False)])
    def test_another_full_name_is_to_be_verified_again(self, cast, name, is_verified):
        Network.objects.filter(pk=cast.network.pk).update(full_name="Red Propia del Perú", name_verified=True)
        assert self.sent(cast, "secretariat", full_name=name) == (302, is_verified)

    def test_verified_while_the_secretariat_wrote_it_comes_back_as_ever(self, cast):
        Network.objects.filter(pk=cast.network.pk).update(name_verified=True, version=2)
        assert self.sent(cast, "secretariat") == (422, True)


class TestProfile:
    def test_is_saved_and_shown(self, cast):
        client = cast.client("secretariat")
        assert client.post(url("networks:network_edit", cast), PROFILE).status_code == 302
        network = Network.objects.get(pk=cast.network.pk)
        assert network.former_names == ["La Antigua", "La Primera"]
        assert (network.functions, network.digest_weekday, network.version) == (["convene", "amplify"], 4, 2)
        facts = soup(client.get(network.get_absolute_url())).select_one(".facts").get_text(" ")
        for said in ("Que se nos escuche.", "apoyo", "convoca", "La Antigua"):
            assert said in facts

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"full_name": ""}, "full_name"),
            ({"name": ""}, "name"),
            ({"since_year": "1066"}, "since_year"),
            ({"since_year": "2010", "until_year": "2000"}, "until_year"),
            ({"functions": ["rule"]}, "functions"),
            ({"default_visibility": "chosen_networks"}, "default_visibility"),
            ({"digest_weekday": "6"}, "digest_weekday"),
            ({"website": "javascript:alert(1)"}, "website"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(self, cast, change, field):
        before = Network.objects.filter(pk=cast.network.pk).values().get()
        answer = cast.client("secretariat").post(url("networks:network_edit", cast), PROFILE | change)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert Network.objects.filter(pk=cast.network.pk).values().get() == before

    @pytest.mark.parametrize("field", ["name", "full_name"])
    @pytest.mark.parametrize(
        "name", ["Ajena", "AJENA", "Ajéna.", "A j e n a", "A\u200bjena", "Аjena", "ɑjena", "La de antes"]
    )
    def test_none_takes_the_name_of_another_or_its_like(self, cast, field, name):
        """Who chooses the readers of a lesson goes by it."""
        cast.other_network.name = "La de antes"
        cast.other_network.save()
        Network.objects.filter(pk=cast.other_network.pk).update(name="Ajena")
        answer = cast.client("secretariat").post(url("networks:network_edit", cast), PROFILE | {field: name})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert Network.objects.get(pk=cast.network.pk).name == "Propia"

    @pytest.mark.parametrize(
        "name", ["Ajena del Sur", "Red Nº 1", "Ñuqanchik", "Q\u02bcero", "Murui-Muinanɨ", "Propia"]
    )
    def test_any_other_name_is_theirs_to_choose(self, cast, name):
        assert cast.other_network
        assert cast.client("secretariat").post(url("networks:network_edit", cast), PROFILE | {"name": name}).url
        assert Network.objects.get(pk=cast.network.pk).name == name

    def test_the_second_of_two_editors_is_told(self, cast):
        first, second = cast.client("secretariat"), cast.client("admin")
        first.post(url("networks:network_edit", cast), PROFILE)
        answer = second.post(url("networks:network_edit", cast), PROFILE | {"purpose": "Otra cosa."})
        assert answer.status_code == 422
        assert Network.objects.get(pk=cast.network.pk).purpose == "Que se nos escuche."
        again = PROFILE | {"purpose": "Otra cosa.", "version": soup(answer).select_one("[name=version]")["value"]}
        assert second.post(url("networks:network_edit", cast), again).status_code == 302
        assert Network.objects.get(pk=cast.network.pk).purpose == "Otra cosa."

    def test_the_second_editor_reads_the_new_text_at_each_field_that_differs(self, cast):
        address = url("networks:network_edit", cast)
        cast.client("secretariat").post(address, PROFILE)
        page = soup(cast.client("admin").post(address, PROFILE | {"purpose": "Otra cosa."}))
        assert "Que se nos escuche." in page.select_one("#id_purpose_error").get_text()
        assert page.select_one("[name=purpose]").get_text(strip=True) == "Otra cosa."
        assert not page.select_one("#id_full_name_error")

    def test_no_word_of_a_former_name_is_cut(self, cast):
        answer = cast.client("secretariat").post(
            url("networks:network_edit", cast), PROFILE | {"former_names": "x" * 201}
        )
        assert answer.status_code == 422
        assert soup(answer).select_one("[name=former_names]").get_text(strip=True) == "x" * 201
        assert Network.objects.get(pk=cast.network.pk).former_names == []

    def test_the_database_keeps_addresses_of_pages_free(self, cast):
        with pytest.raises(IntegrityError, match="is_no_page"), transaction.atomic():
            Network.objects.filter(pk=cast.network.pk).update(slug="vinculos")

    def test_the_database_refuses_unknown_functions(self, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            Network.objects.filter(pk=cast.network.pk).update(functions=["rule"])


class TestSettings:
    @pytest.mark.parametrize(("lets", "who", "status"), [(True, "member", 302), (False, "member", 403)])
    def test_members_publish_their_own_where_the_network_lets_them(self, cast, lets, who, status):
        Network.objects.filter(pk=cast.network.pk).update(members_may_publish=lets)
        draft = LessonFactory(network=cast.network, author=cast.user(who))
        assert cast.client(who).post(reverse("lessons:publish", args=[draft.pk])).status_code == status
        draft.refresh_from_db()
        assert draft.is_published is (status == 302)

    @pytest.mark.parametrize("who", ["observer", "other_member", "colleague"])
    def test_members_never_publish_what_others_wrote(self, cast, who):
        Network.objects.update(members_may_publish=True)
        draft = LessonFactory(network=cast.network, author=cast.user("member"))
        if who == "colleague":
            who = "no_network"
            MembershipFactory(user=cast.user(who), network=cast.network)
        assert cast.client(who).post(reverse("lessons:publish", args=[draft.pk])).status_code == 404
        draft.refresh_from_db()
        assert not draft.is_published

    def test_the_form_offers_it_and_starts_with_the_networks_reach(self, cast):
        Network.objects.filter(pk=cast.network.pk).update(members_may_publish=True, default_visibility="own_network")
        page = soup(cast.client("member").get(reverse("lessons:new")))
        assert page.select("button[value=publish]")
        assert [radio["value"] for radio in page.select("[name=visibility][checked]")] == ["own_network"]
        Network.objects.filter(pk=cast.network.pk).update(members_may_publish=False)
        assert not soup(cast.client("member").get(reverse("lessons:new"))).select("button[value=publish]")

    def test_the_reach_is_that_of_the_network_asked_for(self, cast):
        other = NetworkFactory(slug="otra", default_visibility="own_network")
        MembershipFactory(user=cast.user("admin"), network=cast.network)
        for who in ("admin", "secretariat"):
            MembershipFactory(user=cast.user(who), network=NetworkFactory(default_visibility="public"))
        MembershipFactory(user=cast.user("secretariat"), network=other)
        for who in ("admin", "secretariat"):
            page = soup(cast.client(who).get(reverse("lessons:new"), {"network": "otra"}))
            assert [radio["value"] for radio in page.select("[name=visibility][checked]")] == ["own_network"]


class TestHistory:
    def test_tells_what_it_was_before(self, cast):
        for host in ("Casa Nueva", "Casa Novísima"):
            Network.objects.filter(pk=cast.network.pk).update(host=host)
        text = soup(cast.client("anonymous").get("/en" + url("networks:history", cast))).main.get_text(" ")
        assert "Host: Casa Novísima (before: Casa Nueva)" in text

    def test_the_day_is_limas(self, cast):
        events = Network.pgh_event_model.objects
        Network.objects.filter(pk=cast.network.pk).update(host="Casa Nueva")
        night = datetime(2025, 1, 1, 2, tzinfo=UTC)  # still New Year's Eve in Lima
        events.filter(pgh_obj=cast.network, host="Casa Nueva").update(pgh_created_at=night)
        page = soup(cast.client("anonymous").get("/en" + url("networks:history", cast)))
        assert "2024" in page.main.get_text(" ")
        assert "2025" not in page.main.get_text(" ")

    def test_who_came_in_on_one_day_is_one_line(self, cast):
        for number in range(12):
            organisation = OrganisationFactory(name=f"Centro {number:02d}")
            Affiliation.objects.create(network=cast.network, organisation=organisation, started_on=date(2020, 1, 1))
        text = soup(cast.client("member").get("/en" + url("networks:history", cast))).main.get_text(" ")
        assert "Centro 07; and 4 more" in text
        assert "Centro 08" not in text

    def test_tells_when_it_said_where_it_stands_and_not_who(self, cast):
        by = cast.user("secretariat")
        Assessment.objects.create(network=cast.network, finding=FindingFactory(), place=2, made_by=by)
        text = soup(cast.client("anonymous").get("/en" + url("networks:history", cast))).main.get_text(" ")
        assert "It said where it stands on 1 finding" in text
        assert by.name not in text

    def test_tells_what_everybody_may_know(self, cast):
        Network.objects.filter(pk=cast.network.pk).update(since_year=1999)
        Network.objects.filter(pk=cast.network.pk).update(host="Casa Nueva")
        organisation = OrganisationFactory(name="Casa Uno")
        Affiliation.objects.create(network=cast.network, organisation=organisation, started_on=date(2010, 1, 1))
        Affiliation.objects.create(network=cast.network, person=cast.user("member"), started_on=date(2011, 1, 1))
        NetworkRelation.objects.create(
            first=cast.network, second=cast.other_network, kind="alliance", started_on=date(2015, 1, 1)
        )
        LessonFactory(network=cast.network, author=cast.user("member"), published=True, visibility="public")
        LessonFactory(network=cast.network, author=cast.user("member"), published=True, visibility="own_network")
        pages = {who: cast.client(who).get(url("networks:history", cast)) for who in ("anonymous", "member")}
        told = {who: soup(page).main.get_text(" ") for who, page in pages.items()}
        for text in told.values():
            for said in ("1999", "2015", "Ajena", "Entidad que la alberga"):
                assert said in text
            assert "Member" not in text
        assert ("Casa Uno" in told["member"], "Casa Uno" in told["anonymous"]) == (True, False)
        assert "1 lección publicada" in told["anonymous"]
        assert "2 lecciones publicadas" in told["member"]


class TestCourse:
    def test_over_time_and_among_the_others(self, cast):
        challenge = FindingFactory(number=1)
        by = cast.user("secretariat")
        for network, day, place in (
            (cast.network, date(2024, 1, 1), 5),
            (cast.network, date(2025, 1, 1), 2),
            (cast.other_network, date(2025, 1, 1), 4),
            (NetworkFactory(), date(2025, 1, 1), 2),
        ):
            Assessment.objects.create(network=network, finding=challenge, place=place, made_on=day, made_by=by)
        page = soup(cast.client("anonymous").get(url("networks:course", cast), {"kind": "challenge"}))
        assert len(page.select(".course circle")) == 2
        said = " ".join(page.main.get_text(" ").split())
        assert "de 2 otras redes, 0 están más abajo, 1 aquí y 1 más arriba" in said
        assert by.name not in said

    @pytest.mark.parametrize("kind", ["challenge", "best_practice", "emerging_theme", "recommendation"])
    def test_each_kind_is_asked_and_kept(self, cast, kind):
        letter = {"challenge": "C", "best_practice": "P", "emerging_theme": "T", "recommendation": "R"}[kind]
        FindingFactory(number=1, code=f"{letter}1", kind=kind)
        where = f"{url('networks:place', cast)}?kind={kind}"
        body = {f"place_{letter}1": "4", f"note_{letter}1": "Por el cambio de ministro."}
        assert cast.client("secretariat").post(where, body).status_code == 302
        kept = Assessment.objects.get()
        assert (kept.finding.code, kept.place, kept.made_by) == (f"{letter}1", 4, cast.user("secretariat"))
        assert cast.client("secretariat").post(where, {f"place_{letter}1": "6"}).status_code == 422
        assert Assessment.objects.count() == 1


@pytest.mark.parametrize("rows", [5, 50])
def test_queries_do_not_grow(cast, django_assert_num_queries, rows):
    here = cast.network
    Affiliation.objects.bulk_create(
        [Affiliation(network=here, organisation=each) for each in OrganisationFactory.create_batch(rows)]
    )
    NetworkRelation.objects.bulk_create(
        [NetworkRelation(first=here, second=each, kind="alliance") for each in NetworkFactory.create_batch(rows)]
    )
    client, member = cast.client("anonymous"), cast.client("member")
    for table in (PublishedFact, PublishedMember):  # as in a process that has been running
        KeptLists().of(table)
    pages = {"/redes/vinculos/": 1, url("networks:relations", cast): 2, url("networks:history", cast): 6}
    for address, queries in pages.items():
        with django_assert_num_queries(queries):
            client.get(address)
    with django_assert_num_queries(7):
        member.get(url("networks:affiliations", cast))
