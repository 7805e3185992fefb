from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from digests.delivery.tokens import SIGNER, token_of
from digests.models import KeptMail, Subscription
from tests.support.cast import EVERYBODY
from tests.support.clock import TUESDAY, WEEK

PREFERENCES = "/boletin/"


def row(subscription: Subscription) -> tuple[object, ...]:
    subscription.refresh_from_db()
    return subscription.frequency, subscription.next_at, subscription.since


class TestPreferences:
    def test_who_is_new_sees_weekly_and_when_the_next_comes(self, cast, member):
        page = BeautifulSoup(cast.client("member").get(PREFERENCES).content, "html.parser")
        assert page.find("input", checked=True)["value"] == "weekly"
        assert "martes" in page.main.get_text()
        assert "24 de noviembre de 2026" in page.main.get_text()
        assert not Subscription.objects.exists()

    def test_says_the_moment_and_that_the_hour_is_limas(self, cast, member):
        member.language = "en"
        member.save()
        page = cast.client("member").get(f"/en{PREFERENCES}").content.decode()
        assert "Tuesday, 24 November 2026, at 07:00" in page
        assert "All dates and times are Lima time." in page

    def test_one_that_is_late_is_on_its_way(self, cast, subscription, clock):
        clock.move_to(TUESDAY)
        assert "24 de noviembre" not in cast.client("member").get(PREFERENCES).content.decode()

    @pytest.mark.parametrize(
        ("frequency", "next_at"), [("weekly", TUESDAY), ("monthly", TUESDAY + WEEK), ("off", None)]
    )
    def test_the_choice_is_kept(self, cast, member, frequency, next_at):
        client = cast.client("member")
        page = client.post(PREFERENCES, {"frequency": frequency}, follow=True)
        chosen = Subscription.objects.get(user=member)
        assert (chosen.frequency, chosen.next_at) == (frequency, next_at)
        soup = BeautifulSoup(page.content, "html.parser")
        assert soup.find(class_="message")
        assert soup.find("input", checked=True)["value"] == frequency

    def test_the_same_choice_again_changes_nothing(self, cast, subscription, clock):
        before = row(subscription)
        clock.move_to(TUESDAY)  # it is due, and beat has not come by yet
        cast.client("member").post(PREFERENCES, {"frequency": "weekly"})
        assert row(subscription) == before

    def test_from_off_to_weekly_one_is_told_from_now_on(self, cast, subscription, clock):
        client = cast.client("member")
        client.post(PREFERENCES, {"frequency": "off"})
        clock.move_to(TUESDAY + 10 * WEEK)
        client = cast.client("member")
        client.post(PREFERENCES, {"frequency": "weekly"})
        assert row(subscription) == ("weekly", TUESDAY + 11 * WEEK, TUESDAY + 10 * WEEK)

    @pytest.mark.parametrize("frequency", ["", "daily", "WEEKLY", "weekly\0", "x" * 1_000_000])
    def test_an_unknown_choice_changes_nothing(self, cast, subscription, frequency):
        before = row(subscription)
        page = cast.client("member").post(PREFERENCES, {"frequency": frequency})
        assert page.status_code == 422
        assert BeautifulSoup(page.content, "html.parser").find(class_="errorlist")
        assert row(subscription) == before

    def test_choosing_nothing_changes_nothing(self, cast, subscription):
        before = row(subscription)
        assert cast.client("member").post(PREFERENCES).status_code == 422
        assert row(subscription) == before

    def test_one_changes_only_ones_own_choice(self, cast, subscription):
        before = row(subscription)
        cast.client("other_member").post(PREFERENCES, {"frequency": "off", "user": subscription.user_id})
        assert row(subscription) == before

    def test_anonymous_signs_in_first(self, cast):
        for answer in (cast.client("anonymous").get(PREFERENCES), cast.client("anonymous").post(PREFERENCES)):
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("account_login"))


@pytest.fixture
def link(subscription):
    return reverse("digests:unsubscribe", query={"token": token_of(subscription)})


class TestUnsubscribe:
    def test_one_click_without_cookie_or_login(self, subscription, link):
        client = Client(enforce_csrf_checks=True)
        answer = client.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
        assert row(subscription)[:2] == ("off", None)

    def test_unsubscribing_twice_is_fine_and_offers_to_choose_again(self, subscription, link):
        once, twice = [BeautifulSoup(Client().post(link).content, "html.parser").main for _ in range(2)]
        assert once == twice
        assert twice.find("a", href=PREFERENCES)
        assert row(subscription)[:2] == ("off", None)

    def test_opening_the_link_only_asks(self, subscription, link):
        before = row(subscription)
        answer = Client().get(link)
        form = BeautifulSoup(answer.content, "html.parser").main.form
        assert (form["method"], form.get("action")) == ("post", None)  # back to this very address
        assert row(subscription) == before

    def test_the_button_of_the_page_works_in_english_too(self, subscription, link):
        answer = Client(enforce_csrf_checks=True).post(f"/en{link}")
        assert "You will receive no more digests" in answer.content.decode()
        assert row(subscription)[0] == "off"

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_whoever_is_signed_in_it_is_the_links_person_who_leaves(self, cast, subscription, link, who):
        other = Subscription.starting(cast.user("other_member"))
        other.save()
        before = row(other)
        assert cast.client(who).post(link).status_code == 200
        assert row(subscription)[0] == "off"
        assert row(other) == before

    @pytest.mark.parametrize(
        "forge",
        [
            lambda pk: "",
            lambda pk: str(pk),
            lambda pk: f"{pk}:",
            lambda pk: f"{pk}:{'A' * 43}",
            lambda pk: SIGNER.sign(str(pk))[:-1],
            lambda pk: SIGNER.sign(str(pk + 1)).replace(str(pk + 1), str(pk), 1),
            lambda pk: SIGNER.sign(str(pk + 1)),  # of somebody who is gone
            lambda pk: f"{pk}:\0é\udcff",
            lambda pk: "9" * 100_000,
        ],
    )
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_token_we_did_not_make_changes_nothing(self, subscription, forge, method):
        before = row(subscription)
        token = quote(forge(subscription.pk), errors="surrogatepass")
        answer = getattr(Client(), method)(f"/boletin/baja/?token={token}")
        assert answer.status_code == 400
        assert BeautifulSoup(answer.content, "html.parser").main.h1
        assert row(subscription) == before

    @pytest.mark.parametrize("signer", [Signer(), Signer(salt="something else")])
    def test_a_token_signed_for_another_use_does_not_do(self, subscription, signer):
        token = signer.sign(str(subscription.pk))
        assert Client().post(reverse("digests:unsubscribe", query={"token": token})).status_code == 400
        assert row(subscription)[0] == "weekly"


