"""The mail server says "later", says nothing, or is not there: nobody who waits for a page notices."""

import asyncio
from collections.abc import Iterator

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.faults.person import Answer, Person
from tests.faults.stack import PASSWORD, Stack
from tests.support.servers.processes import until
from tests.support.servers.smtp import Post, code_in

SECONDS = 3
MEMBER = "miembro.conveagro@demo.memoriaviva.example"
WAITING = "SELECT count(*) FROM networks_letter WHERE sent_at IS NULL AND failed_at IS NULL"
PUT_OFF = "SELECT count(*) FROM networks_letter WHERE attempts > 0 AND claimed_at IS NULL AND sent_at IS NULL"


@pytest.fixture(autouse=True)
def empty(stack: Stack, mail_server: Post) -> Iterator[None]:
    """Of letters: other files of this folder left some that are sent."""
    stack.ask("UPDATE networks_invitation SET letter_id = NULL")
    stack.ask("DELETE FROM networks_letter")
    yield
    mail_server.answers.clear()


def ask_for_a_code(stack: Stack, address: str) -> tuple[Person, Answer]:
    person = Person(stack.address)
    person.get("/cuenta/password/reset/")
    return person, person.post("/cuenta/password/reset/", {"email": address})


def mails_to(mail_server: Post, address: str) -> int:
    return sum(mail["To"] == address for mail in mail_server.mails)


class TestThatGreetsStrangersWithLater:
    def test_gets_the_code_to_its_reader_once(self, stack: Stack, mail_server: Post):
        mail_server.answers[MEMBER] = "451 4.7.1 greylisted, try again in some minutes"
        person, answer = ask_for_a_code(stack, MEMBER)
        assert (answer.status, answer.seconds < SECONDS) == (302, True)
        assert until(lambda: stack.one(PUT_OFF) == 1)
        assert mails_to(mail_server, MEMBER) == 0
        wait = stack.one("SELECT extract(epoch FROM try_after - now()) FROM networks_letter")
        assert 0 < wait <= 60

        mail_server.answers.clear()
        stack.ask("UPDATE networks_letter SET try_after = now()")  # a minute later
        assert until(lambda: stack.one(WAITING) == 0, 40)
        [mail] = [mail for mail in mail_server.mails if mail["To"] == MEMBER]
        assert person.post("/cuenta/password/reset/confirm/", {"code": code_in(mail.get_content())}).status == 302
        assert stack.ask("SELECT 1 FROM networks_letter WHERE text <> '' OR html <> '' OR \"to\" <> ''") == []

    def test_does_not_get_a_code_that_is_worth_nothing_any_more(self, stack: Stack, mail_server: Post):
        address = "admin@demo.memoriaviva.example"
        mail_server.answers[address] = "451 4.7.1 greylisted"
        ask_for_a_code(stack, address)
        assert until(lambda: stack.one(PUT_OFF) == 1)
        mail_server.answers.clear()
        stack.ask("UPDATE networks_letter SET expires_at = now(), try_after = now()")
        assert until(lambda: stack.one("SELECT count(*) FROM networks_letter WHERE failed_at IS NOT NULL") == 1, 40)
        assert stack.one('SELECT text || html || "to" FROM networks_letter') == ""
        assert mails_to(mail_server, address) == 0


def test_a_mail_server_that_never_says_a_word_keeps_nobody_waiting(stack: Stack, mail_server: Post, monkeypatch):
    address = "secretaria.conveagro@demo.memoriaviva.example"
    let_go = Silence(monkeypatch)
    _person, answer = ask_for_a_code(stack, address)
    assert (answer.status, answer.seconds < SECONDS) == (302, True)
    assert Person(stack.address).sign_in(address, PASSWORD).status == 302
    assert until(lambda: let_go.met)
    let_go.over = True
    assert until(lambda: mails_to(mail_server, address) == 1, 60)


class Silence:
    """Of the mail server: who names a recipient waits until it is over."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.met, self.over = False, False
        speak = Post.handle_RCPT

        async def wait(
            post: Post, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
        ) -> str:
            self.met = True
            while not self.over:
                await asyncio.sleep(0.05)
            return await speak(post, server, session, envelope, address, options)

        monkeypatch.setattr(Post, "handle_RCPT", wait)
