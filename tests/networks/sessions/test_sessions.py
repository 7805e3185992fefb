"""Where a person is signed in, and how they end it."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from config.accounts.second_factor import MFAAdapter
from networks.models import Invitation, SignIn, User
from networks.sessions.actions import browser_of
from networks.tasks import forget, forget_sessions
from tests.support.factories import PASSWORD, InvitationFactory, UserFactory
from tests.support.htmx import soup
from tests.support.servers.smtp import code_in

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/132.0"
PAGE = "/cuenta/sesiones/"
NEW = {"oldpassword": PASSWORD, "password1": "otra clave muy larga", "password2": "otra clave muy larga"}


@pytest.fixture
def ana() -> User:
    return UserFactory(email="ana@ejemplo.example", name="Ana", password=PASSWORD)


def sign_in(user: User, password: str = PASSWORD, agent: str = PHONE) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post("/cuenta/login/", {"login": user.email, "password": password})
    return client


def kinds() -> list[str]:
    return list(SignIn.objects.order_by("pk").values_list("kind", flat=True))


def is_in(client: Client) -> bool:
    return client.get("/cuenta/perfil/").status_code == 200


def marked(client: Client) -> dict[str, str]:
    """What the list marks: badge → browser."""
    rows = soup(client.get(PAGE)).select("main li:has(.badge)")
    return {row.select_one(".badge").text.strip(): row.select(".meta span")[-1].text for row in rows}


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


class TestSignIn:
    def test_is_noted_without_where_from(self, ana):
        sign_in(ana)
        event = SignIn.objects.get()
        assert (event.user, event.kind, event.browser) == (ana, "in", "Chrome · Android")
        assert not {"ip", "address", "user_agent"} & {field.name for field in SignIn._meta.fields}

    def test_a_wrong_password_is_noted_of_an_account_and_of_nobody_else(self, ana):
        sign_in(ana, "otra cosa")
        Client().post("/cuenta/login/", {"login": "nadie@ejemplo.example", "password": "x"})
        assert kinds() == ["refused"]

    def test_signing_out_and_a_new_password_are_noted(self, ana):
        client = sign_in(ana)
        client.post("/cuenta/password/change/", NEW)
        client.post("/cuenta/logout/")
        assert kinds() == ["in", "password", "out"]

    @pytest.mark.parametrize(
        ("agent", "browser"),
        [
            (PHONE, "Chrome · Android"),
            (LAPTOP, "Firefox · Windows"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit/605 Version/17.0 Safari/604.1", "Safari · iPhone"),
            ("curl/8", ""),
        ],
    )
    def test_a_browser_is_named_as_people_know_it(self, agent, browser):
        assert browser_of(agent) == browser


class TestSessions:
    def test_says_which_is_here_and_which_still_open(self, ana):
        sign_in(ana)
        page = soup(sign_in(ana).get(PAGE))
        assert [badge.text.strip() for badge in page.select("main .badge")] == ["aquí", "sigue abierta"]

    @pytest.mark.parametrize(("path", "sent"), [(PAGE, {}), ("/cuenta/password/change/", NEW)])
    def test_what_ends_the_others_leaves_this_one_marked_whoever_came_last(self, ana, path, sent):
        laptop, phone = sign_in(ana, agent=LAPTOP), sign_in(ana)
        assert marked(laptop) == {"aquí": "Firefox · Windows", "sigue abierta": "Chrome · Android"}
        laptop.post(path, sent)
        assert marked(laptop) == {"aquí": "Firefox · Windows"}
        assert not is_in(phone)
        assert marked(sign_in(ana, sent.get("password1", PASSWORD)))["sigue abierta"] == "Firefox · Windows"

    def test_a_forgotten_password_set_anew_leaves_none_open(self, ana, mails):
        thief, client = sign_in(ana), Client()
        client.post("/cuenta/password/reset/", {"email": ana.email})
        client.post("/cuenta/password/reset/confirm/", {"code": code_in(mails()[0].body)})
        client.post("/cuenta/password/reset/complete/", NEW)
        assert list(marked(sign_in(ana, NEW["password1"], LAPTOP))) == ["aquí"]  # before Django clears up itself
        assert not is_in(thief)

    def test_what_is_open_stays_in_sight_behind_any_number_of_refusals(self, ana):
        sign_in(ana)
        SignIn.objects.bulk_create(SignIn(user=ana, kind="refused") for _ in range(40))
        assert marked(sign_in(ana, agent=LAPTOP))["sigue abierta"] == "Chrome · Android"

    def test_ends_all_but_this_one(self, ana):
        here, phone, stranger = sign_in(ana), sign_in(ana), sign_in(UserFactory(password=PASSWORD))
        unnoted = Client()
        unnoted.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")
        SignIn.objects.filter(session_key=unnoted.session.session_key).delete()
        assert here.post(PAGE).status_code == 302
        assert [is_in(client) for client in (here, phone, unnoted, stranger)] == [True, False, False, True]

    def test_shows_nobody_elses(self, ana):
        sign_in(UserFactory(password=PASSWORD))
        assert len(soup(sign_in(ana).get(PAGE)).select("main li")) == 1

    def test_what_is_old_is_forgotten(self, ana):
        old = SignIn.objects.create(user=ana, kind="in", at=now() - timedelta(days=366))
        new = SignIn.objects.create(user=ana, kind="in")
        expired = InvitationFactory(created_at=now() - timedelta(days=90), expires_at=now() - timedelta(days=61))
        waiting = InvitationFactory()
        Session.objects.create(session_key="pasada", expire_date=now() - timedelta(days=1))
        open_ = Session.objects.create(session_key="abierta", expire_date=now() + timedelta(days=1))
        forget(), forget_sessions()
        assert list(Session.objects.all()) == [open_]
        assert list(SignIn.objects.all()) == [new]
        assert old.pk != new.pk
        assert list(Invitation.objects.open()) == [waiting]
        expired.refresh_from_db()
        assert expired.email == ""


class TestSecondFactor:
    @pytest.fixture
    def secret(self, ana) -> str:
        TOTP.activate(ana, "JBSWY3DPEHPK3PXP")
        return "JBSWY3DPEHPK3PXP"

    def test_a_password_is_not_enough(self, ana, secret):
        client = sign_in(ana)
        assert not is_in(client)
        client.post("/cuenta/segundo-factor/authenticate/", {"code": "000000"})
        assert not is_in(client)
        client.post("/cuenta/segundo-factor/authenticate/", {"code": code(secret)})
        assert is_in(client)
        assert kinds() == ["factor_refused", "in"]

    def test_its_secret_is_not_readable_in_the_database(self, secret):
        assert secret not in str(Authenticator.objects.get().data)

    @pytest.mark.parametrize("fallbacks", [True, False])
    def test_a_new_secret_key_keeps_it_only_with_the_old_one_beside_it(self, ana, secret, settings, fallbacks):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if fallbacks else []
        settings.SECRET_KEY = "otra llave muy larga"
        client = sign_in(ana)
        answer = client.post("/cuenta/segundo-factor/authenticate/", {"code": code(secret)})
        assert answer.status_code == (302 if fallbacks else 200)
        assert is_in(client) is fallbacks

    def test_a_wrong_code_is_not_said_to_have_come_by_mail(self, ana, secret):
        answer = sign_in(ana).post("/cuenta/segundo-factor/authenticate/", {"code": "000000"})
        error = soup(answer).select_one(".errorlist").text
        assert error
        assert not re.search("envia|sent", error)

    def test_a_passkey_is_named_in_ones_language(self, ana):
        client, add = sign_in(ana), "/cuenta/segundo-factor/webauthn/add/"
        client.post(client.get(add)["Location"], {"password": PASSWORD, "next": add})
        assert soup(client.get(add)).select_one("label[for=id_name]").text == "Nombre de la llave de acceso"

    def test_its_picture_is_drawn_on_white(self, ana):
        assert "white" in MFAAdapter().build_totp_svg("otpauth://totp/ana")

    def test_it_guards_djangos_admin_too(self, ana, secret):
        User.objects.update(is_admin=True)
        assert sign_in(ana).get("/admin/").status_code == 302

    @pytest.mark.parametrize(
        ("who", "led"),
        [("admin", True), ("secretariat", True), ("member", False), ("observer", False), ("no_network", False)],
    )
    def test_is_asked_of_who_runs_something_when_the_setting_says_so(self, cast, settings, who, led):
        client = cast.client(who)
        for required in (False, True):
            settings.SECOND_FACTOR_REQUIRED = required
            answer = client.get("/lecciones/")
            assert (answer.status_code == 302) is (required and led)
        if led:
            assert answer["Location"] == "/cuenta/segundo-factor/"
            assert client.get("/cuenta/segundo-factor/").status_code == 200
            assert client.post("/redes/propia/invitar/", {}).status_code == 302
            TOTP.activate(cast.user(who), "JBSWY3DPEHPK3PXP")
            assert client.get("/lecciones/").status_code == 200


class TestLostPhone:
    """An admin takes the second factor of who lost it, and can give nobody one."""

    @pytest.fixture
    def factor(self, cast) -> Authenticator:
        RecoveryCodes.activate(cast.user("member"))
        TOTP.activate(cast.user("member"), "JBSWY3DPEHPK3PXP")
        return Authenticator.objects.get(type="totp")

    @pytest.mark.parametrize("how", ["one", "several"])
    def test_is_taken_with_its_codes_and_its_owner_sees_it(self, cast, factor, how):
        address = reverse("admin:mfa_authenticator_delete", args=[factor.pk])
        sent = {"post": "yes"}
        if how == "several":
            address = reverse("admin:mfa_authenticator_changelist")
            sent |= {"action": "delete_selected", "_selected_action": factor.pk}
        cast.client("admin").post(address, sent)
        assert not Authenticator.objects.exists()
        assert [event.kind for event in cast.user("member").sign_ins.all()] == ["factor_removed"]

    def test_the_codes_stay_while_another_factor_does(self, cast, factor):
        key = Authenticator.objects.create(user=cast.user("member"), type="webauthn", data={"name": "Mi llave"})
        cast.client("admin").post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
        assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn", "recovery_codes"}
        assert key.pk

    def test_no_admin_gives_or_changes_one(self, cast, factor):
        sent = {"user": cast.user("secretariat").pk, "type": "webauthn", "data": "{}"}
        for address in (
            reverse("admin:mfa_authenticator_add"),
            reverse("admin:mfa_authenticator_change", args=[factor.pk]),
        ):
            assert cast.client("admin").post(address, sent).status_code == 403
        factor.refresh_from_db()
        assert (factor.user, factor.type) == (cast.user("member"), "totp")
        assert not Authenticator.objects.filter(user=cast.user("secretariat")).exists()

    def test_its_secret_is_shown_to_no_admin(self, cast, factor):
        page = cast.client("admin").get(reverse("admin:mfa_authenticator_change", args=[factor.pk])).content.decode()
        assert factor.data["secret"] not in page
