"""Sessions of people without an account: few of an address, and for hours."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.timezone import now

from base.rescued_forms import KEPT, mark_of
from config.accounts.session_store import BEGUN, OF_NOBODY
from networks.tasks import forget_sessions
from tests.support.factories import WorkshopFactory
from tests.support.lessons import said

pytestmark = pytest.mark.django_db
REQUESTS = 120
XHR = {"X-Requested-With": "XMLHttpRequest"}
PASSKEY = "/cuenta/segundo-factor/webauthn/login/"
# What begins none at all, and what begins one for each who asks.
NONE = {
    "language": ("/idioma/", {"language": "en", "next": "/"}),
    "login": ("/cuenta/login/", {"login": "nadie@ejemplo.example", "password": "adivino"}),
    "code of a workshop": ("/taller/", {"code": "zzzz-zzzz"}),
    "note of a workshop": ("/taller/ABC234DE/", {"text": "Una nota."}),
    "answer by mail": ("/vigencia/1:forjado/", {"answer": "still_true"}),
    "invitation": ("/invitacion/?token=1:forjado", {"name": "Rosa"}),
    "unsubscribe": ("/boletin/baja/?token=forjado", {}),
    "lesson": ("/lecciones/nueva/", {"insight": "x" * 5_000, "writer": "1"}),
    "draft": ("/lecciones/borrador/", {"insight": "x" * 5_000, "writer": "1"}),
    "comment": ("/lecciones/1/conversacion/", {"text": "x" * 900, "writer": "1:forjado"}),
}
PERSON = {"name": "Rosa", "password1": "tres palabras sueltas"}
SOME = {
    "sign-up": lambda n: Client().post("/cuenta/signup/", {"email": f"p{n}@ejemplo.example", **PERSON}),
    "new password": lambda n: Client().post("/cuenta/password/reset/", {"email": f"p{n}@ejemplo.example"}),
    "passkey": lambda _: Client().get(PASSKEY, headers=XHR),
}


@pytest.mark.parametrize("form", NONE)
def test_a_form_that_needs_no_session_begins_none(form):
    WorkshopFactory(code="ABC234DE")
    for _ in range(5):
        Client().post(*NONE[form])
    assert not Session.objects.exists()


@pytest.mark.parametrize("form", SOME)
def test_an_address_begins_so_many_and_no_more(form):
    answers = [SOME[form](number) for number in range(REQUESTS)]
    assert Session.objects.count() <= BEGUN.most
    assert answers[0].status_code < 400
    assert answers[-1].status_code == 429
    assert "Espera" in said(answers[-1])


def test_all_forms_together_are_bounded_and_a_neighbour_is_not():
    BEGUN.has_room("127.0.0.1", BEGUN.most - 1)
    assert [SOME["passkey"](0).status_code for _ in range(3)] == [200, 429, 429]
    assert Session.objects.count() == 1
    assert Client(REMOTE_ADDR="10.0.0.9").get(PASSKEY, headers=XHR).status_code == 200


def test_who_signs_in_is_not_counted(cast):
    BEGUN.has_room("127.0.0.1", BEGUN.most)
    assert cast.client("member").get("/cuenta/perfil/").status_code == 200


def test_a_session_of_nobody_ends_in_hours_and_is_removed_within_the_next(cast):
    answer = SOME["passkey"](0)
    session = Session.objects.get()
    assert now() < session.expire_date <= now() + timedelta(seconds=OF_NOBODY)
    assert answer.cookies["sessionid"]["max-age"] == OF_NOBODY
    cast.client("member")
    Session.objects.filter(pk=session.pk).update(expire_date=now())
    forget_sessions()
    kept = Session.objects.get()
    assert kept.expire_date > now() + timedelta(days=50)


class TestUnsentWords:
    """Of a form that was given to somebody who signed in; nobody else has them kept."""

    def test_of_one_person_so_many_are_kept_and_no_more(self, cast):
        sent = {"insight": "Lo que escribí", "writer": mark_of(cast.user("member"))}
        answers = [Client().post("/lecciones/nueva/", sent) for _ in range(KEPT.most + 3)]
        assert [each.status_code for each in answers[-4:]] == [302, 429, 429, 429]
        assert Session.objects.count() == KEPT.most
        assert "Lo que escribí" in answers[-1].content.decode()

    def test_words_of_a_form_that_we_gave_nobody_are_not_kept(self, cast):
        for mark in ("", "1", str(cast.user("member").pk), f"{cast.user('member').pk}:forjado"):
            Client().post("/lecciones/nueva/", {"insight": "Lo que escribí", "writer": mark})
        assert not Session.objects.exists()
