"""Django's admin, as the platform's admin uses it; the matrix says that nobody else gets in."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from digests.models import Digest, Subscription
from lessons.models import Assessment, Finding, Lesson, SynonymGroup, UnansweredSearch
from lessons.unanswered.models import LEAST_PEOPLE, this_week
from networks.models import (
    Affiliation,
    Membership,
    NaturalRegion,
    Network,
    Organisation,
    Region,
    Sector,
    User,
)
from tests.support.cast import Cast
from tests.support.factories import (
    PASSWORD,
    ApplicationFactory,
    CorroborationFactory,
    LessonFactory,
    NetworkFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.support.htmx import soup

OURS = [model for model in admin.site._registry if model._meta.app_label in {"networks", "lessons", "digests"}]
ADDED_BY_HAND = [Network, Organisation, Affiliation, Membership, Region, NaturalRegion, Sector, User, SynonymGroup]


def page(model: type, name: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


@pytest.fixture
def rows(cast: Cast) -> None:
    """At least one of each."""
    call_command("load_frame", verbosity=0)
    SynonymGroup.objects.create(kind="near", terms=["kiwicha", "amaranto"])
    user = cast.user("member")
    lesson = LessonFactory(network=cast.network, author=user)
    CorroborationFactory(lesson=lesson, network=cast.network, by=user)
    ApplicationFactory(lesson=lesson, network=cast.network, by=user)
    Assessment.objects.create(network=cast.network, finding=Finding.objects.get(code="T1"), place=3, made_by=user)
    Affiliation.objects.create(network=cast.network, organisation=OrganisationFactory())
    UnansweredSearch.objects.create(words="agua segura", week=this_week(), people=LEAST_PEOPLE)
    subscription = Subscription.starting(user)
    subscription.save()
    Digest.objects.create(subscription=subscription, period_end=now())


@pytest.mark.usefixtures("rows")
class TestEveryPage:
    def test_list_search_and_filters(self, cast: Cast, subtests: pytest.Subtests):
        client = cast.client("admin")
        for model in OURS:
            with subtests.test(model.__name__):
                site, address = admin.site._registry[model], page(model, "changelist")
                assert client.get(address, {"q": "zzzz"} if site.search_fields else {}).status_code == 200
                listed = client.get(address)
                assert listed.status_code == 200
                tree = soup(listed)
                shown = tree.select("#result_list tbody tr")
                assert len(shown) == min(model._default_manager.count(), site.list_per_page)
                for link in tree.select("#changelist-filter li a"):
                    assert client.get(address + link["href"]).status_code == 200

    def test_form_and_history(self, cast: Cast, subtests: pytest.Subtests):
        client = cast.client("admin")
        for model in OURS:
            with subtests.test(model.__name__):
                row = model._default_manager.first()
                assert client.get(page(model, "change", row.pk)).status_code == 200
                assert client.get(page(model, "history", row.pk)).status_code == 200
                assert client.get(page(model, "add")).status_code == (200 if model in ADDED_BY_HAND else 403)


@pytest.mark.parametrize(
    ("model", "words", "found"),
    [(User, "member@", 2), (User, "other_member", 1), (Network, "propia", 1), (Membership, "Other_Member", 1)],
)
def test_search_finds(cast: Cast, model: type, words: str, found: int):
    cast.user("member"), cast.user("other_member")
    answer = cast.client("admin").get(page(model, "changelist"), {"q": words})
    assert len(soup(answer).select("#result_list tbody tr")) == found


class TestDoor:
    """Django's own login page counts no attempts and asks for no verified address: ours is the only one."""

    def test_a_stranger_is_sent_to_our_own(self, cast: Cast):
        response = cast.client("anonymous").get("/admin/", follow=True)
        assert response.redirect_chain[-1][0] == "/cuenta/login/?next=%2Fadmin%2F"

    @pytest.mark.parametrize("who", ["no_network", "member", "secretariat"])
    def test_who_is_no_admin_is_told_so(self, cast: Cast, who: str):
        assert cast.client(who).get("/admin/", follow=True).status_code == 403

    def test_a_password_typed_there_opens_nothing(self, db: None, client: Client):
        UserFactory(email="jefa@ejemplo.example", is_admin=True, password=PASSWORD)
        sent = {"username": "jefa@ejemplo.example", "password": PASSWORD, "next": "/admin/"}
        assert client.post("/admin/login/", sent)["Location"].startswith("/cuenta/login/")
        assert "_auth_user_id" not in client.session


