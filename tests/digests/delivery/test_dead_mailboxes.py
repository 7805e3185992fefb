"""A mailbox that refuses for good is left alone after some weeks, until its person gives a sign of life."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from config.privacy.forgetting import forget
from digests.actions import choose_frequency
from digests.composition.compose import create_due
from digests.delivery.send import send
from digests.models import Digest, Subscription
from lessons.conversation import actions
from networks.mail.letters import send_letter, write_plain_letter
from networks.models import Letter, RefusedMail
from networks.people.models import MOST_REFUSALS
from tests.support.clock import TUESDAY, WEEK
from tests.support.factories import PASSWORD

State = Digest.State
GONE, LATER = "550 5.1.1 no such user", "450 4.2.0 greylisted"


def mail_of_the_week(week: int, clock) -> list[State | None]:
    clock.move_to(TUESDAY + week * WEEK)
    return [send(pk) for pk in create_due(now())]


@pytest.fixture
def gone(member, subscription, publish, post):
    """There is something to tell, and the server says that nobody is there."""
    publish(title="Visitar pronto")
    post.answers = {member.email: GONE}


@pytest.fixture
def paused(gone, clock):
    for week in range(MOST_REFUSALS):
        assert mail_of_the_week(week, clock) == [State.FAILED]


class TestPause:
    @pytest.mark.usefixtures("paused")
    def test_after_three_weeks_nothing_is_tried_any_more(self, clock):
        assert [mail_of_the_week(week, clock) for week in (3, 4, 5)] == [[], [], []]
        assert Digest.objects.count() == MOST_REFUSALS

    @pytest.mark.usefixtures("gone")
    def test_before_three_weeks_mail_is_still_tried(self, clock):
        for week in range(MOST_REFUSALS - 1):
            mail_of_the_week(week, clock)
        assert not RefusedMail.objects.paused().exists()
        assert mail_of_the_week(MOST_REFUSALS, clock) == [State.FAILED]

    @pytest.mark.usefixtures("gone")
    def test_many_refusals_of_one_day_count_once(self, member, clock):
        for _ in range(5):
            send_letter(write_plain_letter(to=member.email, subject="Hola", text="Hola").pk)
            clock.shift(timedelta(hours=1))
        assert RefusedMail.objects.get().refusals == 1

    def test_an_answer_of_later_is_no_refusal(self, member, digest, publish, post, clock):
        publish()
        post.answers = {member.email: LATER}
        clock.move_to(TUESDAY)
        with pytest.raises(OSError, match="greylisted"):
            send(digest.pk)
        assert not RefusedMail.objects.exists()

    def test_of_an_address_without_an_account_nothing_is_noted(self, db, post):
        post.answers = {"nadie@ejemplo.example": GONE}
        assert send_letter(write_plain_letter(to="nadie@ejemplo.example", subject="Hola", text="Hola").pk) is False
        assert not RefusedMail.objects.exists()

    @pytest.mark.usefixtures("gone")
    def test_a_mail_that_arrives_ends_the_count(self, post, clock):
        mail_of_the_week(0, clock)
        post.answers = {}
        assert mail_of_the_week(1, clock) == [State.SENT]
        assert not RefusedMail.objects.exists()

    @pytest.mark.usefixtures("paused")
    def test_no_mail_of_comments_goes_to_a_paused_mailbox(self, cast, member, publish):
        lesson = publish(visibility="all_networks")
        actions.choose_mail(member, at_once=True)
        mine = actions.add_comment(lesson, by=member, text="¿Y en Puno?", key=uuid4())
        actions.add_comment(lesson, by=cast.user("other_member"), text="También.", key=uuid4(), answering=mine)
        assert not Letter.objects.exists()

    @pytest.mark.usefixtures("paused")
    def test_a_code_that_the_person_asks_for_is_sent_to_a_paused_mailbox(self, member, post):
        post.answers = {}
        letter = write_plain_letter(
            to=member.email, subject="Tu código", text="123", expires_at=now() + timedelta(minutes=9)
        )
        assert send_letter(letter.pk)


@pytest.mark.usefixtures("paused")
class TestSignOfLife:
    def sign_in(self, member) -> Client:
        member.set_password(PASSWORD)
        member.save()
        client = Client()
        assert client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD}).status_code == 302
        return client

    def test_signing_in_ends_the_pause_and_says_so(self, member, post, clock):
        page = self.sign_in(member).get("/boletin/").content.decode()
        assert member.email in page
        assert not RefusedMail.objects.paused().exists()
        post.answers = {}
        assert mail_of_the_week(MOST_REFUSALS, clock) == [State.SENT]
        assert "Visitar pronto" in post.text()

    def test_choosing_the_digest_ends_the_pause(self, member):
        choose_frequency(Subscription.objects.get(user=member), "weekly", by=member)
        assert not RefusedMail.objects.paused().exists()

    def test_what_somebody_else_does_ends_no_pause(self, cast):
        cast.client("admin").get("/boletin/")
        assert RefusedMail.objects.paused().exists()

    def test_refusals_are_counted_from_the_beginning_after_the_pause(self, member, clock):
        self.sign_in(member)
        assert [mail_of_the_week(week, clock) for week in range(4, 9)].count([State.FAILED]) == MOST_REFUSALS


@pytest.mark.usefixtures("paused")
class TestWhereItIsSaid:
    @pytest.mark.parametrize("page", ["/boletin/", "/cuenta/perfil/"])
    def test_the_pause_is_told_on_ones_own_pages(self, cast, member, page):
        client = cast.client("member")  # signed in since before
        RefusedMail.objects.update(refusals=MOST_REFUSALS)
        text = client.get(page).content.decode()
        assert f"servidor de correo de {member.email}" in text
        assert "550" in text

    def test_the_pause_is_told_to_nobody_else(self, cast):
        assert "550" not in cast.client("other_member").get("/boletin/").content.decode()

    def test_the_pause_is_told_on_the_desk(self, cast, member):
        client = cast.client("admin")
        assert f"/administracion/personas/{member.pk}/" in client.get("/administracion/correo/").content.decode()
        assert "550" in client.get(f"/administracion/personas/{member.pk}/").content.decode()
        assert "rechazan" in client.get("/administracion/").content.decode()


def test_who_closes_their_account_leaves_no_trace_of_refusals(member):
    RefusedMail.objects.create(user=member, code=550, last_at=now(), refusals=3)
    forget(member)
    with pytest.raises(ObjectDoesNotExist):
        RefusedMail.objects.get()