@pytest.fixture
def mail(db):
    return KeptMail.objects.create(
        to="ana@ejemplo.example",
        subject="1 lección nueva",
        text="Hola <b>Ana</b>\nhttps://memoria.example/lecciones/1/",
        html="<h1 style='color:red'>Hola</h1><script>alert(1)</script>",
        headers={"Message-ID": "<digest-1@memoria.example>"},
        kept_at=now(),
    )


@pytest.fixture
def kept(settings):
    settings.EMAIL_BACKEND = "digests.delivery.backend.KeepingBackend"


PAGES = ["/correo-enviado/", "/correo-enviado/{}/", "/correo-enviado/{}/html/"]


class TestKeptMail:
    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_only_admins_read_it(self, cast, kept, mail, page, who):
        status = {"admin": 200, "anonymous": 302}.get(who, 403)
        answer = cast.client(who).get(page.format(mail.pk))
        assert answer.status_code == status
        assert (b"Hola" in answer.content or b"ana@ejemplo.example" in answer.content) == (who == "admin")

    @pytest.mark.parametrize("page", PAGES)
    def test_where_mail_leaves_there_is_no_such_page(self, cast, mail, page):
        assert cast.client("admin").get(page.format(mail.pk)).status_code == 404

    @pytest.mark.parametrize("page", PAGES[1:])
    def test_unknown_is_404(self, cast, kept, mail, page):
        assert cast.client("admin").get(page.format(mail.pk + 1)).status_code == 404

    def test_the_newest_first_fifty_a_page(self, cast, kept):
        KeptMail.objects.bulk_create(KeptMail(to="a@b.example", subject=f"Correo {n}", text="") for n in range(51))
        client = cast.client("admin")
        first, last = (client.get(f"/correo-enviado/?page={page}").content.decode() for page in (1, "zz"))
        assert first.count("Correo ") == last.count("Correo ") > 0
        assert "Correo 50<" in first
        assert "Correo 0<" not in first
        assert "Correo 0<" in client.get("/correo-enviado/?page=2").content.decode()

    def test_shows_headers_and_text(self, cast, kept, mail):
        answer = cast.client("admin").get(f"/correo-enviado/{mail.pk}/")
        page = BeautifulSoup(answer.content, "html.parser").main
        assert "<digest-1@memoria.example>" in page.get_text()
        assert "Hola <b>Ana</b>" in page.get_text()
        assert page.find("a", href="https://memoria.example/lecciones/1/")
        assert page.script is None
        assert page.iframe["src"] == f"/correo-enviado/{mail.pk}/html/"
        assert "allow-scripts" not in page.iframe["sandbox"]
        assert "allow-same-origin" not in page.iframe["sandbox"]
        assert "frame-src 'self'" in answer["Content-Security-Policy"]

    def test_the_html_part_runs_nothing_even_when_opened_by_itself(self, cast, kept, mail):
        answer = cast.client("admin").get(f"/correo-enviado/{mail.pk}/html/")
        parts = answer["Content-Security-Policy"].split("; ")
        policy = dict(part.partition(" ")[::2] for part in parts)
        assert policy["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
        assert policy["frame-ancestors"] == "'self'"
        assert policy["style-src"] == "'unsafe-inline'"
        assert policy["default-src"] == "'none'"
        assert answer["X-Frame-Options"] == "SAMEORIGIN"

    def test_a_mail_without_html_shows_its_text_alone(self, cast, kept, mail):
        KeptMail.objects.update(html="")
        client = cast.client("admin")
        assert b"<iframe" not in client.get(f"/correo-enviado/{mail.pk}/").content
        assert client.get(f"/correo-enviado/{mail.pk}/html/").status_code == 404


def test_admins_look_and_change_nothing(cast, digest):
    client = cast.client("admin")
    for name in ("subscription", "digest"):
        found = client.get(f"/admin/digests/{name}/?q=member@ejemplo")
        assert found.status_code == 200
        assert "1 " in BeautifulSoup(found.content, "html.parser").find(class_="paginator").get_text()
        pk = digest.pk if name == "digest" else digest.subscription_id
        assert client.get(f"/admin/digests/{name}/{pk}/change/").status_code == 200
        for refused in (f"{pk}/change/", f"{pk}/delete/", "add/"):
            assert client.post(f"/admin/digests/{name}/{refused}", {"post": "yes"}).status_code == 403
    digest.refresh_from_db()
    assert digest.state == "pending"
