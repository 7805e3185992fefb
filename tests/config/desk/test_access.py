"""Suspending on the desk, and what who is suspended meets at the door."""

from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from lessons.models import Lesson
from lessons.moderation.suspension import suspend
from networks.models import Membership, Suspension, User
from tests.support.cast import Cast
from tests.support.factories import PASSWORD, JoinRequestFactory, LessonFactory, UserFactory
from tests.support.htmx import soup

LOGIN = "/cuenta/login/"


def page_of(person: User, name: str = "suspender") -> str:
    return f"/administracion/personas/{person.pk}/{name}/"


def text(answer: Any) -> str:
    return " ".join(soup(answer).select_one("main").get_text(" ").split())


class TestAtTheDoor:
    @pytest.fixture
    def person(self, cast: Cast) -> User:
        person: User = UserFactory(name="Ana", password=PASSWORD)
        suspend(person, by=cast.user("admin"), reason="Otra persona usa su correo.")
        return person

    def sign_in(self, person: User, password: str) -> Any:
        return Client().post(LOGIN, {"login": person.email, "password": password}, follow=True)

    def test_clear_words_to_who_knows_the_password(self, person: User):
        answer = self.sign_in(person, PASSWORD)
        assert "Esta cuenta está suspendida" in text(answer)
        assert "secretaría de tu red" in text(answer)
        assert "Otra persona usa su correo." not in text(answer)
        assert not answer.wsgi_request.user.is_authenticated

    def test_to_who_guesses_nothing_tells_that_it_is_suspended(self, person: User):
        assert "suspendida" not in text(self.sign_in(person, "otra-clave-larga"))

    def test_who_asks_for_a_new_password_reads_it_in_the_mail(self, person: User, mails: Any):
        Client().post("/cuenta/password/reset/", {"email": person.email})
        [mail] = mails()
        assert (mail.to, mail.subject) == ([person.email], "Tu cuenta está suspendida")
        assert "Otra persona usa su correo." not in mail.body

    def test_a_suspended_person_reads_it_in_english(self, person: User):
        answer = Client().post(f"/en{LOGIN}", {"login": person.email, "password": PASSWORD}, follow=True)
        assert "This account is suspended" in text(answer)


class TestTheDesk:
    def test_says_first_what_hangs_on_the_person_and_where_it_goes(self, cast: Cast):
        cast.user("secretariat")
        LessonFactory.create_batch(2, network=cast.network, author=cast.user("member"))
        page = text(cast.client("admin").get(page_of(cast.user("member"))))
        assert "Propia" in page
        assert "lo toma Secretariat" in page
        assert "2 lecciones" in page

    def test_warns_of_a_network_that_would_have_no_secretariat(self, cast: Cast):
        secretariat = cast.user("secretariat")
        assert "Propia no tiene otra secretaría" in text(cast.client("admin").get(page_of(secretariat)))
        answer = cast.client("admin").post(page_of(secretariat), {"reason": "x"}, follow=True)
        assert "Propia se quedó sin secretaría" in answer.content.decode()
        assert "no tiene secretaría" in text(cast.client("member").get("/redes/propia/"))
        assert "no tiene secretaría" not in text(cast.client("other_member").get("/redes/propia/"))

    def test_keeps_the_reason_and_shows_it_to_admins(self, cast: Cast):
        person = cast.user("member")
        cast.client("admin").post(page_of(person), {"reason": "Entró alguien más."})
        assert not User.objects.get(pk=person.pk).is_active
        assert "Entró alguien más." in text(cast.client("admin").get(f"/administracion/personas/{person.pk}/"))
        cast.client("admin").post(page_of(person, "restituir"), {"reason": "Cambió su clave."})
        assert User.objects.get(pk=person.pk).is_active
        assert "Cambió su clave." in text(cast.client("admin").get(f"/administracion/personas/{person.pk}/"))
        assert "Entró alguien más." in text(cast.client("admin").get("/administracion/bitacora/"))

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_without_a_reason_nothing_changes(self, cast: Cast, reason: str):
        answer = cast.client("admin").post(page_of(cast.user("member")), {"reason": reason})
        assert (answer.status_code, Suspension.objects.count()) == (422, 0)
        assert User.objects.get(pk=cast.user("member").pk).is_active

    def test_nobody_suspends_themselves(self, cast: Cast):
        UserFactory(is_admin=True)
        answer = cast.client("admin").post(page_of(cast.user("admin")), {"reason": "x"})
        assert (answer.status_code, User.objects.filter(is_active=False).count()) == (422, 0)

    def test_djangos_admin_suspends_nobody_without_a_reason(self, cast: Cast):
        person = cast.user("observer")
        sent = {"email": person.email, "name": "Otro", "language": "es", "time_zone": "America/Lima"}
        sent |= {f"memberships-{count}_FORMS": "0" for count in ("TOTAL", "INITIAL")}
        cast.client("admin").post(f"/admin/networks/user/{person.pk}/change/", sent)
        person.refresh_from_db()
        assert (person.name, person.is_active) == ("Otro", True)


class TestTheSecretariatsDesk:
    def test_lists_what_came_and_gives_it_to_somebody(self, cast: Cast):
        colleague: User = UserFactory(name="Colega")
        Membership.objects.create(user=colleague, network=cast.network)
        client = cast.client("secretariat")
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        suspend(cast.user("member"), by=cast.user("admin"), reason="Por algo grave.")
        desk = text(client.get("/redes/propia/secretaria/"))
        assert "1 lección espera en la secretaría" in desk
        assert "Por algo grave." not in desk
        client.post("/redes/propia/suspensiones/", {f"lesson_{lesson.pk}": colleague.pk})
        assert Lesson.objects.get(pk=lesson.pk).steward == colleague
        assert "De cuentas suspendidas" not in text(client.get("/redes/propia/secretaria/"))

    def test_marks_what_a_suspended_person_handed_in_and_asked(self, cast: Cast):
        asked = JoinRequestFactory(network=cast.network)
        waits = {"state": "in_review", "submitted_at": now()}
        LessonFactory(network=cast.network, author=cast.user("member"), **waits)
        client = cast.client("secretariat")
        assert "suspendida" not in text(client.get("/redes/propia/secretaria/"))
        for person in (asked.user, cast.user("member")):
            suspend(person, by=cast.user("admin"), reason="x")
        page = soup(client.get("/redes/propia/secretaria/"))
        marked = [
            page.select_one(f"section:has(#{name}) .badge.contradicts") for name in ("waiting", "requests-heading")
        ]
        assert [each.get_text() for each in marked] == ["suspendida", "suspendida"]

    def test_says_that_a_suspended_asker_is_not_told(self, cast: Cast):
        asked = [JoinRequestFactory(network=cast.network) for _each in "12"]
        suspend(asked[0].user, by=cast.user("admin"), reason="x")
        client = cast.client("secretariat")
        answers = [client.post(f"/redes/propia/pedidos/{each.pk}/", follow=True) for each in asked]
        said = [str(*answer.context["messages"]) for answer in answers]
        assert ["la cuenta está suspendida" in each for each in said] == [True, False]
        assert ["Le avisamos por correo" in each for each in said] == [False, True]

    def test_gives_it_to_nobody_who_may_not_write_there(self, cast: Cast):
        client = cast.client("secretariat")
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        suspend(cast.user("member"), by=cast.user("admin"), reason="x")
        for who in ("observer", "other_member"):
            answer = client.post("/redes/propia/suspensiones/", {f"lesson_{lesson.pk}": cast.user(who).pk})
            assert answer.status_code == 422
        assert Lesson.objects.get(pk=lesson.pk).steward == cast.user("secretariat")
