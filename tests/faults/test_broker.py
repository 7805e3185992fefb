"""The broker dies while people are at work: what they do is done, once, and what it leads to comes when it is back."""

import json
import signal
import uuid
from collections.abc import Iterator

import pytest

from tests.faults.person import Answer, Person
from tests.faults.stack import PASSWORD, Stack
from tests.support.files import documents
from tests.support.lessons import ESSENTIAL
from tests.support.servers.processes import until
from tests.support.servers.smtp import Post, code_in

SECONDS = 3  # to answer, on a machine that is busy


@pytest.fixture
def back(stack: Stack) -> Iterator[None]:
    yield
    if not stack.children["valkey"].running:
        stack.begin("valkey")
    stack.wait_for_valkey()
    assert until(stack.is_well, 60)


@pytest.fixture
def people(stack: Stack, back: None) -> Iterator[tuple[Person, Person]]:
    """A member and their secretariat, signed in; then the broker dies."""
    people = stack.person("miembro.cies"), stack.person("secretaria.cies")
    stack.kill("valkey")
    return people


def done(answer: Answer) -> Answer:
    assert answer.status in {200, 302}, answer.text[:2000]
    assert answer.seconds < SECONDS
    return answer


def log_a_lesson(stack: Stack, person: Person, **typed: str) -> int:
    key = str(uuid.uuid4())
    person.get("/lecciones/nueva/")
    network = stack.one("SELECT id FROM networks_network WHERE slug = 'cies'")
    form = {**ESSENTIAL, "key": key, "network": network, "visibility": "all_networks", "language": "es"}
    done(person.post("/lecciones/nueva/", form | {"evidence": "own_experience", "then": "publish"} | typed))
    return int(stack.one("SELECT id FROM lessons_lesson WHERE key = %s", key))


def mails_to(mail_server: Post, address: str) -> list[str]:
    return [str(mail["Subject"]) for mail in mail_server.mails if mail["To"] == address]


class TestAway:
    def test_what_is_saved_is_answered_and_told_once_when_it_is_back(
        self, stack: Stack, people: tuple[Person, Person], mail_server: Post
    ):
        member, secretariat = people
        invited = f"nueva-{uuid.uuid4().hex[:6]}@ejemplo.example"
        lesson = log_a_lesson(stack, secretariat)
        member.get(f"/lecciones/{lesson}/conversacion/")
        key = str(uuid.uuid4())
        done(member.post(f"/lecciones/{lesson}/conversacion/", {"text": "¿Con quién hablaron?", "key": key}))
        draft = log_a_lesson(stack, member, then="draft")
        done(member.upload(f"/lecciones/{draft}/archivos/", "acta.pdf", documents.pdf("La radio llegó antes")))
        secretariat.get("/redes/cies/invitar/")
        done(secretariat.post("/redes/cies/invitar/", {"addresses": invited, "role": "member", "language": "es"}))

        assert stack.one("SELECT count(*) FROM lessons_comment WHERE key = %s", key) == 1
        assert stack.one("SELECT count(*) FROM networks_invitation WHERE email = %s", invited) == 1
        assert mails_to(mail_server, invited) == []
        stack.begin("valkey")
        assert until(lambda: mails_to(mail_server, invited), 60)
        read = "SELECT text FROM lessons_attachment WHERE lesson_id = %s AND read_at IS NOT NULL"
        assert until(lambda: stack.ask(read, draft), 60)
        assert "radio" in stack.one(read, draft)
        assert len(mails_to(mail_server, invited)) == 1

    def test_people_sign_in_and_out_without_a_broker(self, stack: Stack, people: tuple[Person, Person]):
        person = Person(stack.address)
        assert done(person.sign_in("miembro.forosalud@demo.memoriaviva.example", PASSWORD)).status == 302
        assert person.get("/cuenta/perfil/").status == 200
        assert done(person.post("/cuenta/logout/", {})).status == 302

    def test_guesses_are_limited_without_a_broker(self, stack: Stack, people: tuple[Person, Person]):
        person = Person(stack.address)
        # Each process counts by itself then: so many that every one of them has had enough.
        answers = [person.sign_in("observadora@demo.memoriaviva.example", f"adivino {number}") for number in range(24)]
        assert {answer.status for answer in answers} <= {200, 429}
        assert person.sign_in("observadora@demo.memoriaviva.example", PASSWORD).status != 302

    def test_a_password_is_set_anew(self, stack: Stack, people: tuple[Person, Person], mail_server: Post):
        person, address = Person(stack.address), "sin.red@demo.memoriaviva.example"
        person.get("/cuenta/password/reset/")
        done(person.post("/cuenta/password/reset/", {"email": address}))
        stack.begin("valkey")
        assert until(lambda: mails_to(mail_server, address), 60)
        [code] = [code_in(mail.get_content()) for mail in mail_server.mails if mail["To"] == address]
        done(person.post("/cuenta/password/reset/confirm/", {"code": code}))
        new = {"password1": "otra clave muy larga", "password2": "otra clave muy larga"}
        done(person.post("/cuenta/password/reset/complete/", new))
        assert Person(stack.address).sign_in(address, "otra clave muy larga").status == 302
        assert stack.ask("SELECT * FROM networks_letter WHERE text <> '' OR \"to\" <> ''") == []

    def test_health_says_which_part_fails(self, stack: Stack, people: tuple[Person, Person]):
        answer = Person(stack.address).get("/healthz")
        said = json.loads(answer.text)
        assert (answer.status, said["database"], said["broker"]) == (503, True, False)


class TestHanging:
    """It takes connections and does not answer, as on a machine that swaps."""

    @pytest.fixture(autouse=True)
    def hanging(self, stack: Stack, back: None) -> Iterator[None]:
        stack.send("valkey", signal.SIGSTOP)
        yield
        stack.send("valkey", signal.SIGCONT)

    def test_people_sign_in_and_write_while_the_broker_hangs(self, stack: Stack):
        person = Person(stack.address)
        answer = person.sign_in("secretaria.forosalud@demo.memoriaviva.example", PASSWORD)
        assert (answer.status, answer.seconds < 2 * SECONDS) == (302, True)

    def test_health_does_not_hang(self, stack: Stack):
        answer = Person(stack.address).get("/healthz")
        assert (answer.status, json.loads(answer.text)["broker"]) == (503, False)
        assert answer.seconds < 5


def test_the_worker_goes_on_when_it_is_back(stack: Stack, back: None):
    stack.kill("valkey")
    stack.begin("valkey")
    assert until(stack.is_well, 60)
    assert stack.children["worker"].running
