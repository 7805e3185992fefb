"""What admins announce: to whom, from when until when, in which language, and put away without a script."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from networks.announcements.actions import COOKIE, MOST_SEEN, announce, numbers_in, take_away, with_number
from networks.models import Announcement, Network
from tests.support.cast import Cast
from tests.support.htmx import soup

DESK = "/administracion/anuncios/"


def made(cast: Cast, network: Network | None = None, **fields: Any) -> Announcement:
    told = {"text_es": "El sábado no hay página.", "text_en": "No page on Saturday.", "ends_on": localdate()}
    announcement = Announcement(**told | {"by": cast.user("admin"), "network": network} | fields)
    announce(announcement)
    return announcement


def banner(client: Client, address: str = "/") -> str:
    found = soup(client.get(address)).select_one("main > section[aria-label^='An']")
    return " ".join(found.get_text(" ").split()) if found else ""


class TestWhoReadsIt:
    def test_everybody_in_their_language(self, cast: Cast):
        made(cast)
        assert "El sábado no hay página." in banner(cast.client("anonymous"), "/lecciones/")
        assert "No page on Saturday." in banner(cast.client("anonymous"), "/en/redes/")

    def test_people_of_a_network_alone_read_its_announcement(self, cast: Cast):
        made(cast, cast.network)
        read = {
            who
            for who in ("anonymous", "no_network", "other_member", "observer", "member", "secretariat")
            if banner(cast.client(who))
        }
        assert read == {"observer", "member", "secretariat"}

    @pytest.mark.parametrize(
        ("first", "last", "is_shown"), [(-2, -1, False), (-1, 0, True), (0, 3, True), (1, 3, False)]
    )
    def test_from_its_first_day_to_its_last(self, cast: Cast, first: int, last: int, is_shown: bool):
        today = localdate()
        made(cast, starts_on=today + timedelta(days=first), ends_on=today + timedelta(days=last))
        assert bool(banner(cast.client("anonymous"))) is is_shown

    def test_as_plain_text(self, cast: Cast):
        made(cast, text_es="<b>Hola</b><script>1</script>")
        page = cast.client("anonymous").get("/").content.decode()
        assert "&lt;b&gt;Hola&lt;/b&gt;" in page
        assert "<script>1" not in page

    def test_an_announcement_is_gone_when_it_is_taken_away(self, cast: Cast):
        announcement = made(cast)
        assert banner(cast.client("anonymous"))
        take_away(announcement)
        assert not banner(cast.client("anonymous"))


class TestPuttingAway:
    def test_for_this_browser_and_back_where_one_was(self, cast: Cast):
        announcement, other = made(cast), made(cast, text_es="Otra cosa.")
        client = cast.client("anonymous")
        form = soup(client.get("/redes/?page=1")).select_one(f'form[action="/anuncios/{announcement.pk}/leido/"]')
        answer = client.post(form["action"], {"next": form.select_one("[name=next]")["value"]})
        assert answer["Location"] == "/redes/?page=1"
        assert (str(announcement) in banner(client), str(other) in banner(client)) == (False, True)
        assert str(announcement) in banner(Client())

    def test_needs_no_token_so_that_the_page_of_a_visitor_brings_no_cookie(self, cast: Cast):
        announcement, client = made(cast), Client(enforce_csrf_checks=True)
        page = client.get("/")
        assert (str(announcement) in soup(page).get_text(), dict(page.cookies)) == (True, {})
        assert client.post(f"/anuncios/{announcement.pk}/leido/").status_code == 302
        assert not banner(client)

    def test_leads_nowhere_else(self, cast: Cast):
        answer = cast.client("anonymous").post("/anuncios/1/leido/", {"next": "https://otra.example/"})
        assert answer["Location"] == "/"

    @pytest.mark.parametrize("cookie", ["x", "1.2.x", "9" * 40, ".."])
    def test_a_cookie_that_somebody_made_up_breaks_nothing(self, cast: Cast, cookie: str):
        made(cast)
        client = Client()
        client.cookies[COOKIE] = cookie
        assert banner(client)

    def test_the_cookie_does_not_grow(self):
        cookie = ""
        for number in range(100):
            cookie = with_number(cookie, number)
        assert numbers_in(cookie) == list(range(100 - MOST_SEEN, 100))


class TestTheForm:
    SENT = {"text_es": "Hola", "text_en": "Hello", "starts_on": "2026-01-01", "ends_on": "2099-01-01"}

    def test_announces_and_the_history_says_who(self, cast: Cast):
        cast.client("admin").post(DESK, self.SENT)
        [announcement] = Announcement.objects.all()
        assert announcement.by == cast.user("admin")
        assert "Hola" in banner(cast.client("anonymous"))
        cast.client("admin").post(f"{DESK}{announcement.pk}/quitar/")
        labels = Announcement.pgh_event_model.objects.order_by("pgh_id").values_list("pgh_label", flat=True)
        assert [*labels] == ["insert", "delete"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [("text_en", ""), ("text_es", "x" * 281), ("ends_on", "2025-12-31"), ("ends_on", "mañana"), ("network", "999")],
    )
    def test_says_at_the_field_what_is_wrong_and_keeps_what_was_typed(self, cast: Cast, field: str, value: str):
        answer = cast.client("admin").post(DESK, self.SENT | {field: value})
        assert (answer.status_code, Announcement.objects.count()) == (422, 0)
        assert soup(answer).select_one(f"#id_{field}[aria-invalid=true]")
        kept = "text_es" if field != "text_es" else "text_en"
        assert self.SENT[kept] in str(soup(answer).select_one(f"#id_{kept}"))
