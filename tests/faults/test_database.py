"""PostgreSQL is started again while people are at work."""

import json
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from tests.faults.person import Answer, Person
from tests.faults.stack import Stack
from tests.support.lessons import ESSENTIAL
from tests.support.servers.processes import until

PAGES = ("/", "/lecciones/", "/redes/", "/en/", "/cuenta/perfil/", "/lecciones/?q=salud")


@pytest.fixture
def back(stack: Stack) -> Iterator[None]:
    yield
    if not stack.children["postgres"].running:
        stack.begin("postgres")
    stack.wait_for_postgres()
    assert until(stack.is_well, 60)


@contextmanager
def readers(people: list[Person], seen: list[Answer]) -> Iterator[None]:
    done = threading.Event()

    def read(person: Person, first: int) -> None:
        number = first
        while not done.is_set():
            seen.append(person.get(PAGES[number % len(PAGES)]))
            number += 1

    threads = [threading.Thread(target=read, args=(person, first)) for first, person in enumerate(people)]
    for thread in threads:
        thread.start()
    yield
    done.set()
    for thread in threads:
        thread.join()


def restart(stack: Stack) -> None:
    stack.children["postgres"].stop()
    stack.begin("postgres")
    stack.wait_for_postgres()


def _have_read(seen: list[Answer], pages: int) -> bool:
    return len(seen) >= pages


def test_readers_see_pages_or_that_it_comes_back_in_a_moment(stack: Stack, back: None):
    people = [stack.person("miembro.cies"), stack.person("secretaria.cies"), Person(stack.address)]
    seen: list[Answer] = []
    with readers(people, seen):
        for _ in range(3):
            assert until(partial(_have_read, seen, len(seen) + 10))
            restart(stack)
        assert until(partial(_have_read, seen, len(seen) + 10))
    assert {answer.status for answer in seen} <= {200, 302, 503}
    assert [answer.status for answer in seen[-3:]] != [503] * 3


class TestWhileItIsAway:
    @pytest.fixture(autouse=True)
    def away(self, stack: Stack, back: None) -> Iterator[Person]:
        person = stack.person("miembro.cies")
        person.get("/lecciones/nueva/")
        stack.children["postgres"].stop()
        return person

    @pytest.mark.parametrize(
        ("path", "says", "language"),
        [("/lecciones/", "Volvemos en un momento", "es-PE"), ("/en/lecciones/", "Back in a moment", "en")],
    )
    def test_a_page_says_when_to_come_back(self, away: Person, path: str, says: str, language: str):
        answer = away.get(path)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
        assert answer.page.h1.get_text() == says
        assert answer.page.html["lang"] == language
        assert answer.page.select_one("a.button")["href"] == path

    def test_health_says_which_part_fails(self, stack: Stack, away: Person):
        answer = Person(stack.address).get("/healthz")
        said = json.loads(answer.text)
        assert (answer.status, said["database"], said["broker"]) == (503, False, True)
        assert answer.seconds < 5

    def test_what_was_typed_is_in_the_answer_and_is_kept_once(self, stack: Stack, away: Person):
        key = "11111111-2222-4333-8444-555555555555"
        stack.begin("postgres")
        stack.wait_for_postgres()
        network = stack.one("SELECT id FROM networks_network WHERE slug = 'cies'")
        stack.children["postgres"].stop()
        typed = {**ESSENTIAL, "key": key, "network": network, "visibility": "all_networks", "then": "draft"}
        refused = away.post("/lecciones/nueva/", typed | {"evidence": "own_experience", "language": "es"})
        assert refused.status == 503
        fields = [(each["name"], each["value"]) for each in refused.page.select("form input[type=hidden]")]
        assert dict(fields)["what_happened"] == ESSENTIAL["what_happened"]
        stack.begin("postgres")
        stack.wait_for_postgres()
        for _ in range(2):
            assert away.post(refused.page.form["action"], fields).status == 302
        assert stack.one("SELECT count(*) FROM lessons_lesson WHERE key = %s", key) == 1

    def test_a_password_stands_in_no_page(self, stack: Stack, away: Person):
        somebody = Person(stack.address)
        somebody._jar = away._jar
        answer = away.post("/cuenta/password/change/", {"oldpassword": "secreta", "password1": "x", "password2": "x"})
        assert answer.status == 503
        assert "secreta" not in answer.text


def test_a_crash_meanwhile_is_told_as_in_a_moment(stack: Stack, back: None):
    person = stack.person("secretaria.cies")
    stack.send("postgres", signal.SIGKILL)
    stack.children["postgres"].process.wait()
    assert person.get("/lecciones/").status == 503
    stack.begin("postgres")
    stack.wait_for_postgres()
    assert person.get("/lecciones/").status == 200


def age_of_tick(stack: Stack) -> float:
    """Beat asks for one each second here, and the worker makes it."""
    return float(json.loads(Person(stack.address).get("/healthz").text)["beat_age_seconds"])


def test_worker_and_beat_go_on(stack: Stack, back: None):
    restart(stack)
    since = time.monotonic()
    assert until(stack.is_well, 60)
    assert until(lambda: age_of_tick(stack) < time.monotonic() - since, 60)
    assert stack.children["worker"].running
