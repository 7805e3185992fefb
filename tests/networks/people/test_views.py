import pytest

from networks.models import User
from tests.support.factories import OrganisationFactory, speak_for
from tests.support.htmx import soup

PROFILE = "/cuenta/perfil/"
SENT = {"name": "Otro nombre", "contact_for": "nobody", "language": "en"}


def row(user):
    return User.objects.filter(pk=user.pk).values().get()


class TestProfile:
    def test_what_is_typed_is_kept_and_said_in_the_new_language(self, cast):
        response = cast.client("member").post(PROFILE, SENT, follow=True)
        user = User.objects.get(pk=cast.user("member").pk)
        assert (user.name, user.contact_for, user.language) == tuple(SENT.values())
        assert response.redirect_chain == [("/en/cuenta/perfil/", 302)]
        assert "Your profile is saved." in response.content.decode()

    @pytest.mark.parametrize("forged", ["is_admin", "is_active", "email", "password", "pk", "id"])
    def test_only_name_language_and_the_like_can_be_changed(self, cast, forged):
        before = row(cast.user("member"))
        cast.client("member").post(PROFILE, {**SENT, forged: "1", "email": "otra@ejemplo.example"})
        changed = {name for name, value in row(cast.user("member")).items() if value != before[name]}
        assert changed <= {"name", "language", "last_login"}
        assert "name" in changed

    def test_only_ones_own_profile_can_be_changed(self, cast):
        before = row(cast.user("other_member"))
        cast.client("member").post(PROFILE, {**SENT, "user": before["id"]})
        assert row(cast.user("other_member")) == before

    @pytest.mark.parametrize("wrong", [{"name": "   "}, {"language": ""}])
    def test_an_error_changes_nothing_and_keeps_what_was_typed(self, cast, wrong):
        before = row(cast.user("member"))
        client = cast.client("member")
        response = client.post(PROFILE, SENT | {"name": "Lo que escribí"} | wrong)
        assert response.status_code == 422
        page = soup(response).main
        assert page.select(".errorlist")
        assert "name" in wrong or page.find(attrs={"name": "name"})["value"] == "Lo que escribí"
        assert row(cast.user("member")) | {"last_login": None} == before | {"last_login": None}

    def test_shows_the_networks_one_takes_part_in(self, cast):
        organisation = OrganisationFactory(name="Grupo de Trabajo", acronym="GT")
        speak_for(organisation, cast.user("secretariat"))
        text = soup(cast.client("secretariat").get(PROFILE)).main.get_text(" ", strip=True)
        assert "Propia secretaría GT" in text
        assert "Ajena" not in text

    def test_anonymous_signs_in_first_and_comes_back(self, cast):
        response = cast.client("anonymous").post(PROFILE, SENT)
        assert response["Location"] == f"/cuenta/login/?next={PROFILE}"
