"""Whom to ask: who sees whom, and what of them."""

import pytest
from django.urls import reverse

from networks.models import User
from networks.people.queries import people_seen_by, with_visible_contacts
from tests.support.factories import LessonFactory, MembershipFactory, NetworkFactory, OrganisationFactory, speak_for
from tests.support.htmx import headers, soup, swap

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(cast) -> dict[str, User]:
    names = ("no_network", "other_member", "observer", "member", "secretariat", "admin")
    return {name: cast.user(name) for name in names}


def seen(cast, who: str, everybody: dict[str, User]) -> set[str]:
    found = set(people_seen_by(cast.user(who)))
    return {name for name, user in everybody.items() if user in found}


class TestWhoIsSeen:
    @pytest.mark.parametrize(
        ("who", "whom"),
        [
            ("no_network", {"no_network"}),
            ("other_member", {"other_member"}),
            ("observer", {"observer", "member", "secretariat"}),
            ("member", {"observer", "member", "secretariat"}),
            ("admin", {"no_network", "other_member", "observer", "member", "secretariat", "admin"}),
        ],
    )
    def test_people_of_ones_own_networks(self, cast, everybody, who, whom):
        assert seen(cast, who, everybody) == whom
        for name, user in everybody.items():
            status = cast.client(who).get(reverse("networks:person", args=[user.pk])).status_code
            assert status == (200 if name in whom else 404)

    def test_people_of_other_networks_are_seen_if_they_say_what_to_ask_them(self, cast, everybody):
        both = [everybody[name].pk for name in ("other_member", "no_network")]
        User.objects.filter(pk__in=both).update(knows_about="Agua")
        assert "other_member" in seen(cast, "member", everybody)
        assert "no_network" not in seen(cast, "member", everybody)  # takes part in nothing
        assert seen(cast, "no_network", everybody) == {"no_network"}

    def test_nobody_who_is_gone(self, cast, everybody):
        User.objects.filter(pk=everybody["member"].pk).update(is_active=False)
        assert "member" not in seen(cast, "secretariat", everybody)


class TestContact:
    @pytest.mark.parametrize(
        ("choice", "who_sees"),
        [
            ("nobody", {"member"}),
            ("own_networks", {"member", "observer", "secretariat"}),
            ("all_networks", {"member", "observer", "secretariat", "other_member"}),
        ],
    )
    def test_is_seen_by_choice(self, cast, everybody, choice, who_sees):
        User.objects.filter(pk=everybody["member"].pk).update(
            contact="999 888 777", contact_for=choice, knows_about="Agua"
        )
        sees = set()
        for who in ("no_network", "other_member", "observer", "member", "secretariat"):
            [person] = with_visible_contacts(cast.user(who), User.objects.filter(pk=everybody["member"].pk))
            page = cast.client(who).get(reverse("networks:person", args=[person.pk])).content.decode()
            assert ("999 888 777" in page) is bool(person.contact)
            assert person.email == ("member@ejemplo.example" if who == "member" else "")
            sees |= {who} if person.contact else set()
        assert sees == who_sees

    def test_a_choice_that_is_not_there_is_refused(self, cast):
        body = {"name": "Ana", "contact": "1", "contact_for": "world", "language": "es"}
        assert cast.client("member").post("/cuenta/perfil/", body).status_code == 422
        assert not User.objects.filter(name="Ana").exists()


class TestDirectory:
    def names(self, client, **query: str) -> list[str]:
        page = soup(client.get(reverse("networks:directory", query=query)))
        return [link.text.strip() for link in page.select("main .rows a.tall")]

    @pytest.mark.parametrize("words", ["AGUA potable", "cañon", "Propia agua", "warmi"])
    def test_finds_by_name_theme_network_and_organisation(self, cast, everybody, words):
        User.objects.filter(pk=everybody["member"].pk).update(name="Luz Cañón", knows_about="El agua potable en Puno")
        speak_for(OrganisationFactory(name="Asociación Wármi"), cast.user("member"))
        assert self.names(cast.client("observer"), q=words) == ["Luz Cañón"]
        assert self.names(cast.client("observer"), q=f"{words} xyzzy") == []

    def test_narrows_to_a_network(self, cast, everybody):
        User.objects.filter(pk=everybody["other_member"].pk).update(knows_about="Agua")
        assert self.names(cast.client("member"), network="ajena") == ["Other_Member"]
        assert self.names(cast.client("member"), network="no-hay") == []

    @pytest.mark.fragment("networks/people/directory.html#results")
    def test_swap_leaves_the_page_a_reload_would_show(self, cast, everybody):
        client, url = cast.client("member"), reverse("networks:directory")
        page = soup(client.get(url))
        swap(page, client.get(url, {"q": "secre"}, headers=headers("results")), "results")
        assert page.main == soup(client.get(url, {"q": "secre"})).main


def test_a_page_lists_no_lesson_that_was_shared_without_a_name(cast):
    author = MembershipFactory(network=cast.network).user
    shared = {"network": cast.network, "author": author, "published": True, "visibility": "public"}
    LessonFactory(title="Con mi nombre", **shared)
    LessonFactory(title="Sin mi nombre", is_unnamed=True, **shared)
    for who, sees in (("member", False), ("secretariat", True), ("admin", True)):
        page = cast.client(who).get(reverse("networks:person", args=[author.pk])).content.decode()
        assert "Con mi nombre" in page
        assert ("Sin mi nombre" in page) is sees


@pytest.mark.parametrize("rows", [5, 50])
def test_queries_do_not_grow(cast, rows, django_assert_num_queries):
    for _ in range(rows):
        role = MembershipFactory(network=cast.network)
        MembershipFactory(user=role.user, network=NetworkFactory())
    client = cast.client("member")
    # Session, person, header; own networks twice, the networks of the filter, how many, people, roles, who is near.
    with django_assert_num_queries(10):
        client.get(reverse("networks:directory"))