INLINES = ["memberships", "facts", "affiliations"]
EMPTY = {f"{inline}-{count}_FORMS": "0" for inline in INLINES for count in ("TOTAL", "INITIAL")}


class TestWork:
    def test_words_that_were_searched_in_vain_are_taken_away_if_everybody_sees_them(self, cast: Cast):
        told, hidden = (
            UnansweredSearch.objects.create(words=f"de {people}", week=this_week(), people=people) for people in (3, 2)
        )
        client = cast.client("admin")
        for row in (told, hidden):
            client.post(page(UnansweredSearch, "delete", row.pk), {"post": "yes"})
        assert [*UnansweredSearch.objects.all()] == [hidden]

    def test_a_network_gets_a_secretariat(self, cast: Cast):
        network, user = NetworkFactory(), UserFactory()
        sent = {"user": user.pk, "network": network.pk, "role": "secretariat", "started_on": "01/12/2026"}
        response = cast.client("admin").post(page(Membership, "add"), sent)
        assert response.status_code == 302
        assert Membership.objects.get(user=user).role == "secretariat"

    def test_an_organisation_is_added_and_affiliated(self, cast: Cast):
        sent = EMPTY | {"name": "Grupo de prueba", "slug": "grupo-de-prueba"}
        assert cast.client("admin").post(page(Organisation, "add"), sent).status_code == 302
        organisation = Organisation.objects.get()
        sent = {"network": cast.network.pk, "organisation": organisation.pk}
        assert cast.client("admin").post(page(Affiliation, "add"), sent).status_code == 302
        assert Affiliation.objects.get().organisation == organisation

    def test_an_affiliation_of_two_is_refused_with_a_reason(self, cast: Cast):
        sent = {"network": cast.network.pk, "organisation": OrganisationFactory().pk, "person": UserFactory().pk}
        response = cast.client("admin").post(page(Affiliation, "add"), sent)
        assert "no ambas" in response.content.decode()
        assert not Affiliation.objects.exists()

    def test_a_new_person_has_no_password_that_an_admin_knows(self, cast: Cast):
        sent = EMPTY | {"email": "Nueva@Ejemplo.example", "name": "Nueva", "language": "es", "is_active": "on"}
        cast.client("admin").post(page(User, "add"), sent)
        user = User.objects.get(email="nueva@ejemplo.example")
        assert not user.has_usable_password()

    @pytest.mark.parametrize("model", [Network, Organisation, User, Affiliation])
    def test_what_ends_is_not_deleted(self, cast: Cast, model: type):
        rows = {Network: NetworkFactory, Organisation: OrganisationFactory, User: UserFactory}
        row = rows[model]() if model in rows else Affiliation.objects.create(
            network=NetworkFactory(), organisation=OrganisationFactory()
        )  # fmt: skip
        assert cast.client("admin").post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert model._default_manager.filter(pk=row.pk).exists()

    def test_a_role_is_changed_and_the_history_says_by_whom(self, cast: Cast):
        membership = Membership.objects.get(user=cast.user("member"))
        sent = {"user": membership.user_id, "network": membership.network_id, "role": "secretariat"}
        cast.client("admin").post(page(Membership, "change", membership.pk), sent | {"started_on": "01/12/2026"})
        event = membership.events.latest("pk")
        assert (event.role, event.pgh_context.metadata["user"]) == ("secretariat", cast.user("admin").pk)

    def test_a_role_is_taken_away_and_the_history_says_so(self, cast: Cast):
        membership = Membership.objects.get(user=cast.user("member"))
        cast.client("admin").post(page(Membership, "delete", membership.pk), {"post": "yes"})
        assert not Membership.objects.filter(pk=membership.pk).exists()
        events = apps.get_model("networks", "MembershipEvent").objects.filter(pgh_obj_id=membership.pk)
        assert events.latest("pk").pgh_label == "delete"

    def test_lessons_are_changed_in_their_own_pages(self, cast: Cast):
        lesson = LessonFactory(network=cast.network)
        before = Lesson.objects.values().get()
        for name in ("change", "delete"):
            response = cast.client("admin").post(page(Lesson, name, lesson.pk), {"title": "X", "post": "yes"})
            assert response.status_code == 403
        assert Lesson.objects.values().get() == before
