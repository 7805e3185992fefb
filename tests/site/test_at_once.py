"""Two do the same at once. Each is answered as its form always answers: no error page, and nothing twice.

The other one is held open: it has written and not committed yet, so that no look can see it, and the database lets the
request wait. It commits when the request waits, and not by luck: each race is lost in the same place each time.
"""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf.urls.i18n import i18n_patterns
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from config import urls
from lessons.models import Attachment, CollectionItem, Comment, Corroboration, Lesson, TalkPreference
from lessons.moderation.suspension import suspend
from networks.joining import actions
from networks.models import Affiliation, JoinRequest, Membership, Network, Organisation, User
from tests.support.cast import Cast
from tests.support.factories import (
    CollectionFactory,
    InvitationFactory,
    LessonFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.support.files import documents
from tests.support.files.documents import contents
from tests.support.htmx import soup
from tests.support.lessons import said

pytestmark = pytest.mark.django_db(transaction=True)
SIGN_UP = {"email": "rosa@ejemplo.example", "name": "Rosa Quispe", "password1": "tres palabras sueltas"}


def _waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
        return cursor.fetchone() is not None


def _asked(ask: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return ask()
    finally:
        connections.close_all()


def overtaken(write: Callable[[], Any], ask: Callable[[], HttpResponse]) -> HttpResponse:
    """What `ask` is answered when `write` was first, and `ask` could not see it yet."""
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            write()
            answer = other.submit(_asked, ask)
            end = time.monotonic() + 10
            while not _waits():
                assert not answer.done(), "it did not wait: nothing was at once"
                assert time.monotonic() < end
        return answer.result(20)


class TestAccounts:
    def test_a_second_sign_up_is_answered_as_one_of_a_known_address(self, mails):
        def write() -> None:
            user = User.objects.create_user(SIGN_UP["email"], "otra clave cualquiera", name="Rosa")
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)

        answer = overtaken(write, lambda: Client().post("/cuenta/signup/", SIGN_UP))
        assert (answer.status_code, answer["Location"]) == (302, "/cuenta/confirm-email/")
        assert User.objects.filter(email=SIGN_UP["email"]).count() == 1
        assert [mail.to for mail in mails()] == [[SIGN_UP["email"]]]

    def test_two_who_sign_up_at_once_are_one_account(self):
        def sign_up(_number: int) -> int:
            return _asked(lambda: Client().post("/cuenta/signup/", SIGN_UP)).status_code

        with ThreadPoolExecutor(4) as people:
            statuses = list(people.map(sign_up, range(4)))
        assert 302 in statuses
        assert set(statuses) <= {302, 429}
        assert User.objects.filter(email=SIGN_UP["email"]).count() == 1

    def test_an_invited_person_who_signs_up_twice_is_told(self, cast):
        invitation = InvitationFactory(network=cast.network, by=cast.user("secretariat"), email=SIGN_UP["email"])
        address = f"/invitacion/?token={actions.token_of(invitation)}"
        sent = {"name": "Rosa", "password": "tres palabras sueltas"}
        answer = overtaken(
            lambda: User.objects.create_user(SIGN_UP["email"], name="Rosa"), lambda: Client().post(address, sent)
        )
        assert answer.status_code == 422
        assert "en este momento" in said(answer)
        assert not Membership.objects.filter(user__email=SIGN_UP["email"]).exists()


class TestAdmins:
    def test_of_two_who_suspend_each_other_one_stays(self, cast: Cast):
        one, other, client = cast.user("admin"), UserFactory(is_admin=True), cast.client("admin")
        answer = overtaken(
            lambda: suspend(one, by=other, reason="Al mismo tiempo."),
            lambda: client.post(f"/administracion/personas/{other.pk}/suspender/", {"reason": "Al mismo tiempo."}),
        )
        assert answer.status_code == 403
        assert [*User.objects.filter(is_admin=True, is_active=True)] == [other]

    def test_a_lesson_that_comes_to_who_is_suspended_is_not_left_alone(self, cast: Cast):
        lesson = LessonFactory(network=cast.network, author=cast.user("secretariat"), published=True)
        person, client = cast.user("member"), cast.client("admin")
        overtaken(
            lambda: Lesson.objects.filter(pk=lesson.pk).update(steward=person),
            lambda: client.post(f"/administracion/personas/{person.pk}/suspender/", {"reason": "Al mismo tiempo."}),
        )
        assert not Lesson.objects.without_active_steward().exists()


class TestNetworks:
    def test_a_request_to_join_sent_twice_is_one(self, cast):
        person, network = cast.user("no_network"), cast.other_network
        client, sent = cast.client("no_network"), {"message": "Trabajo en Puno y quiero aprender."}
        answer = overtaken(
            lambda: JoinRequest.objects.create(network=network, user=person, message="Ya pedí."),
            lambda: client.post(f"/redes/{network.slug}/participar/", sent, follow=True),
        )
        assert "ya tiene tu pedido" in answer.content.decode()
        assert JoinRequest.objects.get().message == "Ya pedí."

    def test_an_organisation_of_the_same_name_is_refused_at_its_field(self, cast):
        client = cast.client("secretariat")
        sent = {"name": "CIES", "kind": "ngo", "network": cast.network.pk}
        answer = overtaken(
            lambda: OrganisationFactory(name="CIES", slug="cies"), lambda: client.post("/organizaciones/nueva/", sent)
        )
        assert answer.status_code == 422
        assert "Ya hay una organización" in soup(answer).select_one("#id_name_error").get_text()
        assert soup(answer).select_one("[name=name]")["value"] == "CIES"
        assert Organisation.objects.get().slug == "cies"

    def test_an_organisation_of_the_same_address_gets_another_one(self, cast):
        client = cast.client("secretariat")
        sent = {"name": "Cies", "kind": "ngo", "network": cast.network.pk}
        answer = overtaken(
            lambda: OrganisationFactory(name="C.I.E.S.", slug="cies"),
            lambda: client.post("/organizaciones/nueva/", sent),
        )
        assert answer.status_code == 302
        assert Organisation.objects.get(name="Cies").slug == "cies-2"

    def test_a_network_of_the_same_name_is_refused_at_its_field(self, cast):
        client, network = cast.client("secretariat"), cast.network
        page = soup(client.get(f"/redes/{network.slug}/editar/"))
        sent = _filled(page, name="Red del Sur")
        answer = overtaken(
            lambda: Network.objects.filter(pk=cast.other_network.pk).update(name="Red del Sur"),
            lambda: client.post(f"/redes/{network.slug}/editar/", sent),
        )
        assert answer.status_code == 422
        assert soup(answer).select_one("#id_name_error")
        network.refresh_from_db()
        assert network.name == "Propia"

    def test_what_belongs_to_the_network_already_is_not_added_twice(self, cast):
        organisation, client, network = OrganisationFactory(name="CIES"), cast.client("admin"), cast.network
        answer = overtaken(
            lambda: Affiliation.objects.create(network=network, organisation=organisation),
            lambda: client.post(f"/redes/{network.slug}/integrantes/", {"organisation_name": "CIES"}),
        )
        assert answer.status_code == 422
        assert "ya pertenece" in said(answer).lower()
        assert Affiliation.objects.count() == 1


def _filled(page: Any, **changed: str) -> dict[str, Any]:
    """What a browser would send of the form of a page."""
    sent: dict[str, Any] = {}
    for field in page.main.select("form [name]"):
        if field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked"):
            continue
        chosen = field.select_one("option[selected]") if field.name == "select" else None
        value = (chosen or {}).get("value") if chosen else field.get("value") or field.get_text()
        sent.setdefault(field["name"], []).append(value or "")
    return sent | changed


class TestLessons:
    @pytest.fixture
    def theirs(self, cast: Cast) -> Lesson:
        return LessonFactory(
            network=cast.other_network, author=cast.user("other_member"), published=True, visibility="all_networks"
        )

    def test_a_confirmation_sent_twice_is_one(self, cast, theirs):
        client, by = cast.client("member"), cast.user("member")
        sent = {"stance": "confirms", "text": "También en Puno.", "network": cast.network.pk}
        answer = overtaken(
            lambda: Corroboration.objects.create(
                lesson=theirs, by=by, network=cast.network, stance="confirms", text="Antes."
            ),
            lambda: client.post(f"/lecciones/{theirs.pk}/confirmar/", sent),
        )
        assert answer.status_code == 302
        assert Corroboration.objects.get().text == "También en Puno."

    def test_a_collection_takes_a_lesson_once(self, cast, theirs):
        client, collection = cast.client("member"), CollectionFactory(by=cast.user("member"))
        answer = overtaken(
            lambda: CollectionItem.objects.create(collection=collection, lesson=theirs, position=1),
            lambda: client.post(f"/lecciones/{theirs.pk}/coleccionar/", {"collection": collection.pk}, follow=True),
        )
        assert answer.status_code in {200, 422}
        assert collection.items.count() == 1


def always_second(request: Any) -> HttpResponse:
    """Of a view that never looks whether it is there."""
    TalkPreference.objects.create(user=request.user)
    return HttpResponse("kept")


urlpatterns = [*i18n_patterns(path("siempre/", always_second), prefix_default_language=False), *urls.urlpatterns]


class TestSecondLook:
    """Of what has no words of its own: once more, and else a page that says so and keeps what was typed."""

    def test_the_same_form_twice_is_one_lesson(self, cast):
        client, author, network, key = cast.client("member"), cast.user("member"), cast.network, uuid.uuid4()
        sent = {"title": "Visitar al alcalde", "key": str(key), "network": network.pk}
        answer = overtaken(
            lambda: LessonFactory(network=network, author=author, key=key),
            lambda: client.post("/lecciones/borrador/", sent),
        )
        assert answer.status_code == 422  # kept, but for what the form did not say
        assert Lesson.objects.get().title == "Visitar al alcalde"

    @pytest.mark.parametrize(("prefix", "says"), [("", "Quizá fuiste tú"), ("/en", "Perhaps it was you")])
    def test_a_form_that_is_second_each_time_is_told_and_kept(self, cast, settings, prefix, says):
        settings.ROOT_URLCONF = __name__
        client = cast.client("member")
        TalkPreference.objects.create(user=cast.user("member"))
        sent = {"note": "Lo que escribí", "password": "secreto"}
        answer = client.post(f"{prefix}/siempre/", sent)
        assert answer.status_code == 409
        assert says in said(answer)
        assert soup(answer).main.select_one("[name=note]")["value"] == "Lo que escribí"
        assert "secreto" not in answer.content.decode()
        assert TalkPreference.objects.count() == 1

    def test_what_is_first_is_kept(self, cast, settings):
        settings.ROOT_URLCONF = __name__
        client = cast.client("member")
        assert client.post("/siempre/").content == b"kept"


class TestWidened:
    """While somebody sends what they opened when few could read the lesson."""

    @pytest.fixture
    def lesson(self, cast: Cast) -> Lesson:
        return LessonFactory(network=cast.network, published=True, visibility="own_network")

    def widens(self, lesson: Lesson) -> Callable[[], Any]:
        return lambda: Lesson.objects.filter(pk=lesson.pk).update(visibility="public")

    def test_a_file_that_waited_for_it_comes_back_and_leaves_nothing_on_the_disk(self, cast, lesson):
        address, files = f"/lecciones/{lesson.pk}/archivos/", contents()
        sent = {"file": documents.sent(documents.word(), "acta.docx"), "readers": f"network:{lesson.network_id}"}
        client = cast.client("secretariat")
        answer = overtaken(self.widens(lesson), lambda: client.post(address, sent))
        assert (answer.status_code, Attachment.objects.count(), contents()) == (422, 0, files)
        assert "Cualquier persona" in said(answer)

    def test_a_comment_that_is_sooner_reaches_whom_its_form_named(self, cast, lesson):
        address, client = f"/lecciones/{lesson.pk}/conversacion/", cast.client("secretariat")
        sent = {"text": "A los míos", "readers": f"network:{lesson.network_id}"}
        with ThreadPoolExecutor(1) as other, transaction.atomic():
            self.widens(lesson)()
            answer = other.submit(_asked, lambda: client.post(address, sent)).result(20)
        assert answer.status_code == 302
        assert Comment.objects.get().audience.circles == [f"network:{lesson.network_id}"]
