from datetime import timedelta
from importlib import import_module

import pytest
from django.db import OperationalError, connection
from django.utils.timezone import now

from base import outages
from networks.joining.actions import ask_to_join
from networks.mail import tasks
from networks.mail.letters import LONGEST_PAUSE_OF_A_CODE, MOST_ATTEMPTS, send_letter, write_letter, write_plain_letter
from networks.mail.rules import TAKES_PART
from networks.models import JoinRequest, Letter, User
from tests.support.factories import InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    context = {"invitation": InvitationFactory(), "by": "Ana", "url": "https://memoria.example/secreto"}
    return write_letter("invitation", context, to="nueva@ejemplo.example", language="es")


def test_it_is_sent_once_and_then_says_nothing(letter, post):
    assert send_letter(letter.pk) is True
    assert send_letter(letter.pk) is None
    assert post.recipients == ["nueva@ejemplo.example"]
    assert "https://memoria.example/secreto" in post.text()
    assert 'href="https://memoria.example/secreto"' in post.html()
    assert post.header("Message-ID").startswith(f"<letter-{letter.pk}@")
    letter.refresh_from_db()
    assert (letter.to, letter.text, letter.html, letter.failed_at) == ("", "", "", None)
    assert letter.sent_at


def test_what_a_network_shares_reaches_its_own_alone(cast, post):
    reader = cast.user("observer")
    context = {"invitation": InvitationFactory(), "by": "Ana", "url": "https://memoria.example/"}
    about = {"rule": TAKES_PART, "about": cast.network.pk}
    before, after = (
        write_letter("invitation", context, to=reader.email, language="es", **about) for _time in ("before", "after")
    )
    assert send_letter(before.pk) is True
    reader.memberships.all().delete()
    assert send_letter(after.pk) is False
    assert post.recipients == [reader.email]
    assert not Letter.objects.filter(pk=after.pk).exists()


def test_an_attachment_arrives_as_it_was(post):
    context = {"invitation": InvitationFactory(), "by": "Ana", "url": "https://memoria.example/"}
    pdf = b"%PDF-1.7 prueba"
    letter = write_letter(
        "invitation", context, to="n@ejemplo.example", language="es", attachment=pdf, attachment_name="entrega.pdf"
    )
    assert send_letter(letter.pk) is True
    [part] = post.mails[0].iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("entrega.pdf", pdf)


def test_a_server_that_is_busy_is_asked_again_later(letter, post):
    post.answers = {letter.to: "450 later"}
    with pytest.raises(OSError, match="later"):
        send_letter(letter.pk)
    assert send_letter(letter.pk) is None  # put off
    letter.refresh_from_db()
    assert (letter.sent_at, letter.failed_at, letter.claimed_at, letter.attempts) == (None, None, None, 1)
    assert letter.text
    Letter.objects.update(try_after=letter.created_at)
    post.answers = {}
    assert send_letter(letter.pk) is True


@pytest.mark.parametrize(("answer", "attempts"), [("550 nobody here", 0), ("450 later", MOST_ATTEMPTS - 1)])
def test_a_refusal_for_good_and_one_too_many_are_the_end(letter, post, answer, attempts):
    Letter.objects.update(attempts=attempts)
    post.answers = {letter.to: answer}
    assert send_letter(letter.pk) is False
    assert send_letter(letter.pk) is None
    assert post.mails == []
    letter.refresh_from_db()
    assert letter.failed_at
    assert letter.text == ""


def test_the_task_swallows_what_will_be_tried_again_and_logs_no_address(letter, post, capsys):
    post.answers = {letter.to: "450 later, nueva@ejemplo.example"}
    tasks.send_letter(letter.pk)
    letter.refresh_from_db()
    assert letter.sent_at is None
    assert "nueva@" not in "".join(capsys.readouterr())


@pytest.mark.django_db(transaction=True)
def test_beat_asks_for_what_is_due_alone(letter, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, pk, **_: asked.append(pk))
    gone, failed = (write_letter("invitation", {"by": "", "url": ""}, to="x@y.example", language="en") for _ in "12")
    done = {"to": "", "text": "", "html": ""}
    Letter.objects.filter(pk=gone.pk).update(sent_at=gone.created_at, **done)
    Letter.objects.filter(pk=failed.pk).update(failed_at=gone.created_at, **done)
    tasks.send_due_letters()
    assert asked == [letter.pk]


