"""A page of visitors is made once: and what is given is always what would be made now, and nobody's own."""

import gzip
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import messages
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from config.web import kept
from lessons.models import Lesson
from lessons.moderation.takedown import put_back, take_down
from networks.announcements.actions import announce
from networks.models import Announcement, Network
from tests.support.cast import Cast
from tests.support.factories import PASSWORD, LessonFactory, UserFactory
from tests.support.htmx import headers, soup

# As in the site: inside one transaction nothing is kept.
pytestmark = pytest.mark.django_db(transaction=True)
PAGE = {"accept": "text/html", "accept-language": "es-PE"}
LIST = "/lecciones/"

DEAD = {"LOCATION": "unix:///nowhere/valkey.sock"}


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    lesson: Lesson = LessonFactory(
        network=cast.network, author=cast.user("member"), title="Pedir la cita", published=True, visibility="public"
    )
    return lesson


@pytest.fixture
def dead(settings: Any) -> None:
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | DEAD}


def opened(address: str, client: Client | None = None, **more: str) -> Any:
    return (client or Client()).get(address, headers=PAGE | more)


def statements(address: str, client: Client | None = None, **more: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert opened(address, client, **more).status_code in {200, 304}
    return [each["sql"] for each in queries]


def is_kept(address: str, client: Client | None = None, **more: str) -> bool:
    return len(statements(address, client, **more)) == 1


class TestVisitor:
    @pytest.mark.parametrize("address", ["/", LIST, "/en/lecciones/?q=cita", "/hallazgos/", "/redes/", "/ayuda/"])
    def test_is_given_what_was_made_for_another(self, lesson: Lesson, address: str):
        made = opened(address)
        [asked] = statements(address)
        assert "lessons_change" in asked
        given = opened(address)
        assert (given.content, given.headers) == (made.content, made.headers)

    @pytest.mark.parametrize("address", [LIST, "/", "/en/matriz/"])
    def test_gets_what_would_be_made_without_keeping(self, lesson: Lesson, settings: Any, address: str):
        opened(address)
        given = opened(address)
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "kept" not in each]
        made = opened(address)
        assert given.content == made.content
        theirs = dict(made.headers.items()) | {"Vary": given["Vary"]}
        assert theirs.items() <= dict(given.headers.items()).items()
        assert set(given.headers) - set(theirs) == {"ETag", "Cache-Control", "CDN-Cache-Control"}

    def test_is_told_by_whom_it_may_be_kept(self, lesson: Lesson):
        given = [opened(LIST), opened(LIST)]
        for response in given:
            assert response["Cache-Control"] == "public, max-age=0, s-maxage=30"
            assert response["CDN-Cache-Control"] == "public, max-age=30, stale-while-revalidate=30"
            assert {"Cookie", "Accept-Encoding", "Accept-Language"} <= set(response["Vary"].split(", "))
            assert (dict(response.cookies), "nonce" in response["Content-Security-Policy"]) == ({}, False)
            assert response["X-Frame-Options"] == "DENY"

    @pytest.mark.parametrize("sent", ["gzip, br", "br", ""])
    def test_gets_it_compressed_or_not(self, lesson: Lesson, sent: str):
        plain = opened(LIST).content
        for _ in range(2):
            response = opened(LIST, **{"accept-encoding": sent})
            assert response.get("Content-Encoding") == ("gzip" if "gzip" in sent else None)
            assert (gzip.decompress(response.content) if "gzip" in sent else response.content) == plain
            assert response["Content-Length"] == str(len(response.content))

    def test_who_asks_for_the_head_alone_gets_the_same_head(self, lesson: Lesson):
        for _ in range(2):
            head = Client().head(LIST, headers=PAGE)
            assert (head.status_code, head.content, head["ETag"]) == (200, b"", opened(LIST)["ETag"])

    def test_gets_the_fragment_where_a_fragment_is_asked_for(self, lesson: Lesson):
        whole, part = (lambda: opened(LIST)), (lambda: opened(LIST, **headers("results")))
        for ask, has_a_head in ((whole, True), (part, False), (whole, True), (part, False)):
            assert (b"<!DOCTYPE" in ask().content) is has_a_head
        assert is_kept(LIST, **headers("results"))


