"""Where a person is signed in, and how they end it."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils.timezone import now

from networks.models import Invitation, SignIn, User
from networks.sessions import browser_of
from networks.tasks import forget
from tests.factories import PASSWORD, InvitationFactory, UserFactory
from tests.htmx import soup

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
PAGE = "/cuenta/sesiones/"


@pytest.fixture
def ana() -> User:
    return UserFactory(email="ana@ejemplo.example", name="Ana", password=PASSWORD)


def sign_in(user: User, password: str = PASSWORD) -> Client:
    client = Client(headers={"User-Agent": PHONE})
    client.post("/cuenta/login/", {"login": user.email, "password": password})
    return client


def kinds() -> list[str]:
    return list(SignIn.objects.order_by("pk").values_list("kind", flat=True))


def is_in(client: Client) -> bool:
    return client.get("/cuenta/perfil/").status_code == 200


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

    def test_out_and_a_new_password_too(self, ana):
        client = sign_in(ana)
        new = {"oldpassword": PASSWORD, "password1": "otra clave muy larga", "password2": "otra clave muy larga"}
        client.post("/cuenta/password/change/", new)
        client.post("/cuenta/logout/")
        assert kinds() == ["in", "password", "out"]

    @pytest.mark.parametrize(
        ("agent", "browser"),
        [
            (PHONE, "Chrome · Android"),
            ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/132.0", "Firefox · Windows"),
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
        forget()
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