class TestCode:
    """It is worth something for some minutes alone."""

    @pytest.fixture
    def letter(self) -> Letter:
        soon = now() + timedelta(minutes=15)
        return write_plain_letter(to="ana@ejemplo.example", subject="Un código", text="ABCD-EFGH", expires_at=soon)

    def test_a_code_is_plain_text(self, letter, post):
        assert send_letter(letter.pk) is True
        assert post.text().strip() == "ABCD-EFGH"
        assert post.mails[0].get_content_type() == "text/plain"

    def test_is_tried_again_soon_however_often(self, letter, post):
        Letter.objects.update(attempts=9)
        post.answers = {letter.to: "451 greylisted"}
        with pytest.raises(OSError, match="greylisted"):
            send_letter(letter.pk)
        letter.refresh_from_db()
        assert letter.try_after - now() <= LONGEST_PAUSE_OF_A_CODE

    def test_is_not_sent_and_says_nothing_when_it_is_over(self, letter, post):
        Letter.objects.update(expires_at=now())
        assert send_letter(letter.pk) is None
        assert Letter.objects.give_up_expired() == 1
        letter.refresh_from_db()
        assert (letter.to, letter.text, post.mails) == ("", "", [])
        assert letter.failed_at

    def test_letters_without_a_code_never_expire(self, post):
        other = write_plain_letter(to="ana@ejemplo.example", subject="Un aviso", text="Hola")
        assert Letter.objects.give_up_expired() == 0
        assert send_letter(other.pk) is True

    def test_a_code_goes_before_other_letters(self, letter, monkeypatch):
        asked = []
        monkeypatch.setattr(tasks, "enqueue", lambda task, pk, priority, **_: asked.append((pk, priority)))
        others = [write_plain_letter(to="eva@ejemplo.example", subject="Un aviso", text="Hola") for _ in range(2)]
        Letter.objects.filter(pk=others[0].pk).update(expires_at=letter.expires_at - timedelta(minutes=5))
        tasks.send_due_letters()
        assert asked == [(others[0].pk, 0), (letter.pk, 0), (others[1].pk, None)]

    def test_that_is_on_its_way_is_not_withdrawn(self, letter):
        Letter.objects.claim(letter.pk)
        Letter.objects.withdraw(letter.pk)
        assert Letter.objects.filter(pk=letter.pk).exists()


class TestDatabaseThatGoesAway:
    @pytest.fixture(autouse=True)
    def no_pause(self, monkeypatch):
        monkeypatch.setattr(outages.time, "sleep", lambda _: None)

    @pytest.mark.django_db(transaction=True)
    def test_when_the_mail_has_left_is_told_of_it_when_it_is_back(self):
        errors = [OperationalError("the connection is lost"), OperationalError("connection refused")]

        def write() -> str:
            if errors:
                raise errors.pop()
            return "written"

        assert outages.write_when_back(write) == "written"

    @pytest.mark.django_db(transaction=True)
    def test_for_too_long_is_an_error(self):
        def write() -> None:
            raise OperationalError("the connection is lost")

        with pytest.raises(OperationalError):
            outages.write_when_back(write, seconds=0)


class TestLettersFromBeforeTheyReferredToPeople:
    """The migration finds whom they tell of by the request after which they were written."""

    @pytest.fixture
    def letter(self, cast) -> Letter:
        cast.user("secretariat")
        ask_to_join(cast.network, user=cast.user("no_network"), message="Soy de Puno.")
        Letter.objects.update(about_person=None)
        return Letter.objects.get()

    def told_of(self, letter: Letter) -> User | None:
        migration = import_module("networks.migrations.0003_letter_about_person")
        with connection.cursor() as cursor:
            cursor.execute(migration.ABOUT_WHO_ASKED)
        letter.refresh_from_db()
        return letter.about_person

    def test_it_is_who_asked(self, cast, letter):
        JoinRequest.objects.create(network=cast.other_network, user=cast.user("member"), message="Otra red.")
        assert self.told_of(letter) == cast.user("no_network")

    def test_it_is_nobody_if_it_may_be_either(self, cast, letter):
        asked_at = JoinRequest.objects.get().created_at
        JoinRequest.objects.create(network=cast.network, user=UserFactory(), message="Yo.", created_at=asked_at)
        assert self.told_of(letter) is None

    def test_it_is_nobody_who_asked_long_before_or_after(self, cast, letter):
        for minutes in (-2, 2):
            JoinRequest.objects.update(created_at=letter.created_at + timedelta(minutes=minutes))
            assert self.told_of(letter) is None

    def test_it_is_nobody_in_a_letter_of_another_rule(self, letter):
        Letter.objects.update(rule=TAKES_PART)
        assert self.told_of(letter) is None
