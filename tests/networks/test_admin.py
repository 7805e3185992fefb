"""Django's admin, as the platform's admin uses it; the matrix says that nobody else gets in."""

import pytest
from django.contrib import admin
from django.urls import reverse

from networks.models import Affiliation, Membership, Network, Organisation, User
from tests.cast import Cast
from tests.factories import LessonFactory, NetworkFactory, OrganisationFactory, UserFactory

OURS = [model for model in admin.site._registry if model._meta.app_label in {"networks", "lessons", "digests"}]


def page(model: type, name: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
class TestEveryPage:
    def test_list_search_and_filters(self, cast: Cast, model: type):
        LessonFactory(network=cast.network, author=cast.user("member"))
        response = cast.client("admin").get(page(model, "changelist"), {"q": "a"})
        assert response.status_code in {200, 302}
        assert cast.client("admin").get(page(model, "changelist")).status_code == 200

    def test_form(self, cast: Cast, model: type):
        row = model._default_manager.first()
        site = admin.site._registry[model]
        if site.has_add_permission.__qualname__.startswith("ModelAdmin"):
            assert cast.client("admin").get(page(model, "add")).status_code == 200
        if row:
            assert cast.client("admin").get(page(model, "change", row.pk)).status_code == 200


INLINES = ["memberships", "facts", "affiliations"]
EMPTY = {f"{inline}-{count}_FORMS": "0" for inline in INLINES for count in ("TOTAL", "INITIAL")}


class TestWork:
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
        cast.client("admin").post(page(User, "add"), sent | {"time_zone": "America/Lima"})
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
