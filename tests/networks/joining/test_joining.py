"""People come into a network: invited, or because they ask."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from networks.joining import actions
from networks.joining.actions import MOST_OPEN, answer, invitation_of, invite, may_ask, revoke, take, token_of
from networks.joining.forms import addresses_in
from networks.mail import tasks
from networks.mail.letters import send_letter
from networks.models import Affiliation, Invitation, JoinRequest, Letter, Membership, Role, User
from tests.support.factories import (
    InvitationFactory,
    JoinRequestFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.support.htmx import headers, soup, swap, swap_what_asks_anew

pytestmark = pytest.mark.django_db
NEW = "nueva@ejemplo.example"
WELCOME = {"name": "Nueva Persona", "password": "tres palabras mías"}


@pytest.fixture
def asked_for(monkeypatch):
    """Letters whose sending would go to the broker."""
    pks: list[int] = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, pk, **_: pks.append(pk))
    return pks


@pytest.fixture
def invitation(cast) -> Invitation:
    return InvitationFactory(network=cast.network, email=NEW, by=cast.user("secretariat"))


def link(invitation: Invitation) -> str:
    return reverse("networks:invitation", query={"token": token_of(invitation)})


def roles() -> set[tuple[str, str]]:
    return set(Membership.objects.values_list("user__email", "role"))


@pytest.mark.parametrize(
    ("text", "found", "unclear"),
    [
        ("Ana@Uno.pe", ["ana@uno.pe"], []),
        (
            "a@u.pe, b@d.pe;c@t.pe d@c.pe\na@U.pe",
            ["a@u.pe", "b@d.pe", "c@t.pe", "d@c.pe"],
            [],
        ),
        ("Rosa Quispe <rosa@uno.pe>\n«Luis» (luis@dos.pe).", ["rosa@uno.pe", "luis@dos.pe"], []),
        ("Rosa Quispe\trosa@uno.pe\n\n", ["rosa@uno.pe"], []),
        ("rosa.uno.pe\nluis@dos.pe", ["luis@dos.pe"], ["rosa.uno.pe"]),
        ("rosa@uno", [], ["rosa@uno"]),
        ("x" * 250 + "@uno.pe", [], ["x" * 250 + "@uno.pe"]),
    ],
)
def test_a_pasted_list_is_read_as_people_paste_it(text, found, unclear):
    assert addresses_in(text) == (found, unclear)


class TestInvite:
    def url(self, cast) -> str:
        return reverse("networks:invite", args=[cast.network.slug])

    def test_many_at_once_with_role_organisation_and_language(self, cast, asked_for):
        cast.user("member")
        organisation = OrganisationFactory()
        Affiliation.objects.create(network=cast.network, organisation=organisation)
        body = {
            "addresses": f"Nueva <{NEW}>\nmember@ejemplo.example, otra@ejemplo.example",
            "role": "observer",
            "organisation": organisation.pk,
            "language": "en",
        }
        page = cast.client("secretariat").post(self.url(cast), body, follow=True).content.decode()
        rows = list(Invitation.objects.order_by("email").values_list("email", "role", "organisation", "language"))
        assert rows == [(email, "observer", organisation.pk, "en") for email in (NEW, "otra@ejemplo.example")]
        assert "member@ejemplo.example" in page  # takes part already
        assert sorted(asked_for) == sorted(Letter.objects.values_list("pk", flat=True))
        assert "/en/invitacion/?token=" in Letter.objects.first().text

    @pytest.mark.parametrize("text", ["", "nadie", f"{NEW}\nsin arroba", "member@ejemplo.example"])
    def test_what_cannot_be_invited_invites_nobody(self, cast, text, asked_for):
        cast.user("member")
        answer = cast.client("secretariat").post(
            self.url(cast), {"addresses": text, "role": "member", "language": "es"}
        )
        assert answer.status_code == 422
        field = soup(answer).select_one("[name=addresses]")
        assert field["aria-invalid"] == "true"
        assert field.text.strip() == text
        assert (Invitation.objects.count(), asked_for) == (0, [])

    def test_an_organisation_of_another_network_is_not_on_the_list(self, cast, asked_for):
        body = {"addresses": NEW, "role": "member", "language": "es", "organisation": OrganisationFactory().pk}
        assert cast.client("secretariat").post(self.url(cast), body).status_code == 422
        assert not Invitation.objects.exists()

    def test_inviting_again_is_the_same_invitation_with_a_new_term(self, cast, invitation, asked_for):
        Invitation.objects.update(created_at=now() - timedelta(days=40), expires_at=now() - timedelta(days=1))
        chosen = {"role": Role.OBSERVER, "organisation": None, "language": "en", "by": cast.user("admin")}
        assert invite([NEW.upper()], network=cast.network, **chosen) == [invitation]
        invitation.refresh_from_db()
        assert (invitation.role, invitation.has_expired, len(asked_for)) == ("observer", False, 1)

    def test_too_many_open_ones_are_refused(self, cast, asked_for):
        by = cast.user("secretariat")
        rows = [
            Invitation(network=cast.network, email=f"p{n}@x.example", by=by, expires_at=now() + timedelta(days=1))
            for n in range(MOST_OPEN)
        ]
        Invitation.objects.bulk_create(rows)
        body = {"addresses": NEW, "role": "member", "language": "es"}
        assert cast.client("secretariat").post(self.url(cast), body).status_code == 422
        assert (Invitation.objects.count(), asked_for) == (MOST_OPEN, [])


class TestInvitationLink:
    def test_a_new_person_is_in_after_one_form_of_two_fields(self, cast, invitation):
        client = Client()
        page = soup(client.get(link(invitation)))
        asked = [field["name"] for field in page.select("main input, main select, main textarea")]
        assert asked == ["name", "password"]
        answer = client.post(link(invitation), WELCOME)
        assert answer["Location"] == reverse("networks:first_steps")
        user = User.objects.get(email=NEW)
        assert int(client.session["_auth_user_id"]) == user.pk
        assert (user.name, user.language, user.check_password(WELCOME["password"])) == ("Nueva Persona", "es", True)
        assert EmailAddress.objects.filter(user=user, email=NEW, verified=True, primary=True).exists()
        assert (NEW, "member") in roles()
        invitation.refresh_from_db()
        assert (invitation.taken_by, invitation.email) == (user, "")

    def test_it_works_once(self, cast, invitation):
        Client().post(link(invitation), WELCOME)
        assert Client().get(link(invitation)).status_code == 410
        assert Client().post(link(invitation), WELCOME).status_code == 410

    @pytest.mark.parametrize("password", ["", "corta", "1234567890", NEW])
    def test_a_weak_password_makes_no_account_and_the_name_stays(self, invitation, password):
        answer = Client().post(link(invitation), WELCOME | {"password": password})
        assert answer.status_code == 422
        assert soup(answer).select_one("[name=name]")["value"] == "Nueva Persona"
        assert not User.objects.filter(email=NEW).exists()
        assert Invitation.objects.in_force().exists()

    def test_who_has_an_account_joins_with_one_click_without_signing_in(self, cast, invitation):
        user = UserFactory(email=NEW)
        client = Client()
        page = soup(client.get(link(invitation)))
        assert page.select("main input:not([type=hidden])") == []
        assert client.post(link(invitation)).status_code == 200
        assert Membership.objects.get(user=user).role == Role.MEMBER
        assert "_auth_user_id" not in client.session

    def test_another_address_of_theirs_will_do(self, cast, invitation):
        user = cast.user("no_network")
        EmailAddress.objects.create(user=user, email=NEW, verified=True, primary=False)
        answer = cast.client("no_network").post(link(invitation))
        assert answer["Location"] == reverse("networks:first_steps")
        assert Membership.objects.filter(user=user, network=cast.network).exists()

    def test_it_is_not_for_whoever_is_signed_in_with_another_address(self, cast, invitation):
        before = roles()
        answer = cast.client("no_network").post(link(invitation), WELCOME)
        assert answer.status_code == 200
        assert not User.objects.filter(email=NEW).exists()
        assert roles() - before == {("secretariat@ejemplo.example", "secretariat")} - before

    def test_an_account_opened_by_a_stranger_for_the_address_becomes_hers(self, cast, invitation):
        stranger = UserFactory(email=NEW, verified=False, password="clave del extraño")
        old = Client()
        old.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert Client().post(link(invitation), WELCOME).status_code == 302
        stranger.refresh_from_db()
        assert stranger.check_password(WELCOME["password"])
        assert old.get(reverse("networks:profile")).status_code == 302  # the stranger is out

    def test_a_role_that_they_have_stays(self, cast, invitation):
        user = UserFactory(email=NEW)
        MembershipFactory(user=user, network=cast.network, role=Role.SECRETARIAT)
        take(invitation, user=user)
        assert Membership.objects.get(user=user).role == Role.SECRETARIAT

    @pytest.mark.parametrize("why", ["revoked", "expired", "forged", "inviter left", "deactivated"])
    def test_a_link_that_is_good_for_nothing_gives_nothing(self, cast, invitation, why):
        address = link(invitation)
        if why == "revoked":
            revoke(invitation)
        if why == "expired":
            Invitation.objects.update(created_at=now() - timedelta(days=40), expires_at=now() - timedelta(seconds=1))
        if why == "forged":
            address = reverse("networks:invitation", query={"token": f"{invitation.pk}:bogus"})
        if why == "inviter left":
            Membership.objects.filter(user=invitation.by).delete()
        if why == "deactivated":
            UserFactory(email=NEW, is_active=False)
        before = roles()
        assert {Client().post(address, WELCOME).status_code for _ in "12"} == {410}
        assert roles() == before

    def test_the_history_has_no_address(self, invitation):
        revoke(invitation)
        columns = {field.name for field in Invitation.pgh_event_model._meta.fields}
        assert not {"email", "letter"} & columns
        assert Invitation.objects.get().email == ""

    def test_two_tabs_take_it_once(self, cast, invitation):
        user = UserFactory(email=NEW)
        seen = invitation_of(token_of(invitation))
        take(seen, user=user)
        with pytest.raises(ValidationError):
            take(seen, user=cast.user("no_network"))
        assert not Membership.objects.filter(user=cast.user("no_network")).exists()


class TestOnTheDesk:
    @pytest.fixture
    def wish(self, cast) -> JoinRequest:
        return JoinRequestFactory(network=cast.network, user=cast.user("no_network"))

    def desk(self, cast) -> str:
        return reverse("networks:desk", args=[cast.network.slug])

    @pytest.mark.fragment("networks/joining/_invitations.html#invitations")
    @pytest.mark.parametrize("what", ["invitation_again", "invitation_revoke"])
    def test_a_swap_of_invitations_leaves_the_page_a_reload_would_show(self, cast, invitation, what, asked_for):
        client = cast.client("secretariat")
        page = soup(client.get(self.desk(cast)))
        url = reverse(f"networks:{what}", args=[cast.network.slug, invitation.pk])
        answered = client.post(url, headers=headers("invitations"))
        swap(page, answered, "invitations")
        swap_what_asks_anew(page, answered, client.get(self.desk(cast)))
        for said in page.select(".messages"):
            said.decompose()
        assert page == soup(client.get(self.desk(cast)))
        assert Invitation.objects.open().exists() is (what == "invitation_again")
        assert bool(asked_for) is (what == "invitation_again")

    @pytest.mark.fragment("networks/joining/_requests.html#requests")
    @pytest.mark.parametrize("then", ["accept", "decline"])
    def test_a_swap_of_requests_leaves_the_page_a_reload_would_show(self, cast, wish, then, asked_for):
        client = cast.client("secretariat")
        page = soup(client.get(self.desk(cast)))
        url = reverse("networks:request_answer", args=[cast.network.slug, wish.pk])
        body = {"then": then, f"request{wish.pk}-role": "observer"}
        answered = client.post(url, body, headers=headers("requests"))
        swap(page, answered, "requests")
        swap_what_asks_anew(page, answered, client.get(self.desk(cast)))
        assert page == soup(client.get(self.desk(cast)))
        role = Membership.objects.filter(user=wish.user).values_list("role", flat=True)
        assert list(role) == (["observer"] if then == "accept" else [])
        assert len(asked_for) == 1

    def test_a_role_that_does_not_exist_answers_nothing(self, cast, wish, asked_for):
        url = reverse("networks:request_answer", args=[cast.network.slug, wish.pk])
        cast.client("secretariat").post(url, {"then": "accept", f"request{wish.pk}-role": "king"})
        wish.refresh_from_db()
        assert (wish.answered_at, asked_for) == (None, [])

    def test_the_second_answer_changes_nothing(self, cast, wish, asked_for):
        chosen = {"organisation": None, "by": cast.user("secretariat")}
        assert answer(wish, role=None, **chosen)
        assert not answer(wish, role=Role.MEMBER, **chosen)
        assert not Membership.objects.filter(user=wish.user).exists()

    def test_what_waits_in_another_network_is_not_there(self, cast, wish):
        url = reverse("networks:request_answer", args=[cast.other_network.slug, wish.pk])
        assert cast.client("other_secretariat").post(url, {"then": "decline"}).status_code == 404
        wish.refresh_from_db()
        assert wish.answered_at is None

    def test_who_has_not_come_for_three_months_is_quiet(self, cast):
        here, away, never = (MembershipFactory(network=cast.network).user for _ in "123")
        for user, days in ((here, 80), (away, 100)):
            User.objects.filter(pk=user.pk).update(last_login=now() - timedelta(days=days))
        User.objects.filter(pk=never.pk).update(joined_at=now() - timedelta(days=100))
        page = soup(cast.client("secretariat").get(self.desk(cast)))
        names = {link.text.strip() for link in page.select("[aria-labelledby=quiet] a")}
        assert names == {away.name, never.name}


class TestAskToJoin:
    def url(self, cast) -> str:
        return reverse("networks:join", args=[cast.network.slug])

    def test_the_secretariat_hears_of_it(self, cast, asked_for):
        cast.user("secretariat")
        body = {"message": "Trabajo en salud comunitaria en Puno."}
        assert cast.client("no_network").post(self.url(cast), body).status_code == 302
        wish = JoinRequest.objects.get()
        assert (wish.user, wish.network) == (cast.user("no_network"), cast.network)
        letter = Letter.objects.get()
        assert (letter.to, [letter.pk]) == ("secretariat@ejemplo.example", asked_for)
        assert letter.about_person == wish.user
        assert body["message"] in letter.text
        assert urlsplit(reverse("networks:desk", args=[cast.network.slug])).path in letter.text

    @pytest.mark.parametrize("message", ["", "hola", "   "])
    def test_without_a_reason_nothing_is_sent(self, cast, message, asked_for):
        assert cast.client("no_network").post(self.url(cast), {"message": message}).status_code == 422
        assert (JoinRequest.objects.count(), asked_for) == (0, [])

    def test_once_while_it_waits_and_not_at_once_after_a_refusal(self, cast, asked_for):
        user = cast.user("no_network")
        wish = actions.ask_to_join(cast.network, user=user, message="Trabajo en Puno.")
        assert not may_ask(user, cast.network)
        answer(wish, role=None, organisation=None, by=cast.user("admin"))
        assert not may_ask(user, cast.network)
        JoinRequest.objects.update(answered_at=now() - timedelta(days=31))
        assert may_ask(user, cast.network)

    def test_what_waits_to_be_sent_reaches_only_who_still_answers(self, cast, post):
        role = cast.user("secretariat").memberships.get()
        actions.ask_to_join(cast.network, user=cast.user("no_network"), message="Soy de Puno.")
        Membership.objects.filter(pk=role.pk).update(role=Role.MEMBER)
        assert send_letter(Letter.objects.get().pk) is False
        assert (post.recipients, Letter.objects.count()) == ([], 0)

    def test_who_takes_part_is_not_offered_it(self, cast):
        page = cast.client("member").get(cast.network.get_absolute_url()).content.decode()
        assert self.url(cast) not in page
        assert self.url(cast) in cast.client("no_network").get(cast.network.get_absolute_url()).content.decode()

    def test_an_invitation_that_is_taken_answers_it(self, cast, invitation):
        user = UserFactory(email=NEW)
        wish = JoinRequestFactory(network=cast.network, user=user)
        take(invitation, user=user)
        wish.refresh_from_db()
        assert (wish.is_accepted, wish.answered_by) == (True, invitation.by)
