"""Signing up, in and out, as allauth does it for us."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import allauth
import pytest
import time_machine
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.contrib.sites.shortcuts import get_current_site
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import now

from networks.models import Letter, User
from networks.tasks import send_due_letters
from tests.support.factories import PASSWORD, UserFactory
from tests.support.servers.smtp import code_in

NEW = {"name": "Nélida Ccori", "email": "nelida@ejemplo.example", "password1": "una clave bien larga"}

LIBRARY = Path(allauth.__file__).parent / "templates/account/email"
LIBRARY_MAILS = [path.name.removesuffix("_message.txt") for path in LIBRARY.glob("[!b]*_message.txt")]


@pytest.fixture
def ana(db: None) -> User:
    return UserFactory(email="ana@ejemplo.example", name="Ana", password=PASSWORD)


class TestSignUp:
    def test_ends_signed_in_after_the_code_of_the_mail(self, db: None, client: Client, mails: Any):
        assert client.post("/cuenta/signup/", NEW).status_code == 302
        [mail] = mails()
        assert "Memoria Viva" in mail.body
        client.post("/cuenta/confirm-email/", {"code": code_in(mail.body)})
        user = User.objects.get()
        assert (user.name, user.language, user.is_admin) == ("Nélida Ccori", "es", False)
        assert client.get("/cuenta/perfil/").status_code == 200

    def test_a_wrong_code_lets_nobody_in(self, db: None, client: Client, mails: Any):
        client.post("/cuenta/signup/", NEW)
        response = client.post("/cuenta/confirm-email/", {"code": "ZZZ-ZZZ"})
        assert response.status_code == 200
        assert client.get("/cuenta/perfil/").status_code == 302

    def test_in_english_makes_an_english_reader(self, db: None, client: Client, mails: Any):
        client.post("/en/cuenta/signup/", NEW)
        assert User.objects.get().language == "en"
        assert "code" in mails()[0].body

    def test_of_a_known_address_answers_the_same(self, ana: User, client: Client, mails: Any):
        new = client.post("/cuenta/signup/", NEW)
        known = Client().post("/cuenta/signup/", NEW | {"email": ana.email})
        assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
        assert User.objects.count() == 2
        assert [mail.to for mail in mails()] == [[NEW["email"]], [ana.email]]


class TestSignIn:
    @pytest.mark.parametrize("address", ["ana@ejemplo.example", "ANA@Ejemplo.Example"])
    def test_the_case_of_the_address_does_not_matter(self, ana: User, client: Client, address: str):
        response = client.post("/cuenta/login/", {"login": address, "password": PASSWORD})
        assert response.status_code == 302
        assert client.get("/cuenta/perfil/").status_code == 200

    def test_leads_to_the_home_page_in_the_person_s_language(self, ana: User, client: Client):
        User.objects.update(language="en")
        response = client.post("/cuenta/login/", {"login": ana.email, "password": PASSWORD})
        assert response["Location"] == "/en/"

    def test_refused_says_the_same_of_known_and_unknown(self, ana: User, client: Client):
        answers = []
        for address in (ana.email, "nadie@ejemplo.example"):
            page = client.post("/cuenta/login/", {"login": address, "password": "otra cosa"})
            answers.append(re.findall(r'<ul class="errorlist.*?</ul>', page.content.decode(), re.DOTALL))
        assert answers[0]
        assert answers[0] == answers[1]
        assert client.get("/cuenta/perfil/").status_code == 302

    def test_inactive_people_do_not_get_in(self, ana: User, client: Client):
        User.objects.update(is_active=False)
        client.post("/cuenta/login/", {"login": ana.email, "password": PASSWORD})
        assert client.get("/cuenta/perfil/").status_code == 302

    def test_signing_out_needs_a_post(self, ana: User, client: Client):
        client.post("/cuenta/login/", {"login": ana.email, "password": PASSWORD})
        client.get("/cuenta/logout/")
        assert client.get("/cuenta/perfil/").status_code == 200
        client.post("/cuenta/logout/")
        assert client.get("/cuenta/perfil/").status_code == 302


def test_a_forgotten_password_is_set_anew_by_code(ana: User, client: Client, mails: Any):
    client.post("/cuenta/password/reset/", {"email": ana.email})
    client.post("/cuenta/password/reset/confirm/", {"code": code_in(mails()[0].body)})
    new = {"password1": "otra clave muy larga", "password2": "otra clave muy larga"}
    client.post("/cuenta/password/reset/complete/", new)
    ana.refresh_from_db()
    assert ana.check_password("otra clave muy larga")


class TestCodeOnItsWay:
    def ask(self, client: Client, address: str) -> Letter:
        client.post("/cuenta/password/reset/", {"email": address})
        cache.clear()  # one may ask once in some seconds
        return Letter.objects.latest("pk")

    def test_a_letter_holds_it_as_long_as_it_works(self, ana: User, client: Client):
        letter = self.ask(client, ana.email)
        assert letter.expires_at
        assert timedelta(minutes=14) < letter.expires_at - now() <= timedelta(minutes=15)
        assert (letter.to, letter.sent_at) == (ana.email, None)

    def test_goes_nowhere_when_its_time_is_over(self, ana: User, client: Client, mails: Any):
        letter = self.ask(client, ana.email)
        with time_machine.travel(now() + timedelta(minutes=16), tick=False):
            assert mails() == []
            send_due_letters()
        letter.refresh_from_db()
        assert (letter.text, letter.to) == ("", "")
        assert letter.failed_at

    def test_a_newer_code_takes_the_place_of_the_older(self, ana: User, client: Client, mails: Any):
        self.ask(client, ana.email)
        newer = self.ask(client, ana.email)
        assert [*Letter.objects.values_list("pk", flat=True)] == [newer.pk]
        client.post("/cuenta/password/reset/confirm/", {"code": code_in(mails()[0].body)})
        assert client.get("/cuenta/password/reset/complete/").status_code == 200

    def test_a_code_that_somebody_else_asked_for_takes_no_ones_place(self, ana: User, client: Client):
        """Who asks for codes of another's address would else keep theirs from them."""
        self.ask(client, ana.email)
        self.ask(Client(), ana.email)
        assert Letter.objects.count() == 2

    def test_no_subject_tells_it(self, ana: User, client: Client, mails: Any):
        self.ask(client, ana.email)
        [mail] = mails()
        assert code_in(mail.body) not in mail.subject


