"""The test mail, by a real mail server; and whom mail does not reach."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils.timezone import now

from digests.delivery.bounces import bounces
from digests.models import Digest, Subscription
from networks.models import RefusedMail, User
from tests.support.cast import Cast
from tests.support.htmx import soup
from tests.support.servers.smtp import Post, closed_port

MAIL = "/administracion/correo/"


def said(cast: Cast) -> str:
    answer = cast.client("admin").post(f"{MAIL}prueba/", follow=True)
    found = BeautifulSoup(answer.content.decode(), "html.parser").select_one(".messages")
    assert found is not None
    return " ".join(found.get_text(" ").split())


class TestTestMail:
    def test_goes_to_the_admin_alone_and_says_that_it_was_taken(self, cast: Cast, post: Post):
        assert "lo recibió para admin@ejemplo.example" in said(cast)
        assert post.recipients == ["admin@ejemplo.example"]

    def test_says_why_the_server_refuses_the_address(self, cast: Cast, post: Post):
        post.answers["admin@ejemplo.example"] = "550 5.1.1 no such mailbox"
        assert "no acepta correo para tu dirección. (550 5.1.1 no such mailbox)" in said(cast)
        assert post.mails == []

    def test_what_the_server_repeats_of_our_password_is_left_out(self, cast: Cast, post: Post, settings: Any):
        settings.EMAIL_HOST_PASSWORD = "clave-del-correo"
        hidden = b64encode(b"clave-del-correo").decode()
        post.answers["admin@ejemplo.example"] = f"554 you said clave-del-correo, that is {hidden}"
        assert "(554 you said •••, that is •••)" in said(cast)

    def test_says_that_nothing_listens(self, cast: Cast, post: Post, settings: Any):
        settings.EMAIL_PORT = closed_port()
        assert "Nadie atiende" in said(cast)

    def test_says_that_there_is_no_such_server(self, cast: Cast, post: Post, settings: Any):
        settings.EMAIL_HOST = "no-hay.invalid"
        assert "ningún servidor de correo con ese nombre" in said(cast)

    def test_says_that_the_server_offers_no_tls(self, cast: Cast, post: Post, settings: Any):
        settings.EMAIL_USE_TLS = True
        assert "no ofrece lo que EMAIL_URL le pide" in said(cast)

    def test_the_page_shows_no_password(self, cast: Cast, post: Post, settings: Any):
        settings.EMAIL_HOST_PASSWORD = "clave-del-correo"
        page = cast.client("admin").get(MAIL).content.decode()
        assert settings.EMAIL_HOST in page
        assert "clave-del-correo" not in page

    def test_is_no_way_to_flood(self, cast: Cast, post: Post):
        for _each in range(10):
            cast.client("admin").post(f"{MAIL}prueba/")
        assert cast.client("admin").post(f"{MAIL}prueba/").status_code == 429
        assert len(post.mails) == 10


class TestWhomMailDoesNotReach:
    def digest(self, user: User, state: str, days: int) -> None:
        subscription = Subscription.objects.filter(user=user).first() or Subscription.starting(user)
        subscription.save()
        moment = now() - timedelta(days=days)
        Digest.objects.create(subscription=subscription, state=state, period_end=moment, finished_at=moment)

    @pytest.fixture
    def lost(self, cast: Cast) -> User:
        for days in (14, 7):
            self.digest(cast.user("member"), "failed", days)
        self.digest(cast.user("observer"), "failed", 14)
        self.digest(cast.user("observer"), "sent", 7)
        self.digest(cast.user("secretariat"), "empty", 7)
        return cast.user("member")

    def test_lists_who_got_none_since_the_last_failure(self, lost: User):
        assert [(person, person.failed) for person in bounces()] == [(lost, 2)]

    def test_a_mailbox_that_refused_on_three_days_is_named_and_tried_again(self, cast: Cast):
        refused = {"user": cast.user("observer"), "refusals": 3, "code": 550, "last_at": now()}
        RefusedMail.objects.create(**refused)
        RefusedMail.objects.create(**refused | {"user": cast.user("member"), "refusals": 0})
        assert [*bounces()] == [cast.user("observer")]
        page = soup(cast.client("admin").get(MAIL)).select_one("section[aria-labelledby=bounces]").get_text(" ")
        assert ("550" in page, "ya no se le envía correo" in page) == (True, True)
        cast.client("admin").post(f"{MAIL}rebotes/{cast.user('observer').pk}/")
        assert not RefusedMail.objects.paused().exists()
        assert not bounces().exists()

    def test_the_page_names_them_and_lets_an_admin_try_again(self, cast: Cast, lost: User):
        page = soup(cast.client("admin").get(MAIL)).select_one("section[aria-labelledby=bounces]").get_text(" ")
        assert "2 boletines no llegaron" in page
        assert lost.email in page
        cast.client("admin").post(f"{MAIL}rebotes/{lost.pk}/")
        assert list(bounces()) == []
        assert Digest.objects.filter(state="failed").count() == 1, "of nobody else"

    def test_only_an_admin_puts_bounces_away(self, cast: Cast, lost: User):
        assert cast.client("secretariat").post(f"{MAIL}rebotes/{lost.pk}/").status_code == 403
        assert [*bounces()] == [lost]
