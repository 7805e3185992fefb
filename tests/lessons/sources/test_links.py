"""Which sources still answer. The web is a real server on loopback, which nobody asks unless told to."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from base import fetching
from base.fetching import Answer, ask
from lessons.models import Lesson, SourceLink
from lessons.sources import actions
from lessons.tasks import check_links
from tests.support.factories import LessonFactory
from tests.support.htmx import soup
from tests.support.lessons import said
from tests.support.servers.web import Web, web


@pytest.fixture
def there() -> Iterator[Web]:
    with web() as server:
        yield server


def counted(server: Web) -> list[str]:
    return [f"{method} {path}" for method, path, _headers in server.asked]


class TestAsk:
    @pytest.mark.parametrize(
        ("answer", "ok"),
        [(200, True), (206, True), (403, True), (429, True), (503, True), (404, False), (410, False), (500, False)],
    )
    def test_says_whether_it_answers(self, there, answer, ok):
        there.answers["/a"] = answer
        assert ask(there.at("/a"), anywhere=True) == Answer(ok=ok, status=answer)

    def test_asks_for_the_head_and_only_then_for_one_byte(self, there):
        there.answers = {"/a": 200, "/b": 200}
        ask(there.at("/a?x=ñ b"), anywhere=True)
        ask(there.at("/a"), anywhere=True)
        there.without_head = True
        assert ask(there.at("/b"), anywhere=True).ok
        assert counted(there) == ["HEAD /a?x=%C3%B1%20b", "GET /a?x=%C3%B1%20b", "HEAD /a", "HEAD /b", "GET /b"]
        headers = there.asked[-1][2]
        assert headers["Range"] == "bytes=0-0"
        assert headers["User-Agent"].startswith("MemoriaViva (+http")

    def test_follows_but_not_for_ever(self, there):
        there.answers = {"/a": "/b", "/b": there.at("/c"), "/c": 200, "/round": "/round"}
        assert ask(there.at("/a"), anywhere=True).ok
        there.asked.clear()
        assert ask(there.at("/round"), anywhere=True) == Answer(ok=False)
        assert len(there.asked) == 2 * fetching.MOST_HOPS

    def test_reads_nothing_of_what_is_endless(self, there):
        there.answers["/huge"] = 200
        there.without_head = True
        assert ask(there.at("/huge"), anywhere=True).ok

    def test_hangs_up_on_who_is_slow_on_purpose(self, there, monkeypatch):
        monkeypatch.setattr(fetching, "SECONDS_IN_ALL", 0.5)
        begun = time.monotonic()
        assert not ask(there.at("/drip"), anywhere=True).ok
        assert time.monotonic() - begun < 4

    def test_an_address_where_nobody_listens_does_not_answer(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{unused.getsockname()[1]}/"
            assert ask(address, anywhere=True) == Answer(ok=False)


class TestNotInOurHouse:
    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1",
            "localhost",
            "10.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[fe80::1]",
            "[fd00::1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:10.0.0.1]",
            "[64:ff9b::a00:1]",
            "[2002:a00:1::]",
            "[2001:0:a00:1::]",
            "[ff02::1]",
            "240.0.0.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
        ],
    )
    def test_refuses_what_is_not_of_the_public_internet(self, host):
        assert ask(f"http://{host}/") == Answer(ok=False, asked=False)

    def test_loopback_is_refused_unless_told_otherwise(self, there):
        assert ask(there.at("/a")) == Answer(ok=False, asked=False)
        assert there.asked == []

    def test_a_redirection_into_our_house_is_refused(self, there):
        there.answers["/a"] = "http://169.254.169.254/latest/meta-data/"
        assert ask(there.at("/a"), anywhere=True) == Answer(ok=False, asked=False)
        assert counted(there) == ["HEAD /a"]

    def test_a_name_that_leads_home_is_refused(self, there, monkeypatch):
        monkeypatch.setattr(fetching, "PORTS", {there.server_port})
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", ("127.0.0.1", there.server_port))])
        assert ask(f"http://a-casa.example:{there.server_port}/a") == Answer(ok=False, asked=False)
        assert there.asked == []

    def test_a_name_is_resolved_once_and_asked_where_it_was_seen(self, there, monkeypatch):
        seen = []

        def changes(host: str, port: int, **_: object) -> list[object]:
            seen.append(host)
            return [(2, 1, 6, "", ("127.0.0.1" if len(seen) == 1 else "203.0.113.9", port))]

        there.answers["/a"] = 200
        real = socket.getaddrinfo

        def asked(host: str, port: int, *rest: object, **named: object) -> object:
            return real(host, port, *rest, **named) if host[0].isdigit() else changes(host, port)

        monkeypatch.setattr(socket, "getaddrinfo", asked)
        assert ask(f"http://cambia.example:{there.server_port}/a", anywhere=True).ok
        assert seen == ["cambia.example"]
        assert there.asked[0][2]["Host"] == f"cambia.example:{there.server_port}"

    @pytest.mark.parametrize(
        "url",
        [
            "ftp://a.example/",
            "file:///etc/passwd",
            "http://a:b@example.org/",
            "http://example.org:22/",
            "http://[",
            "http:///x",
            "http://a.example:x/",
        ],
    )
    def test_what_is_no_web_address_is_not_asked(self, url):
        assert ask(url) == Answer(ok=False, asked=False)


@pytest.fixture
def lesson(cast, there) -> Lesson:
    sources = f"Acta de 2025\n{there.at('/vive')} y {there.at('/muere')}."
    there.answers |= {"/vive": 200, "/muere": 200}
    return LessonFactory(
        network=cast.network, author=cast.user("member"), published=True, visibility="public", sources=sources
    )


def check() -> None:
    actions.gather()
    while actions.check_some(pause=0, anywhere=True):
        pass
    actions.tell_of_the_dead()


FIRST = now().replace(day=1) - timedelta(days=1)


def on_day(day: int) -> None:
    with time_machine.travel(FIRST + timedelta(days=day)):
        check()


class TestCheck:
    def test_asks_what_published_lessons_cite_once_a_month(self, lesson, there):
        LessonFactory(network=lesson.network, author=lesson.author, sources=there.at("/borrador"))
        LessonFactory(network=lesson.network, author=lesson.author, published=True, sources=there.at("/vive"))
        on_day(0)
        on_day(8)
        assert sorted(counted(there)) == ["HEAD /muere", "HEAD /vive"]
        on_day(30)
        assert len(there.asked) == 4

    def test_dead_is_what_failed_twice_a_week_apart(self, lesson, there):
        there.answers["/muere"] = 404
        on_day(0)
        on_day(3)
        assert not SourceLink.objects.dead().exists()
        on_day(8)
        [dead] = SourceLink.objects.dead()
        assert dead.url == there.at("/muere")
        assert dead.failing_since == FIRST.replace(microsecond=dead.failing_since.microsecond)
        assert dead.told_at

    def test_who_answers_again_lives(self, lesson, there):
        there.answers["/muere"] = 500
        on_day(0)
        on_day(8)
        there.answers["/muere"] = 200
        on_day(16)
        assert not SourceLink.objects.dead().exists()
        assert not SourceLink.objects.filter(told_at__isnull=False).exists()

    def test_when_nobody_at_all_answers_it_is_our_own_line(self, lesson, there):
        Lesson.objects.update(sources="http://127.0.0.1:1/a http://127.0.0.1:1/b")
        for day in (0, 8, 30):
            on_day(day)
        assert set(SourceLink.objects.values_list("ok", "failures")) == {(None, 0)}

    def test_two_workers_do_not_ask_the_same(self, lesson, there):
        actions.gather()
        assert actions._claim(now())
        assert actions.check_some(anywhere=True) == 0
        assert there.asked == []

    def test_what_is_cited_no_more_is_forgotten(self, lesson, there):
        on_day(0)
        Lesson.objects.update(sources="Acta")
        actions.gather()
        assert not SourceLink.objects.exists()

    def test_the_task_leaves_loopback_alone(self, lesson, there, settings):
        settings.CELERY_TASK_ALWAYS_EAGER = True
        check_links.apply()
        assert there.asked == []
        assert not SourceLink.objects.filter(ok=True).exists()


class TestPage:
    def dead(self, lesson: Lesson, there: Web) -> None:
        there.answers["/muere"] = 404
        on_day(0)
        on_day(8)

    def test_marks_the_dead_one_and_asks_its_writers_for_the_document(self, cast, lesson, there):
        self.dead(lesson, there)
        line = soup(cast.client("member").get(lesson.get_absolute_url())).select_one(".sources li:nth-of-type(2)")
        assert line.get_text(" ", strip=True).count("ya no responde desde") == 1
        assert line.select_one(f'a[href="/lecciones/{lesson.pk}/archivos/#adding"]')

    def test_readers_see_the_mark_alone(self, cast, lesson, there):
        self.dead(lesson, there)
        page = cast.client("anonymous").get(lesson.get_absolute_url())
        assert "ya no responde desde" in said(page)
        assert "/archivos/" not in page.content.decode()

    def test_one_failure_marks_nothing(self, cast, lesson, there):
        there.answers["/muere"] = 404
        on_day(0)
        assert "ya no responde" not in said(cast.client("member").get(lesson.get_absolute_url()))