class TestAnotherAddress:
    """Who owns the address sets a new password: it changes only for who knows the old one."""

    sent = {"email": "otra@ejemplo.example", "action_add": ""}

    @pytest.fixture
    def client(self, ana: User) -> Client:
        client = Client()
        client.post("/cuenta/login/", {"login": ana.email, "password": PASSWORD})
        return client

    def test_asks_for_the_password_and_goes_on_with_what_was_typed(self, client: Client, mails: Any):
        asked = client.post("/cuenta/email/", self.sent)
        assert asked["Location"].startswith("/cuenta/reauthenticate/")
        client.post(asked["Location"], {"password": PASSWORD, "next": "/cuenta/email/"})
        assert [mail.to for mail in mails()] == [["otra@ejemplo.example"]]

    def test_a_wrong_password_sends_and_changes_nothing(self, ana: User, client: Client, mails: Any):
        asked = client.post("/cuenta/email/", self.sent)
        client.post(asked["Location"], {"password": "otra cosa", "next": "/cuenta/email/"})
        assert mails() == []
        ana.refresh_from_db()
        assert ana.email == "ana@ejemplo.example"


class TestMailFromAnotherHost:
    """Whoever asks may choose the host that they ask by, among those we answer to: mail goes to somebody else."""

    ours, other = "https://memoria.example", "otra.example"

    @pytest.fixture
    def said(self, settings: Any, ana: User, mailoutbox: list[Any]) -> Callable[..., list[str]]:
        settings.SITE_URL, settings.ALLOWED_HOSTS = self.ours, ["testserver", self.other]

        def post(path: str, **sent: str) -> list[str]:
            client = Client(headers={"host": self.other})
            assert client.post(path, sent).status_code == 302
            return [*(mail.subject + mail.body for mail in mailoutbox), *Letter.objects.values_list("text", flat=True)]

        return post

    @pytest.mark.parametrize(
        ("path", "sent"),
        [
            ("/cuenta/signup/", NEW),
            ("/cuenta/signup/", NEW | {"email": "ana@ejemplo.example"}),
            ("/cuenta/password/reset/", {"email": "ana@ejemplo.example"}),
            ("/cuenta/password/reset/", {"email": "nadie@ejemplo.example"}),
            ("/en/cuenta/password/reset/", {"email": "nadie@ejemplo.example"}),
        ],
    )
    def test_has_addresses_of_our_site_alone(self, said: Callable[..., list[str]], path: str, sent: dict[str, str]):
        [mail] = said(path, **sent)
        assert self.other not in mail
        assert f"{self.ours}/" in mail

    @pytest.mark.parametrize("template", sorted(LIBRARY_MAILS))
    def test_no_mail_of_the_library_names_another_host(self, ana: User, rf: Any, settings: Any, template: str):
        settings.SITE_URL, settings.ALLOWED_HOSTS = self.ours, [self.other]
        request = rf.get("/", headers={"host": self.other})
        names = ("activate_url", "password_reset_url", "signup_url")
        given = {name: f"http://{self.other}/{name}/?a=1" for name in names}
        with context.request_context(request):
            known = given | {"request": request, "current_site": get_current_site(request), "user": ana, "key": ""}
            mail = get_adapter(request).render_mail(f"account/email/{template}", ana.email, known)
        assert self.other not in mail.subject + mail.body
        assert all(address.startswith(f"{self.ours}/") for address in re.findall(r"https?://\S+", mail.body))

    def test_no_code_of_ours_asks_the_request_for_its_host(self):
        folders = ("base", "config", "digests", "lessons", "networks", "templates")
        files = [
            path for folder in folders for path in Path(folder).rglob("*") if path.suffix in {".py", ".html", ".txt"}
        ]
        asking = re.compile(r"build_absolute_uri|get_host\b|HTTP_HOST|request\.scheme")
        found = [str(path) for path in files if asking.search(path.read_text())]
        # One hands the request to Django; the other keeps apart what was asked of different names.
        assert sorted(found) == ["config/web/front.py", "config/web/kept.py"]