class TestNotChanged:
    def test_is_told_so_and_sent_nothing(self, lesson: Lesson):
        etag = opened(LIST)["ETag"]
        again = opened(LIST, **{"if-none-match": etag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert (again["Cache-Control"], again["CDN-Cache-Control"]) == (kept.CACHES, kept.CACHES_OF_SITES)
        assert is_kept(LIST, **{"if-none-match": etag})

    def test_stays_so_after_a_change_of_something_else(self, lesson: Lesson):
        etag = opened("/ayuda/")["ETag"]
        Lesson.objects.filter(pk=lesson.pk).update(title="Otra")
        assert opened("/ayuda/", **{"if-none-match": etag}).status_code == 304
        assert opened(LIST, **{"if-none-match": etag}).status_code == 200

    def test_is_not_told_after_a_change(self, lesson: Lesson):
        etag = opened(LIST)["ETag"]
        Lesson.objects.filter(pk=lesson.pk).update(title="Otra")
        again = opened(LIST, **{"if-none-match": etag})
        assert (again.status_code, b"Otra" in again.content) == (200, True)

    def test_is_not_told_to_who_signed_in(self, cast: Cast, lesson: Lesson):
        etag = opened(LIST)["ETag"]
        assert opened(LIST, cast.client("member"), **{"if-none-match": etag}).status_code == 200


class TestChange:
    def test_is_shown_at_once(self, cast: Cast, lesson: Lesson):
        assert "Otra cosa" not in opened(LIST).content.decode()
        LessonFactory(title="Otra cosa", network=cast.network, author=cast.user("member"), published=True)
        Lesson.objects.filter(title="Otra cosa").update(visibility="public")
        assert "Otra cosa" in opened(LIST).content.decode()

    def test_hidden_is_gone_at_once_and_comes_back(self, cast: Cast, lesson: Lesson):
        address = lesson.get_absolute_url()
        opened(address), opened(LIST)
        take_down(lesson, by=cast.user("admin"), reason="Nombra a una persona.")
        assert Client().get(address, headers=PAGE).status_code == 404
        assert "Pedir la cita" not in opened(LIST).content.decode()
        put_back(lesson, by=cast.user("admin"), reason="Ya no.")
        assert "Pedir la cita" in opened(address).content.decode()

    def test_of_a_draft_makes_no_page_again(self, cast: Cast, lesson: Lesson):
        draft = LessonFactory(title="Borrador", network=cast.network, author=cast.user("member"))
        opened(LIST)
        Lesson.objects.filter(pk=draft.pk).update(title="Otro borrador")
        assert is_kept(LIST)

    def test_that_is_undone_is_never_shown(self, lesson: Lesson):
        opened(LIST)
        with transaction.atomic():
            Lesson.objects.filter(pk=lesson.pk).update(title="Nunca")
            assert "Nunca" in opened(LIST).content.decode()  # this transaction itself sees it
            transaction.set_rollback(True)
        assert "Nunca" not in opened(LIST).content.decode()

    def test_of_the_day_makes_it_again(self, lesson: Lesson):
        opened(LIST)
        with time_machine.travel(now() + timedelta(days=1)):
            assert not is_kept(LIST)

    def test_of_who_runs_the_site_makes_it_again(self, lesson: Lesson, settings: Any):
        opened("/privacidad/")
        settings.OPERATOR_NAME = "Red de redes"
        assert "Red de redes" in opened("/privacidad/").content.decode()

    def test_announced_is_read_at_once_and_put_away_by_one_alone(self, cast: Cast, lesson: Lesson):
        opened(LIST)
        today = localdate()
        announcement = Announcement(text_es="Cerramos.", text_en="Closed.", ends_on=today, by=cast.user("admin"))
        announce(announcement)
        client = Client()
        assert "Cerramos." in opened(LIST).content.decode()
        assert client.post(f"/anuncios/{announcement.pk}/leido/", {"next": LIST}).status_code == 302
        for _ in range(2):
            assert "Cerramos." not in opened(LIST, client).content.decode()
            assert "Cerramos." in opened(LIST).content.decode()


class TestWhoSignedIn:
    """Nothing made for one reader is shown to another, whoever comes first."""

    ORDERS = (("anonymous", "member", "admin"), ("admin", "anonymous", "member"), ("member", "admin", "anonymous"))

    @pytest.mark.parametrize("order", ORDERS)
    def test_gets_their_own_page(self, cast: Cast, lesson: Lesson, order: tuple[str, ...]):
        LessonFactory(title="Solo entre redes", network=cast.network, author=cast.user("member"), published=True)
        clients = {who: cast.client(who) for who in order}
        for address in ("/", LIST, lesson.get_absolute_url()):
            first = {who: opened(address, clients[who]) for who in order}
            for who in (*order, *reversed(order)):
                page = soup(opened(address, clients[who]))
                assert bool(page.select(".menu")) is (who != "anonymous"), (address, who)
                assert page == soup(opened(address, clients[who]))
            assert b"Solo entre redes" not in first["anonymous"].content
            assert b"csrfmiddlewaretoken" not in first["anonymous"].content
            assert first["member"]["Cache-Control"] == first["admin"]["Cache-Control"] == "private, no-store"
            assert "ETag" not in first["member"]
        assert b"Solo entre redes" in opened(LIST, clients["member"]).content

    def test_and_signs_out_reads_that_they_did(self, lesson: Lesson):
        user = UserFactory(password=PASSWORD)
        client = Client()
        opened("/")
        client.post("/cuenta/login/", {"login": user.email, "password": PASSWORD})
        assert soup(opened("/", client)).select(".menu")
        client.post("/cuenta/logout/")
        assert b'class="messages"' in opened("/", client).content
        assert b'class="messages"' not in opened("/").content


class TestNotKept:
    def test_is_what_has_a_cookie_that_nobody_knows(self, lesson: Lesson):
        opened(LIST)
        client = Client()
        client.cookies["otra"] = "x"
        assert not is_kept(LIST, client)

    def test_is_what_is_made_in_a_browser_with_a_token(self, lesson: Lesson):
        client = Client()
        client.get("/cuenta/login/")
        assert client.cookies["csrftoken"].value
        assert not is_kept(LIST, client)
        assert not is_kept(LIST)
        assert is_kept(LIST, client)

    @pytest.mark.parametrize("address", ["/cuenta/login/", "/taller/", "/healthz", "/nada/", "/manifest.webmanifest"])
    def test_is_what_did_not_opt_in(self, lesson: Lesson, address: str):
        with CaptureQueriesContext(connection) as queries:
            answers = [Client().get(address) for _ in range(2)]
        assert not any("lessons_change" in each["sql"] for each in queries)
        assert not any("ETag" in each for each in answers)

    def test_is_what_is_not_there(self, lesson: Lesson):
        for _ in range(2):
            response = Client().get("/lecciones/999999/", headers=PAGE)
            assert (response.status_code, "ETag" in response) == (404, False)

    @pytest.mark.parametrize("change", ["cookie", "nonce", "message", "session", "caching", "user"])
    def test_is_an_answer_with_something_of_one_reader(
        self, cast: Cast, lesson: Lesson, change: str, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("lessons.pages.views.lessons.render_fragment", _answering(change, cast))
        for _ in range(2):
            response = opened(LIST)
            assert (response.status_code, "ETag" in response) == (200, False)

    def test_is_a_page_at_the_wrong_name_of_the_site(self, lesson: Lesson, settings: Any):
        settings.ALLOWED_HOSTS = ["testserver"]
        opened(LIST)
        assert Client().get(LIST, headers=PAGE | {"host": "otra.example"}).status_code == 400

    def test_is_more_than_there_are_places(self, lesson: Lesson, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(kept, "PLACES", 1)
        opened(LIST), opened("/ayuda/")
        assert not is_kept(LIST)
        assert is_kept(LIST)


def _answering(change: str, cast: Cast) -> Any:
    def render(request: Any, *_: Any) -> HttpResponse:
        response = HttpResponse("x")
        if change == "cookie":
            response.set_cookie("otra", "x")
        elif change == "nonce":
            response.content = str(request.csp_nonce)
        elif change == "message":
            messages.info(request, "Hola")
        elif change == "session":
            request.session["a"] = 1
        elif change == "caching":
            response["Cache-Control"] = "no-store"
        else:
            request.user = cast.user("member")
        return response

    return render


class TestLanguage:
    def test_is_that_of_the_address(self, lesson: Lesson):
        for address, language in (("/en/lecciones/", "en"), (LIST, "es-PE")) * 2:
            assert soup(opened(address)).html["lang"] == language

    def test_of_the_browser_sends_to_the_twin_also_when_the_page_is_kept(self, lesson: Lesson):
        opened(LIST), opened("/en/lecciones/")
        assert is_kept(LIST)
        sent = Client().get(LIST, headers=PAGE | {"accept-language": "en"})
        assert (sent.status_code, sent["Location"]) == (302, "/en/lecciones/")
        assert "Accept-Language" in sent["Vary"]
        assert is_kept(LIST)

    def test_that_was_chosen_is_kept_to(self, lesson: Lesson):
        client = Client()
        [link] = soup(opened("/en/lecciones/", client)).select("#languages a")
        assert client.get(link["href"])["Location"] == LIST
        opened(LIST)
        assert is_kept(LIST, client, **{"accept-language": "en"})
        client.cookies["django_language"] = "en"
        assert client.get(LIST, headers=PAGE)["Location"] == "/en/lecciones/"

    def test_of_a_program_that_reads_no_page_gets_nothing_for_others(self, lesson: Lesson):
        """It is not sent on: a cache must not give its page to a browser that would be."""
        response = Client().get(LIST, headers={"accept": "*/*", "accept-language": "en"})
        assert (response.status_code, "s-maxage" in response.get("Cache-Control", "")) == (200, False)


class TestWithoutValkey:
    def test_the_page_is_the_same(self, lesson: Lesson, settings: Any):
        with_it = opened(LIST)
        settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | DEAD}
        for _ in range(2):
            assert opened(LIST).content == with_it.content
            assert not is_kept(LIST)
            assert opened(LIST, **{"if-none-match": with_it["ETag"]}).status_code == 304

    def test_the_memory_of_the_process_keeps_no_page(self, lesson: Lesson, dead: None):
        opened(LIST), opened(LIST)
        assert not [key for key in cache._cache._own._cache if "page:" in key]

    def test_emptied_the_page_is_made_again(self, lesson: Lesson):
        opened(LIST)
        cache.clear()
        assert not is_kept(LIST)
        assert is_kept(LIST)


def test_without_the_database_nothing_kept_is_given(lesson: Lesson, monkeypatch: pytest.MonkeyPatch):
    opened(LIST)

    def away(self: Any) -> str:
        raise OperationalError

    monkeypatch.setattr("lessons.changes.models.ChangeQuerySet.version", away)
    assert "ETag" not in opened(LIST)


def test_before_anything_was_noted_nothing_is_kept(cast: Cast):
    assert not Network.objects.exists()
    assert "ETag" not in opened(LIST)
